-- What people wrote to a coordinator, by when it is owed an answer, and the answer it got.

create table enquiry (
    enquiry_id uuid constraint enquiry_pk primary key,
    -- Made with the form; a repeat of the same form is the same enquiry (R3).
    submission_id uuid not null constraint enquiry_submission_unique unique,
    account_id uuid constraint enquiry_account_fk references account (account_id),
    name text not null constraint enquiry_name_length check (length(name) between 1 and 100),
    email text not null constraint enquiry_email_length check (length(email) between 3 and 254),
    topic text not null constraint enquiry_topic_known check (topic in ('joining', 'finding', 'problem', 'other')),
    organisation_id uuid constraint enquiry_organisation_fk references organisation (organisation_id),
    system_code text constraint enquiry_system_fk references care_system (system_code),
    region_code text constraint enquiry_region_fk references region (region_code),
    -- Whose coordinators answer; null when no pool serves the place, and administrators do.
    pool_id uuid constraint enquiry_pool_fk references pool (pool_id),
    nation text not null constraint enquiry_nation_known check (nation in ('england', 'wales', 'scotland', 'northern-ireland')),
    sealed_message bytea not null,
    received_at timestamptz not null,
    due_at timestamptz not null,
    status text not null constraint enquiry_status_known check (status in ('waiting', 'answered')),
    answered_at timestamptz,
    answered_by uuid constraint enquiry_answered_by_fk references account (account_id),
    answered_how text constraint enquiry_answered_how_known check (answered_how in ('mail', 'spoken', 'passed-on', 'no-answer-needed')),
    sealed_reply bytea,
    constraint enquiry_due_later check (due_at > received_at),
    constraint enquiry_answer_whole check (
        (status = 'answered') = (answered_at is not null)
        and (status = 'answered') = (answered_by is not null)
        and (status = 'answered') = (answered_how is not null)
        and (answered_how = 'mail') is not distinct from (case when status = 'answered' then sealed_reply is not null end)
    )
);

create index enquiry_pool_idx on enquiry (pool_id, status, due_at);
create index enquiry_account_idx on enquiry (account_id) where account_id is not null;
create index enquiry_answered_by_idx on enquiry (answered_by, answered_at) where answered_by is not null;
create index enquiry_organisation_idx on enquiry (organisation_id) where organisation_id is not null;
create index enquiry_system_idx on enquiry (system_code) where system_code is not null;
create index enquiry_region_idx on enquiry (region_code) where region_code is not null;
