-- Existing registers brought in from a file: the file while it is being looked at, and the people in it until they
-- confirm.

create table register_import (
    register_import_id uuid constraint register_import_pk primary key,
    pool_id uuid not null constraint register_import_pool_fk references pool (pool_id),
    uploaded_by uuid constraint register_import_uploaded_by_fk references account (account_id),
    file_name text not null constraint register_import_file_name_length check (length(file_name) between 1 and 200),
    -- The file as it came, sealed; deleted with the import.
    sealed_file bytea,
    -- How the file is read: encoding, delimiter, header row, column mapping, and the decisions about unsure values.
    reading jsonb not null,
    status text not null constraint register_import_status_known check (
        status in ('uploaded', 'checking', 'checked', 'running', 'done', 'failed', 'discarded')
    ),
    rows_total integer not null default 0 constraint register_import_rows_total_positive check (rows_total >= 0),
    rows_done integer not null default 0 constraint register_import_rows_done_positive check (rows_done >= 0),
    failure text not null default '' constraint register_import_failure_length check (length(failure) <= 500),
    created_at timestamptz not null,
    heartbeat_at timestamptz not null,
    finished_at timestamptz,
    submission_id uuid not null constraint register_import_submission_unique unique,
    version integer not null default 1 constraint register_import_version_positive check (version > 0),
    constraint register_import_in_pool_unique unique (pool_id, register_import_id)
);

create index register_import_pool_idx on register_import (pool_id, created_at);

-- What the check or the run says of each line of the file.
create table register_import_row (
    pool_id uuid not null,
    register_import_id uuid not null,
    line integer not null constraint register_import_row_line_positive check (line > 0),
    outcome text not null constraint register_import_row_outcome_known check (outcome in ('created', 'updated', 'unchanged', 'refused')),
    -- Whom the line is about, as the file says.
    person text not null default '' constraint register_import_row_person_length check (length(person) <= 300),
    -- Sentences: why it was refused, what was not understood, which values its owner has changed meanwhile.
    remarks jsonb not null,
    constraint register_import_row_pk primary key (register_import_id, pool_id, line),
    constraint register_import_row_import_fk foreign key (pool_id, register_import_id)
        references register_import (pool_id, register_import_id) on delete cascade
);

-- How a pool's files name their columns, remembered from its last import.
create table register_mapping (
    pool_id uuid constraint register_mapping_pk primary key constraint register_mapping_pool_fk references pool (pool_id),
    columns jsonb not null,
    -- Values and the terms a person chose for them.
    decisions jsonb not null,
    updated_at timestamptz not null
);

-- Somebody a register names. Until they confirm, this row is all the hub holds of them.
create table register_entry (
    register_entry_id uuid constraint register_entry_pk primary key,
    pool_id uuid not null constraint register_entry_pool_fk references pool (pool_id),
    email text not null constraint register_entry_email_length check (length(email) between 3 and 254),
    reference text not null default '' constraint register_entry_reference_length check (length(reference) <= 100),
    -- What the file said, understood; what a later file is compared with.
    imported jsonb not null,
    token_hash bytea constraint register_entry_token_hash_unique unique,
    invited_at timestamptz,
    invitations smallint not null default 0 constraint register_entry_invitations_range check (invitations between 0 and 3),
    confirmed_at timestamptz,
    declined_at timestamptz,
    account_id uuid constraint register_entry_account_fk references account (account_id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint register_entry_confirmed_whole check ((confirmed_at is null) = (account_id is null))
);

create unique index register_entry_email_unique on register_entry (pool_id, lower(email));
create index register_entry_unconfirmed_idx on register_entry (created_at) where confirmed_at is null;
create index register_entry_account_idx on register_entry (account_id) where account_id is not null;
