-- What stands beside a password: authenticator apps, recovery codes, devices that signed in before, and how often
-- anybody may try. Secrets are sealed, tokens hashed.

-- The authenticator app in force. last_step is the last thirty-second step whose code was used: each is used once.
create table second_factor (
    account_id uuid constraint second_factor_pk primary key
        constraint second_factor_account_fk references account (account_id) on delete cascade,
    sealed_secret bytea not null,
    confirmed_at timestamptz not null,
    last_step bigint not null constraint second_factor_last_step_positive check (last_step >= 0)
);

-- An authenticator app being set up: the one in force stays until this one has shown a right code.
create table second_factor_enrolment (
    account_id uuid constraint second_factor_enrolment_pk primary key
        constraint second_factor_enrolment_account_fk references account (account_id) on delete cascade,
    sealed_secret bytea not null,
    started_at timestamptz not null
);

create table recovery_code (
    account_id uuid not null constraint recovery_code_account_fk references account (account_id) on delete cascade,
    code_hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz,
    constraint recovery_code_pk primary key (account_id, code_hash)
);

-- A browser that signed in to an account before: it keeps a throttle of its own, so that nobody else's tries count
-- against it.
create table known_device (
    account_id uuid not null constraint known_device_account_fk references account (account_id) on delete cascade,
    token_hash bytea not null,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    constraint known_device_pk primary key (account_id, token_hash)
);

create index known_device_expires_idx on known_device (expires_at);

-- How much of each limit is spent: the moment at which the bucket is whole again.
create table throttle (
    kind text not null constraint throttle_kind_length check (length(kind) between 1 and 40),
    key_hash bytea not null,
    whole_at timestamptz not null,
    constraint throttle_pk primary key (kind, key_hash)
);

create index throttle_whole_idx on throttle (whole_at);

-- A new e-mail address waiting for its link, and then the way back for 72 hours. One row a change.
create table email_change (
    email_change_id uuid constraint email_change_pk primary key,
    account_id uuid not null constraint email_change_account_fk references account (account_id) on delete cascade,
    old_email text not null,
    new_email text not null constraint email_change_new_email_length check (length(new_email) between 3 and 254),
    token_hash bytea not null constraint email_change_token_unique unique,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz,
    undo_hash bytea constraint email_change_undo_unique unique,
    undo_expires_at timestamptz,
    undone_at timestamptz,
    constraint email_change_undo_whole check (
        (confirmed_at is null) = (undo_hash is null) and (confirmed_at is null) = (undo_expires_at is null)
    ),
    constraint email_change_undone_after_confirmed check (undone_at is null or confirmed_at is not null)
);

create index email_change_account_idx on email_change (account_id);

-- A personal address waiting for its link, before it may recover the account.
create table recovery_address_request (
    account_id uuid constraint recovery_address_request_pk primary key
        constraint recovery_address_request_account_fk references account (account_id) on delete cascade,
    email text not null constraint recovery_address_request_email_length check (length(email) between 3 and 254),
    token_hash bytea not null constraint recovery_address_request_token_unique unique,
    requested_at timestamptz not null,
    expires_at timestamptz not null
);
