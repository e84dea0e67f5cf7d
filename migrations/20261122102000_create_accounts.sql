-- People who can sign in, how they prove it, and where they are signed in.

create table account (
    account_id uuid constraint account_pk primary key,
    name text not null constraint account_name_length check (length(name) between 1 and 100),
    email text not null constraint account_email_length check (length(email) between 3 and 254),
    email_confirmed_at timestamptz,
    recovery_email text constraint account_recovery_email_length check (length(recovery_email) between 3 and 254),
    recovery_email_confirmed_at timestamptz,
    password_hash text,
    -- Nobody uses an account before its address is confirmed; unconfirmed ones are swept away.
    organisation_id uuid constraint account_organisation_fk references organisation (organisation_id),
    employment_proof text constraint account_employment_proof_known check (employment_proof in ('mail-domain', 'join-code', 'person')),
    employment_proven_at timestamptz,
    employment_proven_by uuid constraint account_employment_proven_by_fk references account (account_id),
    team text constraint account_team_length check (length(team) between 1 and 120),
    line_manager text constraint account_line_manager_length check (length(line_manager) between 1 and 120),
    created_at timestamptz not null,
    closed_at timestamptz,
    version integer not null default 1,
    constraint account_employment_proof_whole check (
        (employment_proof is null) = (employment_proven_at is null)
        and (employment_proof = 'person') = (employment_proven_by is not null) is not false
    ),
    constraint account_nobody_proves_themselves check (employment_proven_by is distinct from account_id),
    constraint account_proof_needs_organisation check (employment_proof is null or organisation_id is not null)
);

create unique index account_email_unique on account (lower(email));
create index account_organisation_idx on account (organisation_id);

create table account_role (
    account_id uuid not null constraint account_role_account_fk references account (account_id),
    role text not null constraint account_role_known check (role in ('practitioner', 'coordinator', 'administrator')),
    pool_id uuid constraint account_role_pool_fk references pool (pool_id),
    granted_at timestamptz not null,
    granted_by uuid constraint account_role_granted_by_fk references account (account_id),
    constraint account_role_pool_for_coordinators check ((role = 'coordinator') = (pool_id is not null)),
    constraint account_role_unique unique nulls not distinct (account_id, role, pool_id)
);

create index account_role_pool_idx on account_role (pool_id) where pool_id is not null;

-- Where somebody is signed in. Keyed by the hash of the cookie's token; never by the token (S5).
create table login_session (
    token_hash bytea constraint login_session_pk primary key,
    login_session_id uuid not null constraint login_session_id_unique unique,
    account_id uuid constraint login_session_account_fk references account (account_id),
    data jsonb not null,
    device text not null default '' constraint login_session_device_length check (length(device) <= 120),
    own_phone boolean not null default false,
    created_at timestamptz not null,
    authenticated_at timestamptz,
    second_factor_at timestamptz,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);

create index login_session_account_idx on login_session (account_id) where account_id is not null;
create index login_session_expires_idx on login_session (expires_at);
