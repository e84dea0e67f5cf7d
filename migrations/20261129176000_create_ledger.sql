-- Supervision and CPD: what people keep of it for themselves, and show to the pools that ask for it.

-- A supervision of several people, as the supervisor recorded it, once for all who were there.
create table supervision_group (
    group_id uuid constraint supervision_group_pk primary key,
    pool_id uuid not null constraint supervision_group_pool_fk references pool (pool_id),
    supervisor_id uuid not null constraint supervision_group_supervisor_fk references account (account_id),
    held_on date not null,
    minutes smallint not null constraint supervision_group_minutes_range check (minutes between 5 and 6000),
    title text not null constraint supervision_group_title_length check (length(title) between 1 and 200),
    created_at timestamptz not null,
    submission_id uuid not null constraint supervision_group_submission_unique unique
);

create index supervision_group_supervisor_idx on supervision_group (supervisor_id, held_on);
create index supervision_group_pool_idx on supervision_group (pool_id);

create table ledger_entry (
    ledger_entry_id uuid constraint ledger_entry_pk primary key,
    account_id uuid not null constraint ledger_entry_account_fk references account (account_id),
    kind text not null constraint ledger_entry_kind_known check (kind in ('supervision-received', 'supervision-given', 'cpd', 'training')),
    held_on date not null,
    minutes smallint not null constraint ledger_entry_minutes_range check (minutes between 5 and 6000),
    title text not null constraint ledger_entry_title_length check (length(title) between 1 and 200),
    -- The supervisor or provider, as its owner typed it.
    with_whom text not null default '' constraint ledger_entry_with_whom_length check (length(with_whom) <= 200),
    -- The supervisor who recorded it.
    with_account_id uuid constraint ledger_entry_with_account_fk references account (account_id),
    -- Whether it is shown to pools that ask for such a thing: to this one, or to all of its owner's where none is named.
    counts boolean not null,
    pool_id uuid constraint ledger_entry_pool_fk references pool (pool_id),
    group_id uuid constraint ledger_entry_group_fk references supervision_group (group_id) on delete set null,
    -- What its owner thought of it, sealed; nobody else reads it.
    reflection bytea,
    created_at timestamptz not null,
    version integer not null default 1 constraint ledger_entry_version_positive check (version > 0),
    submission_id uuid not null,
    -- A group is one submission and an entry for each who was there.
    constraint ledger_entry_submission_unique unique (account_id, submission_id),
    constraint ledger_entry_pool_counts check (counts or pool_id is null)
);

create index ledger_entry_account_idx on ledger_entry (account_id, held_on);
create index ledger_entry_pool_idx on ledger_entry (pool_id) where pool_id is not null;
create index ledger_entry_group_idx on ledger_entry (group_id) where group_id is not null;
create index ledger_entry_with_account_idx on ledger_entry (with_account_id) where with_account_id is not null;

-- What an entry shows to pools.
create table ledger_evidence (
    ledger_entry_id uuid not null constraint ledger_evidence_entry_fk references ledger_entry (ledger_entry_id) on delete cascade,
    evidence_id uuid not null constraint ledger_evidence_evidence_fk references evidence (evidence_id) on delete cascade,
    constraint ledger_evidence_pk primary key (ledger_entry_id, evidence_id),
    constraint ledger_evidence_one_entry unique (evidence_id)
);

-- The minutes of somebody's entries from one day to before another, by kind and by the pool they name.
create or replace function ledger_minutes(account uuid, from_day date, to_day date)
    returns table (kind text, pool_id uuid, minutes bigint) language sql stable as $$
    select e.kind, e.pool_id, sum(e.minutes)::bigint
    from ledger_entry e
    where e.account_id = $1 and e.held_on >= $2 and e.held_on < $3
    group by e.kind, e.pool_id
$$;
