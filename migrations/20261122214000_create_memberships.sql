-- Standing in a pool: how somebody asked for it, what they showed, and what became of it.

create table application (
    application_id uuid constraint application_pk primary key,
    pool_id uuid not null constraint application_pool_fk references pool (pool_id),
    account_id uuid not null constraint application_account_fk references account (account_id),
    offerings text[] not null constraint application_offerings_known check (
        offerings <@ array['coaching', 'mentoring', 'supervision'] and cardinality(offerings) <= 3
    ),
    membership_kind text not null default 'employee' constraint application_membership_kind_known check (
        membership_kind in ('employee', 'retired-volunteer', 'associate')
    ),
    status text not null constraint application_status_known check (
        status in ('draft', 'submitted', 'changes-requested', 'approved', 'declined', 'withdrawn')
    ),
    statement text not null default '' constraint application_statement_length check (length(statement) <= 3000),
    -- The steps of the long form that have been saved.
    steps_done text[] not null default '{}',
    terms_version integer,
    ethics_agreed_at timestamptz,
    submission_id uuid not null constraint application_submission_unique unique,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    submitted_at timestamptz,
    overdue_at timestamptz,
    due_at timestamptz,
    -- When coordinators were reminded of it.
    reminded_at timestamptz,
    decided_at timestamptz,
    decided_by uuid constraint application_decided_by_fk references account (account_id),
    decision_reason text not null default '' constraint application_decision_reason_length check (length(decision_reason) <= 2000),
    version integer not null default 1 constraint application_version_positive check (version > 0),
    constraint application_terms_fk foreign key (pool_id, terms_version) references pool_wording (pool_id, terms_version),
    constraint application_in_pool_unique unique (pool_id, application_id),
    constraint application_nobody_decides_their_own check (decided_by is distinct from account_id),
    constraint application_decision_whole check (
        (status in ('approved', 'declined')) = (decided_at is not null) and (decided_at is null) = (decided_by is null)
    ),
    constraint application_submitted_whole check (
        status in ('draft', 'withdrawn')
        or (submitted_at is not null and due_at is not null and overdue_at is not null and terms_version is not null and cardinality(offerings) > 0)
    )
);

create unique index application_one_open on application (pool_id, account_id)
    where status in ('draft', 'submitted', 'changes-requested');
create index application_pool_idx on application (pool_id, status, due_at);
create index application_account_idx on application (account_id);

create table application_message (
    application_message_id uuid constraint application_message_pk primary key,
    pool_id uuid not null,
    application_id uuid not null,
    author_id uuid not null constraint application_message_author_fk references account (account_id),
    body text not null constraint application_message_body_length check (length(body) between 1 and 3000),
    asks_for_changes boolean not null default false,
    submission_id uuid not null constraint application_message_submission_unique unique,
    written_at timestamptz not null,
    constraint application_message_application_fk foreign key (pool_id, application_id)
        references application (pool_id, application_id) on delete cascade
);

create index application_message_application_idx on application_message (application_id, pool_id, written_at);

create table membership (
    membership_id uuid constraint membership_pk primary key,
    pool_id uuid not null constraint membership_pool_fk references pool (pool_id),
    account_id uuid not null constraint membership_account_fk references account (account_id),
    kind text not null constraint membership_kind_known check (kind in ('employee', 'retired-volunteer', 'associate')),
    status text not null constraint membership_status_known check (status in ('active', 'paused', 'lapsed', 'suspended', 'left')),
    since timestamptz not null,
    approved_by uuid constraint membership_approved_by_fk references account (account_id),
    terms_version integer not null,
    paused_to date,
    suspended_reason text not null default '' constraint membership_suspended_reason_length check (length(suspended_reason) <= 1000),
    left_at timestamptz,
    leaving text constraint membership_leaving_known check (leaving in ('own-wish', 'moved-on', 'retired', 'removed', 'merged', 'account-closed', 'died')),
    -- The last day on which the evidence the pool asks for is complete; null: nothing it asks for runs out.
    evidence_to date,
    -- Whatever the evidence says, nobody lapses before this day is over: after a pause, an import or an approval
    -- with something still to come.
    grace_to date,
    contract_ends date,
    hours_cap smallint constraint membership_hours_cap_range check (hours_cap between 1 and 2000),
    imported boolean not null default false,
    changed_at timestamptz not null,
    version integer not null default 1 constraint membership_version_positive check (version > 0),
    constraint membership_unique unique (pool_id, account_id),
    constraint membership_in_pool_unique unique (pool_id, membership_id),
    constraint membership_terms_fk foreign key (pool_id, terms_version) references pool_wording (pool_id, terms_version),
    constraint membership_nobody_approves_themselves check (approved_by is distinct from account_id),
    constraint membership_pause_whole check ((status = 'paused') = (paused_to is not null)),
    constraint membership_left_whole check ((status = 'left') = (left_at is not null) and (left_at is null) = (leaving is null)),
    constraint membership_associate_terms check (kind = 'associate' or (contract_ends is null and hours_cap is null))
);

create index membership_account_idx on membership (account_id);
create index membership_pool_idx on membership (pool_id, status);
create index membership_evidence_idx on membership (evidence_to) where status = 'active' and evidence_to is not null;

create table membership_offering (
    pool_id uuid not null,
    membership_id uuid not null,
    offering text not null constraint membership_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    constraint membership_offering_pk primary key (membership_id, pool_id, offering),
    constraint membership_offering_membership_fk foreign key (pool_id, membership_id)
        references membership (pool_id, membership_id) on delete cascade
);

-- What somebody shows a pool: qualifications, training, supervision, CPD, insurance.
create table evidence (
    evidence_id uuid constraint evidence_pk primary key,
    pool_id uuid not null constraint evidence_pool_fk references pool (pool_id),
    account_id uuid not null constraint evidence_account_fk references account (account_id),
    kind text not null constraint evidence_kind_known check (kind in ('qualification', 'training', 'supervision', 'cpd', 'insurance')),
    qualification_id integer constraint evidence_qualification_fk references term (term_id),
    title text not null constraint evidence_title_length check (length(title) between 1 and 200),
    awarding_body text not null default '' constraint evidence_awarding_body_length check (length(awarding_body) <= 200),
    -- The day it was awarded, held or began; null: not known, as old registers have it.
    dated_on date,
    expires_on date,
    reference text not null default '' constraint evidence_reference_length check (length(reference) <= 100),
    link text not null default '' constraint evidence_link_length check (length(link) <= 500),
    -- How many events the entry stands for: an import may know only a number.
    events smallint not null default 1 constraint evidence_events_range check (events between 1 and 52),
    recorded_by uuid constraint evidence_recorded_by_fk references account (account_id),
    checked_at timestamptz,
    checked_by uuid constraint evidence_checked_by_fk references account (account_id),
    imported boolean not null default false,
    submission_id uuid not null constraint evidence_submission_unique unique,
    created_at timestamptz not null,
    version integer not null default 1 constraint evidence_version_positive check (version > 0),
    constraint evidence_dates_in_order check (expires_on is null or dated_on is null or expires_on >= dated_on),
    constraint evidence_nobody_checks_their_own check (checked_by is distinct from account_id),
    constraint evidence_check_whole check ((checked_at is null) = (checked_by is null)),
    constraint evidence_qualification_named check (qualification_id is null or kind = 'qualification')
);

create index evidence_account_idx on evidence (pool_id, account_id, kind);

-- The only moves a status makes. The model knows them too; this holds whoever writes.
create function application_moves() returns trigger language plpgsql as $$
begin
    if old.status <> new.status and not (old.status, new.status) in (
        ('draft', 'submitted'), ('draft', 'withdrawn'),
        ('submitted', 'changes-requested'), ('submitted', 'approved'), ('submitted', 'declined'), ('submitted', 'withdrawn'),
        ('changes-requested', 'submitted'), ('changes-requested', 'declined'), ('changes-requested', 'withdrawn')
    ) then
        raise exception 'an application cannot go from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'application_moves';
    end if;
    return new;
end $$;

create trigger application_moves before update of status on application for each row execute function application_moves();

create function membership_moves() returns trigger language plpgsql as $$
begin
    if old.status <> new.status and not (old.status, new.status) in (
        ('active', 'paused'), ('active', 'lapsed'), ('active', 'suspended'), ('active', 'left'),
        ('paused', 'active'), ('paused', 'suspended'), ('paused', 'left'),
        ('lapsed', 'active'), ('lapsed', 'suspended'), ('lapsed', 'left'),
        ('suspended', 'active'), ('suspended', 'left'),
        ('left', 'active')
    ) then
        raise exception 'a membership cannot go from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'membership_moves';
    end if;
    return new;
end $$;

create trigger membership_moves before update of status on membership for each row execute function membership_moves();

-- People who get no mail any more, because they have died. Letters that somebody asks for themselves still go.
create table mail_silence (
    account_id uuid constraint mail_silence_pk primary key
        constraint mail_silence_account_fk references account (account_id) on delete cascade,
    since timestamptz not null
);
