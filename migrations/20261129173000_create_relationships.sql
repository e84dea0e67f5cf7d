-- Two who work together: what they agreed, the sessions they hold.

-- What an agreement of a pool says until the two change it, every version of it. A pool without one uses ours.
create table agreement_template (
    agreement_template_id uuid constraint agreement_template_pk primary key,
    pool_id uuid not null constraint agreement_template_pool_fk references pool (pool_id),
    offering text not null constraint agreement_template_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    template_version integer not null constraint agreement_template_version_positive check (template_version > 0),
    -- Null: as many as it takes.
    sessions smallint constraint agreement_template_sessions_range check (sessions between 1 and 60),
    minutes smallint not null constraint agreement_template_minutes_range check (minutes between 15 and 180),
    -- Weeks from one session to the next; null: as and when.
    every_weeks smallint constraint agreement_template_every_range check (every_weeks between 1 and 26),
    review_after smallint not null constraint agreement_template_review_after_range check (review_after between 1 and 30),
    review_months smallint not null constraint agreement_template_review_months_range check (review_months between 1 and 24),
    purpose text not null constraint agreement_template_purpose_length check (length(purpose) <= 2000),
    how text not null constraint agreement_template_how_length check (length(how) <= 1000),
    contact text not null constraint agreement_template_contact_length check (length(contact) <= 1000),
    confidentiality text not null constraint agreement_template_confidentiality_length check (length(confidentiality) between 1 and 4000),
    difficulty text not null constraint agreement_template_difficulty_length check (length(difficulty) <= 1000),
    data_kept text not null constraint agreement_template_data_kept_length check (length(data_kept) <= 1000),
    published_at timestamptz not null,
    published_by uuid constraint agreement_template_published_by_fk references account (account_id),
    constraint agreement_template_unique unique (pool_id, offering, template_version)
);

create index agreement_template_published_by_idx on agreement_template (published_by) where published_by is not null;

create table relationship (
    relationship_id uuid constraint relationship_pk primary key,
    pool_id uuid not null constraint relationship_pool_fk references pool (pool_id),
    -- Through which scheme it came; it then uses none of the mentee's places.
    scheme_id uuid constraint relationship_scheme_fk references scheme (scheme_id),
    chemistry_request_id uuid constraint relationship_request_fk references chemistry_request (chemistry_request_id) on delete set null,
    mentee_id uuid not null constraint relationship_mentee_fk references account (account_id),
    practitioner_id uuid not null constraint relationship_practitioner_fk references account (account_id),
    offering text not null constraint relationship_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    status text not null constraint relationship_status_known check (
        status in ('recorded', 'agreeing', 'active', 'review-due', 'paused', 'ending', 'ended', 'not-begun')
    ),
    -- Who recorded that they work together already; the other confirms.
    recorded_by uuid constraint relationship_recorded_by_fk references account (account_id),
    began_on date,
    -- When the next review is due by date; by sessions it is reckoned.
    review_on date,
    -- The session count at which the review is due.
    review_at_session smallint constraint relationship_review_session_range check (review_at_session between 1 and 500),
    reviews smallint not null default 0 constraint relationship_reviews_range check (reviews between 0 and 200),
    paused_on date,
    paused_to date,
    -- When they mean to end, once it is planned.
    ending_on date,
    ended_at timestamptz,
    outcome text constraint relationship_outcome_known check (
        outcome in ('planned', 'early', 'dormant', 'left', 'stopped', 'called-off', 'not-agreed', 'not-confirmed')
    ),
    ended_by uuid constraint relationship_ended_by_fk references account (account_id),
    -- The last thing that shows that they are in touch: a beginning, a session, a review, an answer to a check-in.
    touched_at timestamptz not null,
    -- How often silence was written about since then.
    nudges smallint not null default 0 constraint relationship_nudges_range check (nudges between 0 and 20),
    created_at timestamptz not null,
    submission_id uuid not null,
    version integer not null default 1 constraint relationship_version_positive check (version > 0),
    constraint relationship_two_people check (mentee_id <> practitioner_id),
    constraint relationship_in_pool_unique unique (pool_id, relationship_id),
    constraint relationship_submission_unique unique (submission_id),
    constraint relationship_recorded_theirs check (recorded_by is null or recorded_by in (mentee_id, practitioner_id)),
    constraint relationship_began_whole check (status in ('recorded', 'agreeing', 'not-begun') or began_on is not null),
    constraint relationship_pause_whole check ((status = 'paused') = (paused_to is not null) and (paused_to is null) = (paused_on is null)),
    constraint relationship_ended_whole check (
        (status in ('ended', 'not-begun')) = (ended_at is not null) and (ended_at is null) = (outcome is null)
    )
);

create unique index relationship_one_open on relationship (mentee_id, practitioner_id, offering) where status not in ('ended', 'not-begun');
create unique index relationship_request_unique on relationship (chemistry_request_id) where chemistry_request_id is not null;
create index relationship_mentee_idx on relationship (mentee_id, status);
create index relationship_practitioner_idx on relationship (practitioner_id, status);
create index relationship_pool_idx on relationship (pool_id, status);
create index relationship_touched_idx on relationship (touched_at) where status in ('active', 'review-due');
create index relationship_recorded_by_idx on relationship (recorded_by) where recorded_by is not null;
create index relationship_ended_by_idx on relationship (ended_by) where ended_by is not null;
create index relationship_scheme_idx on relationship (scheme_id) where scheme_id is not null;

-- The moves of a relationship, whoever writes them.
create function relationship_moves() returns trigger language plpgsql as $$
begin
    if new.status = old.status then
        if old.status in ('ended', 'not-begun') and new.outcome is distinct from old.outcome then
            raise exception 'what has ended keeps its outcome' using errcode = 'check_violation', constraint = 'relationship_moves';
        end if;
        return new;
    end if;
    if not (case old.status
        when 'recorded' then new.status in ('agreeing', 'not-begun')
        when 'agreeing' then new.status in ('active', 'not-begun')
        when 'active' then new.status in ('review-due', 'paused', 'ending', 'ended')
        when 'review-due' then new.status in ('active', 'paused', 'ending', 'ended')
        when 'paused' then new.status in ('active', 'review-due', 'ended')
        when 'ending' then new.status in ('active', 'ended')
        else false
    end) then
        raise exception 'a relationship cannot go from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'relationship_moves';
    end if;
    return new;
end $$;

create trigger relationship_moves before update of status, outcome on relationship
    for each row execute function relationship_moves();

-- What the two agree, every version. The latest that both signed holds; a later one is proposed.
create table agreement (
    relationship_id uuid not null constraint agreement_relationship_fk references relationship (relationship_id) on delete cascade,
    agreement_version integer not null constraint agreement_version_positive check (agreement_version > 0),
    sessions smallint constraint agreement_sessions_range check (sessions between 1 and 60),
    minutes smallint not null constraint agreement_minutes_range check (minutes between 15 and 180),
    every_weeks smallint constraint agreement_every_range check (every_weeks between 1 and 26),
    review_after smallint not null constraint agreement_review_after_range check (review_after between 1 and 30),
    review_months smallint not null constraint agreement_review_months_range check (review_months between 1 and 24),
    -- What they put in words, sealed.
    words bytea not null,
    -- Which version of the pool's template the limits of confidentiality are from; null: ours.
    template_version integer,
    -- Null: the hub drafted it.
    drafted_by uuid constraint agreement_drafted_by_fk references account (account_id),
    drafted_at timestamptz not null,
    mentee_signed_at timestamptz,
    practitioner_signed_at timestamptz,
    submission_id uuid not null constraint agreement_submission_unique unique,
    constraint agreement_pk primary key (relationship_id, agreement_version)
);

create index agreement_drafted_by_idx on agreement (drafted_by) where drafted_by is not null;

create table session (
    session_id uuid constraint session_pk primary key,
    pool_id uuid not null,
    relationship_id uuid not null,
    status text not null constraint session_status_known check (status in ('arranged', 'held', 'cancelled', 'missed')),
    -- Null when it was not arranged in the hub.
    meeting_id uuid constraint session_meeting_fk references meeting (meeting_id),
    starts_at timestamptz not null,
    -- How long it was to be, in minutes.
    planned_minutes smallint not null constraint session_planned_range check (planned_minutes between 10 and 240),
    -- How long it was: what counts towards hours. The coach's or mentor's figure where both say.
    minutes smallint constraint session_minutes_range check (minutes between 5 and 480),
    -- When both were asked whether it happened.
    asked_at timestamptz,
    created_at timestamptz not null,
    version integer not null default 1 constraint session_version_positive check (version > 0),
    submission_id uuid not null constraint session_submission_unique unique,
    constraint session_relationship_fk foreign key (pool_id, relationship_id) references relationship (pool_id, relationship_id) on delete cascade on update cascade,
    constraint session_minutes_whole check ((status = 'held') = (minutes is not null))
);

create index session_relationship_idx on session (relationship_id, pool_id, starts_at);
create index session_pool_idx on session (pool_id, starts_at) where status = 'held';
create index session_arranged_idx on session (starts_at) where status = 'arranged';
create index session_meeting_idx on session (meeting_id) where meeting_id is not null;

create function session_moves() returns trigger language plpgsql as $$
begin
    if new.status <> old.status and not (case old.status
        when 'arranged' then new.status in ('held', 'cancelled', 'missed')
        when 'missed' then new.status = 'held'
        when 'held' then new.status = 'missed'
        else false
    end) then
        raise exception 'a session cannot go from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'session_moves';
    end if;
    return new;
end $$;

create trigger session_moves before update of status on session for each row execute function session_moves();

-- How long a session was, as each of the two says.
create table session_log (
    session_id uuid not null constraint session_log_session_fk references session (session_id) on delete cascade,
    side text not null constraint session_log_side_known check (side in ('mentee', 'practitioner')),
    minutes smallint not null constraint session_log_minutes_range check (minutes between 5 and 480),
    logged_at timestamptz not null,
    constraint session_log_pk primary key (session_id, side)
);

-- Times one of them offers the other for the next session.
create table session_offer (
    relationship_id uuid not null constraint session_offer_relationship_fk references relationship (relationship_id) on delete cascade,
    side text not null constraint session_offer_side_known check (side in ('mentee', 'practitioner')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    constraint session_offer_pk primary key (relationship_id, side, starts_at),
    constraint session_offer_order check (ends_at > starts_at and ends_at <= starts_at + interval '4 hours')
);

alter table chemistry_request
    drop constraint chemistry_request_outcome_known,
    add constraint chemistry_request_outcome_known check (
        outcome in ('declined', 'withdrawn', 'expired', 'unanswered', 'not-arranged', 'called-off', 'missed', 'no-fit', 'full', 'stopped', 'left', 'not-agreed', 'begun')
    );

-- A coordinator lets a mentee have one relationship more in an offering than the pool's cap.
create table relationship_grant (
    pool_id uuid not null constraint relationship_grant_pool_fk references pool (pool_id),
    mentee_id uuid not null constraint relationship_grant_mentee_fk references account (account_id) on delete cascade,
    offering text not null constraint relationship_grant_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    granted_by uuid not null constraint relationship_grant_granted_by_fk references account (account_id),
    granted_at timestamptz not null,
    constraint relationship_grant_pk primary key (pool_id, mentee_id, offering),
    constraint relationship_grant_nobody_their_own check (granted_by <> mentee_id)
);

create index relationship_grant_mentee_idx on relationship_grant (mentee_id);
create index relationship_grant_granted_by_idx on relationship_grant (granted_by);

-- Whether somebody works with as many in an offering as a pool lets them, or has agreed to: schemes' own do not count.
create function is_paired(mentee uuid, asked text, pool uuid) returns boolean language sql stable
begin atomic
    select (select count(*) from relationship r
            where r.mentee_id = mentee and r.offering = asked and r.scheme_id is null
              and r.status in ('active', 'review-due', 'paused', 'ending'))
         + (select count(*) from chemistry_request c
            where c.mentee_id = mentee and c.offering = asked and c.status = 'agreed')
        >= coalesce((select s.active_relationships from pool_setting s where s.pool_id = pool), 1)
         + (select count(*) from relationship_grant g where g.mentee_id = mentee and g.pool_id = pool and g.offering = asked);
end;
