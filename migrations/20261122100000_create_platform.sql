-- What the platform keeps: mail waiting to be sent, and the record of who did what.

create table mail (
    mail_id uuid constraint mail_pk primary key,
    account_id uuid,
    kind text not null constraint mail_kind_length check (length(kind) between 1 and 80),
    class text not null constraint mail_class_known check (class in ('security', 'action', 'weekly')),
    dedupe_key text constraint mail_dedupe_key_unique unique,
    sealed bytea,
    queued_at timestamptz not null,
    due_at timestamptz not null,
    attempts integer not null default 0 constraint mail_attempts_positive check (attempts >= 0),
    leased_until timestamptz,
    sent_at timestamptz,
    failed_at timestamptz
);

create table actor (
    account_id uuid constraint actor_pk primary key,
    actor_key uuid not null constraint actor_key_unique unique
);

create table event (
    event_id uuid constraint event_pk primary key,
    occurred_at timestamptz not null,
    actor_kind text not null constraint event_actor_kind_known check (actor_kind in ('account', 'visitor', 'system')),
    actor_key uuid,
    kind text not null constraint event_kind_length check (length(kind) between 1 and 80),
    subject_noun text not null constraint event_subject_noun_length check (length(subject_noun) between 1 and 40),
    subject_id uuid not null,
    pool_id uuid,
    data jsonb not null,
    constraint event_actor_key_for_accounts check ((actor_kind = 'account') = (actor_key is not null))
);

create index event_subject_idx on event (subject_noun, subject_id, occurred_at);
create index event_actor_idx on event (actor_key, occurred_at) where actor_key is not null;
