-- What a mentee takes from a session, for their own CPD. Nobody else reads it.

create table session_reflection (
    session_id uuid not null constraint session_reflection_session_fk references session (session_id) on delete cascade,
    account_id uuid not null constraint session_reflection_account_fk references account (account_id),
    -- What happened, what they learned, what they will do; sealed.
    body bytea not null,
    -- Whether it is in their CPD statement.
    in_statement boolean not null,
    written_at timestamptz not null,
    changed_at timestamptz not null,
    version integer not null default 1 constraint session_reflection_version_positive check (version > 0),
    constraint session_reflection_pk primary key (session_id, account_id)
);

create index session_reflection_account_idx on session_reflection (account_id);
