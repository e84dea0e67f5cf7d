-- What a pool says of itself, whom it admits, who may look in it, and its limits.

alter table pool
    add column summary text not null default '' constraint pool_summary_length check (length(summary) <= 200),
    add column welcome text not null default '' constraint pool_welcome_length check (length(welcome) <= 4000),
    add column minimum_level smallint constraint pool_minimum_level_range check (minimum_level between 0 and 20),
    add column terms_version integer not null default 1 constraint pool_terms_version_positive check (terms_version > 0),
    add column version integer not null default 1 constraint pool_version_positive check (version > 0);

-- The wording that members agree to, every version of it.
create table pool_wording (
    pool_id uuid not null constraint pool_wording_pool_fk references pool (pool_id),
    terms_version integer not null constraint pool_wording_version_positive check (terms_version > 0),
    wording text not null constraint pool_wording_length check (length(wording) between 1 and 8000),
    published_at timestamptz not null,
    constraint pool_wording_pk primary key (pool_id, terms_version)
);

-- What a pool offers, and what it asks of those who offer it there.
create table pool_offering (
    pool_id uuid not null constraint pool_offering_pool_fk references pool (pool_id),
    offering text not null constraint pool_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    takes_applications boolean not null default true,
    -- Any one of the qualifications in pool_qualification, or a coach entry qualification where that lists none.
    needs_qualification boolean not null,
    needs_training boolean not null,
    needs_insurance boolean not null,
    needs_ethics boolean not null,
    supervision_a_year smallint not null constraint pool_offering_supervision_range check (supervision_a_year between 0 and 52),
    cpd_a_year smallint not null constraint pool_offering_cpd_range check (cpd_a_year between 0 and 52),
    constraint pool_offering_pk primary key (pool_id, offering)
);

create table pool_qualification (
    pool_id uuid not null,
    offering text not null,
    term_id integer not null constraint pool_qualification_term_fk references term (term_id),
    constraint pool_qualification_pk primary key (pool_id, offering, term_id),
    constraint pool_qualification_offering_fk foreign key (pool_id, offering) references pool_offering (pool_id, offering)
);

-- Who may look in a pool besides the people of its own area.
create table pool_audience (
    pool_audience_id uuid constraint pool_audience_pk primary key,
    pool_id uuid not null constraint pool_audience_pool_fk references pool (pool_id),
    organisation_id uuid constraint pool_audience_organisation_fk references organisation (organisation_id),
    system_code text constraint pool_audience_system_fk references care_system (system_code),
    region_code text constraint pool_audience_region_fk references region (region_code),
    constraint pool_audience_one_place check (num_nonnulls(organisation_id, system_code, region_code) = 1),
    constraint pool_audience_unique unique nulls not distinct (pool_id, organisation_id, system_code, region_code)
);

-- The limits of a pool. WD: working days.
create table pool_setting (
    pool_id uuid constraint pool_setting_pk primary key constraint pool_setting_pool_fk references pool (pool_id),
    application_answer_wd smallint not null default 10 constraint pool_setting_application_answer_range check (application_answer_wd between 1 and 60),
    application_overdue_wd smallint not null default 7 constraint pool_setting_application_overdue_range check (application_overdue_wd between 1 and 60),
    request_expiry_wd smallint not null default 10 constraint pool_setting_request_expiry_range check (request_expiry_wd between 1 and 60),
    request_reminder_days smallint[] not null default '{3,7}' constraint pool_setting_request_reminders_few check (cardinality(request_reminder_days) <= 5),
    booking_wd smallint not null default 10 constraint pool_setting_booking_range check (booking_wd between 1 and 60),
    decision_wd smallint not null default 10 constraint pool_setting_decision_range check (decision_wd between 1 and 60),
    agreement_wd smallint not null default 10 constraint pool_setting_agreement_range check (agreement_wd between 1 and 60),
    reopen_days smallint not null default 30 constraint pool_setting_reopen_range check (reopen_days between 0 and 365),
    open_requests smallint not null default 3 constraint pool_setting_open_requests_range check (open_requests between 1 and 5),
    active_relationships smallint not null default 1 constraint pool_setting_active_relationships_range check (active_relationships between 1 and 5),
    default_capacity smallint not null default 2 constraint pool_setting_default_capacity_range check (default_capacity between 1 and 12),
    cool_off_days smallint not null default 90 constraint pool_setting_cool_off_range check (cool_off_days between 0 and 730),
    pause_months smallint not null default 12 constraint pool_setting_pause_range check (pause_months between 1 and 24),
    catch_up_days smallint not null default 60 constraint pool_setting_catch_up_range check (catch_up_days between 0 and 365),
    concern_wd smallint not null default 2 constraint pool_setting_concern_range check (concern_wd between 1 and 10),
    constraint pool_setting_overdue_before_answer check (application_overdue_wd <= application_answer_wd)
);

-- Every pool has its limits and its terms from the moment it is made.
create function pool_begin() returns trigger language plpgsql as $$
begin
    insert into pool_setting (pool_id) values (new.pool_id) on conflict do nothing;
    insert into pool_wording (pool_id, terms_version, wording, published_at)
    values (new.pool_id, 1,
        'I will treat what people tell me in confidence, within the limits the agreement names. I will keep my profile and my places up to date, answer requests in time, and tell the coordinator when I cannot go on. I work within my competence and say so when somebody needs help of another kind.',
        new.created_at)
    on conflict do nothing;
    insert into pool_offering (pool_id, offering, needs_qualification, needs_training, needs_insurance, needs_ethics, supervision_a_year, cpd_a_year)
    values (new.pool_id, 'coaching', true, false, false, true, 2, 2), (new.pool_id, 'mentoring', false, false, false, false, 0, 0)
    on conflict do nothing;
    return new;
end $$;

create trigger pool_begin after insert on pool for each row execute function pool_begin();

insert into pool_setting (pool_id) select pool_id from pool on conflict do nothing;
insert into pool_wording (pool_id, terms_version, wording, published_at)
select pool_id, 1,
    'I will treat what people tell me in confidence, within the limits the agreement names. I will keep my profile and my places up to date, answer requests in time, and tell the coordinator when I cannot go on. I work within my competence and say so when somebody needs help of another kind.',
    created_at
from pool on conflict do nothing;
insert into pool_offering (pool_id, offering, needs_qualification, needs_training, needs_insurance, needs_ethics, supervision_a_year, cpd_a_year)
select pool_id, offering, needed, false, false, needed, many, many
from pool cross join (values ('coaching', true, 2), ('mentoring', false, 0)) as given (offering, needed, many)
on conflict do nothing;

-- Whether people of an organisation may look in a pool on a day: its own area, and whoever else it names.
create function pool_open_to(pool uuid, organisation uuid, day date) returns boolean language sql stable as $$
    select coalesce(pool_covers(pool, organisation, day), false) or exists (
        select 1
        from pool p join pool_audience a using (pool_id), organisation o
             left join care_system s on s.system_code = care_system_on(o.system_code, day)
        where p.pool_id = pool and o.organisation_id = organisation
          and p.valid_from <= day and (p.valid_to is null or p.valid_to > day)
          and (organisation_on(a.organisation_id, day) = organisation_on(o.organisation_id, day)
               or care_system_on(a.system_code, day) = s.system_code
               or a.region_code = coalesce(s.region_code, o.region_code))
    )
$$;
