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

-- A form posted after its login session had ended, kept a day for its owner (A5).
create table draft (
    draft_id uuid constraint draft_pk primary key,
    account_id uuid not null constraint draft_account_fk references account (account_id),
    path text not null constraint draft_path_length check (length(path) <= 2000),
    sealed bytea not null,
    created_at timestamptz not null
);

create index draft_account_idx on draft (account_id);

-- Letters that somebody asked for at an address. The page answers the same whoever lives there; a background step
-- looks the address up and writes the letter (S6).
create table registration (
    registration_id uuid constraint registration_pk primary key,
    email text not null constraint registration_email_length check (length(email) between 3 and 254),
    name text not null constraint registration_name_length check (length(name) between 1 and 100),
    workplace jsonb not null,
    requested_at timestamptz not null,
    written_at timestamptz,
    token_hash bytea constraint registration_token_hash_unique unique,
    confirmed_at timestamptz
);

create index registration_unwritten_idx on registration (requested_at) where written_at is null;

create table sign_in_code (
    sign_in_code_id uuid constraint sign_in_code_pk primary key,
    email text not null constraint sign_in_code_email_length check (length(email) between 3 and 254),
    own_phone boolean not null,
    next text not null constraint sign_in_code_next_length check (length(next) <= 2000),
    requested_at timestamptz not null,
    written_at timestamptz,
    account_id uuid constraint sign_in_code_account_fk references account (account_id),
    code_hash bytea,
    token_hash bytea constraint sign_in_code_token_hash_unique unique,
    tries integer not null default 0 constraint sign_in_code_tries_few check (tries between 0 and 5),
    used_at timestamptz
);

create index sign_in_code_unwritten_idx on sign_in_code (requested_at) where written_at is null;
create index sign_in_code_account_idx on sign_in_code (account_id) where account_id is not null;

create table password_reset (
    password_reset_id uuid constraint password_reset_pk primary key,
    email text not null constraint password_reset_email_length check (length(email) between 3 and 254),
    requested_at timestamptz not null,
    written_at timestamptz,
    account_id uuid constraint password_reset_account_fk references account (account_id),
    token_hash bytea constraint password_reset_token_hash_unique unique,
    used_at timestamptz
);

create index password_reset_unwritten_idx on password_reset (requested_at) where written_at is null;
create index password_reset_account_idx on password_reset (account_id) where account_id is not null;
