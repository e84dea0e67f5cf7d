-- What mentees see of a coach or mentor. One profile a person, shown through the pools that person is a member of.

create table profile (
    account_id uuid constraint profile_pk primary key constraint profile_account_fk references account (account_id),
    job_title text not null default '' constraint profile_job_title_length check (length(job_title) <= 120),
    headline text not null default '' constraint profile_headline_length check (length(headline) <= 120),
    biography text not null default '' constraint profile_biography_length check (length(biography) <= 3000),
    how_i_work text not null default '' constraint profile_how_i_work_length check (length(how_i_work) <= 2000),
    pronouns text not null default '' constraint profile_pronouns_length check (length(pronouns) <= 40),
    seniority_id integer constraint profile_seniority_fk references term (term_id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1 constraint profile_version_positive check (version > 0)
);

-- Development areas, professions, specialties, approaches, skills, delivery and languages of a profile, in the order
-- their owner gave them. Seniority is one, and a column; lived experience has a table of its own.
create table profile_term (
    account_id uuid not null constraint profile_term_profile_fk references profile (account_id),
    term_id integer not null constraint profile_term_term_fk references term (term_id),
    position smallint not null default 0,
    constraint profile_term_pk primary key (account_id, term_id)
);

create index profile_term_term_idx on profile_term (term_id);

-- How requests were answered, for the promise "usually replies in 2 days". Kept by chemistry requests.
create table reply_record (
    account_id uuid constraint reply_record_pk primary key constraint reply_record_account_fk references account (account_id),
    asked integer not null default 0 constraint reply_record_asked_positive check (asked >= 0),
    answered integer not null default 0 constraint reply_record_answered_range check (answered between 0 and asked),
    median_hours integer constraint reply_record_median_positive check (median_hours >= 0),
    last_asked_at timestamptz,
    constraint reply_record_median_of_answers check ((answered = 0) = (median_hours is null))
);

-- Lived experience, self-described: special category, never in general search, letters, exports or addresses.
create table lived_experience (
    account_id uuid not null constraint lived_experience_account_fk references account (account_id),
    term_id integer not null constraint lived_experience_term_fk references term (term_id),
    usage text not null constraint lived_experience_usage_known check (usage in ('shown', 'matched')),
    consent_version integer not null constraint lived_experience_consent_version_positive check (consent_version > 0),
    consented_at timestamptz not null,
    constraint lived_experience_pk primary key (account_id, term_id)
);
