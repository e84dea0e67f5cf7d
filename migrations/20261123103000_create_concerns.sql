-- What people tell a coordinator about behaviour or safety, and the people a coordinator proposes to a mentee.

create table concern (
    concern_id uuid constraint concern_pk primary key,
    -- None where no pool serves whoever raised it: the administrators look after it.
    pool_id uuid constraint concern_pool_fk references pool (pool_id),
    raised_by uuid not null constraint concern_raised_by_fk references account (account_id),
    about_id uuid constraint concern_about_fk references account (account_id),
    chemistry_request_id uuid constraint concern_request_fk references chemistry_request (chemistry_request_id) on delete set null,
    topic text not null constraint concern_topic_known check (topic in ('behaviour', 'safety', 'boundaries', 'other')),
    status text not null default 'raised' constraint concern_status_known check (
        status in ('raised', 'acknowledged', 'handled', 'referred', 'closed')
    ),
    -- What they wrote, sealed.
    body bytea not null,
    contact_stopped boolean not null,
    nation text not null constraint concern_nation_known check (nation in ('england', 'scotland', 'wales', 'northern-ireland')),
    raised_at timestamptz not null,
    -- By when somebody says that they have it.
    due_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by uuid constraint concern_acknowledged_by_fk references account (account_id),
    -- Whom it was referred to: a code.
    referred_to text constraint concern_referred_to_known check (
        referred_to in ('safeguarding', 'speak-up', 'employer', 'regulator', 'police', 'other')
    ),
    closed_at timestamptz,
    closed_by uuid constraint concern_closed_by_fk references account (account_id),
    submission_id uuid not null constraint concern_submission_unique unique,
    constraint concern_two_people check (about_id <> raised_by),
    constraint concern_acknowledged_whole check ((status = 'raised') = (acknowledged_at is null)),
    constraint concern_acknowledged_by_somebody_else check (acknowledged_by not in (raised_by, about_id)),
    constraint concern_closed_whole check ((status = 'closed') = (closed_at is not null)),
    constraint concern_referred_whole check (status <> 'referred' or referred_to is not null)
);

create index concern_pool_idx on concern (pool_id, status);
create index concern_raised_by_idx on concern (raised_by, raised_at);
create index concern_about_idx on concern (about_id) where about_id is not null;
create index concern_request_idx on concern (chemistry_request_id) where chemistry_request_id is not null;
create index concern_due_idx on concern (due_at) where status = 'raised';
create index concern_closed_idx on concern (closed_at) where closed_at is not null;

-- The moves of a concern, whoever writes them.
create function concern_moves() returns trigger language plpgsql as $$
begin
    if new.status <> old.status and not (case old.status
        when 'raised' then new.status = 'acknowledged'
        when 'acknowledged' then new.status in ('handled', 'referred')
        when 'handled' then new.status = 'closed'
        when 'referred' then new.status = 'closed'
        else false
    end) then
        raise exception 'a concern cannot go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger concern_moves before update of status on concern for each row execute function concern_moves();

-- Coordinators who are not to see it, as whoever raised it chose.
create table concern_exclusion (
    concern_id uuid not null constraint concern_exclusion_concern_fk references concern (concern_id) on delete cascade,
    account_id uuid not null constraint concern_exclusion_account_fk references account (account_id),
    constraint concern_exclusion_pk primary key (concern_id, account_id)
);

create index concern_exclusion_account_idx on concern_exclusion (account_id);

-- Messages that whoever raised it chose to show, copied as they were.
create table concern_attachment (
    concern_id uuid not null constraint concern_attachment_concern_fk references concern (concern_id) on delete cascade,
    position smallint not null constraint concern_attachment_position_positive check (position > 0),
    -- Written by whoever raised it, else by the other.
    own boolean not null,
    written_at timestamptz not null,
    body bytea not null,
    constraint concern_attachment_pk primary key (concern_id, position)
);

create table concern_note (
    concern_note_id uuid constraint concern_note_pk primary key,
    concern_id uuid not null constraint concern_note_concern_fk references concern (concern_id) on delete cascade,
    author_id uuid not null constraint concern_note_author_fk references account (account_id),
    -- Addressed to whoever raised it; others are for those who look after it.
    for_raiser boolean not null,
    body bytea not null,
    written_at timestamptz not null,
    submission_id uuid not null constraint concern_note_submission_unique unique
);

create index concern_note_concern_idx on concern_note (concern_id, written_at);
create index concern_note_author_idx on concern_note (author_id);

-- Who looks after a concern: coordinators of its pool who are neither one of the people concerned nor passed over; the
-- administrators where nobody is left.
create function concern_readers(concern uuid) returns setof uuid language sql stable
begin atomic
    with this as (
        select c.concern_id, c.pool_id, c.raised_by, c.about_id from concern c where c.concern_id = concern_readers.concern
    ), possible as (
        select distinct r.role, r.account_id
        from this t
        join account_role r on r.role = 'administrator' or (r.role = 'coordinator' and r.pool_id = t.pool_id)
        join account a on a.account_id = r.account_id and a.closed_at is null and a.email_confirmed_at is not null
        where r.account_id <> t.raised_by and r.account_id is distinct from t.about_id
          and not exists (select from concern_exclusion b where b.concern_id = t.concern_id and b.account_id = r.account_id)
    )
    select p.account_id from possible p where p.role = 'coordinator'
    union
    select p.account_id from possible p
    where p.role = 'administrator' and not exists (select from possible c where c.role = 'coordinator');
end;

-- People whom a coordinator proposes to a mentee.
create table proposal (
    proposal_id uuid constraint proposal_pk primary key,
    pool_id uuid not null constraint proposal_pool_fk references pool (pool_id),
    mentee_id uuid not null constraint proposal_mentee_fk references account (account_id),
    proposed_by uuid not null constraint proposal_proposed_by_fk references account (account_id),
    offering text not null constraint proposal_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    status text not null default 'waiting' constraint proposal_status_known check (status in ('waiting', 'taken', 'declined')),
    proposed_at timestamptz not null,
    answered_at timestamptz,
    submission_id uuid not null constraint proposal_submission_unique unique,
    constraint proposal_two_people check (mentee_id <> proposed_by),
    constraint proposal_answered_whole check ((status = 'waiting') = (answered_at is null))
);

create index proposal_mentee_idx on proposal (mentee_id, status);
create index proposal_pool_idx on proposal (pool_id, proposed_at);
create index proposal_proposed_by_idx on proposal (proposed_by);

create table proposal_person (
    proposal_id uuid not null constraint proposal_person_proposal_fk references proposal (proposal_id) on delete cascade,
    practitioner_id uuid not null constraint proposal_person_practitioner_fk references account (account_id),
    position smallint not null constraint proposal_person_position_range check (position between 1 and 5),
    -- Why the coordinator thinks of them.
    why text not null default '' constraint proposal_person_why_length check (length(why) <= 200),
    constraint proposal_person_pk primary key (proposal_id, practitioner_id),
    constraint proposal_person_position_unique unique (proposal_id, position)
);

create index proposal_person_practitioner_idx on proposal_person (practitioner_id);
