-- How two who work together look at it on the way, and what they say at the end.

-- What each answers in a review. The other reads the words only where their writer wants that.
create table review_answer (
    relationship_id uuid not null constraint review_answer_relationship_fk references relationship (relationship_id) on delete cascade,
    review_number smallint not null constraint review_answer_number_range check (review_number between 1 and 201),
    side text not null constraint review_answer_side_known check (side in ('mentee', 'practitioner')),
    wish text not null constraint review_answer_wish_known check (wish in ('continue', 'extend', 'change', 'end')),
    -- With a wish for more sessions: how many.
    more_sessions smallint constraint review_answer_more_range check (more_sessions between 1 and 30),
    -- Sealed; empty when nothing was written.
    reflection bytea not null,
    shared boolean not null,
    answered_at timestamptz not null,
    constraint review_answer_pk primary key (relationship_id, review_number, side),
    constraint review_answer_more_whole check ((wish = 'extend') = (more_sessions is not null))
);

-- What each says at the end.
create table evaluation (
    relationship_id uuid not null constraint evaluation_relationship_fk references relationship (relationship_id) on delete cascade,
    side text not null constraint evaluation_side_known check (side in ('mentee', 'practitioner')),
    -- Was it a fit: 1 (not at all) to 5 (very much).
    fit smallint not null constraint evaluation_fit_range check (fit between 1 and 5),
    -- Would you recommend it: the same.
    recommend smallint not null constraint evaluation_recommend_range check (recommend between 1 and 5),
    -- Of a mentee: the skills the coach or mentor showed, by code.
    skills text[] not null default '{}' constraint evaluation_skills_few check (cardinality(skills) <= 20),
    -- What changed, sealed; empty when nothing was written.
    changed bytea not null,
    -- The coach or mentor may read these words.
    may_be_read boolean not null,
    answered_at timestamptz not null,
    -- Six months later: has something lasted?
    lasting text constraint evaluation_lasting_known check (lasting in ('yes', 'partly', 'no')),
    lasting_at timestamptz,
    -- When that was asked.
    asked_at timestamptz,
    constraint evaluation_pk primary key (relationship_id, side),
    constraint evaluation_lasting_whole check ((lasting is null) = (lasting_at is null))
);

-- How much waits for somebody in what they do together with others, for the navigation of every page: the same rule by which the
-- list says "waits for you". Null for whoever has worked with nobody yet.
create function relationships_waiting(asker uuid, moment timestamptz) returns integer language sql stable
begin atomic
    select sum(case
        when r.status = 'recorded' then (r.recorded_by is distinct from asker)::integer
        when r.status = 'agreeing' then (not signed.by_me)::integer
        when r.status = 'review-due' and not exists (
            select from review_answer v where v.relationship_id = r.relationship_id and v.review_number = r.reviews + 1 and v.side = my.side
        ) then 1
        when r.status in ('active', 'review-due', 'ending') then (
            not signed.by_me or r.nudges > 0
            or exists (select from session s where s.relationship_id = r.relationship_id and s.status = 'arranged' and s.starts_at <= moment)
            or exists (select from session_offer o where o.relationship_id = r.relationship_id and o.side <> my.side and o.starts_at > moment)
        )::integer
        else 0
    end)::integer
    from relationship r
    cross join lateral (select case when r.mentee_id = asker then 'mentee' else 'practitioner' end as side) my
    left join lateral (
        select case my.side when 'mentee' then a.mentee_signed_at else a.practitioner_signed_at end is not null as by_me
        from agreement a where a.relationship_id = r.relationship_id order by a.agreement_version desc limit 1
    ) signed on true
    where r.mentee_id = asker or r.practitioner_id = asker;
end;

-- Whether the two of a request for a first conversation work together, so that what they write to each other goes on.
create function works_on(request uuid) returns boolean language sql stable
begin atomic
    select exists (select from relationship r where r.chemistry_request_id = request
                     and r.status in ('active', 'review-due', 'paused', 'ending'));
end;
