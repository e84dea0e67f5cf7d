-- From "could we talk?" to a decision: requests, what both offer, what they say, and what each decides.

create table chemistry_request (
    chemistry_request_id uuid constraint chemistry_request_pk primary key,
    pool_id uuid not null constraint chemistry_request_pool_fk references pool (pool_id),
    mentee_id uuid not null constraint chemistry_request_mentee_fk references account (account_id),
    practitioner_id uuid not null constraint chemistry_request_practitioner_fk references account (account_id),
    offering text not null constraint chemistry_request_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    -- The coordinator who entered it for the mentee.
    entered_by uuid constraint chemistry_request_entered_by_fk references account (account_id),
    status text not null constraint chemistry_request_status_known check (
        status in ('entered', 'sent', 'questioned', 'arranging', 'booked', 'deciding', 'agreed', 'closed')
    ),
    -- What the mentee hopes for, sealed.
    hope bytea not null,
    -- How they would like to find a time.
    times text not null constraint chemistry_request_times_known check (times in ('slots', 'off-duty', 'suggest')),
    -- The clock of this state: when it began, how many working days it has, and when it ends.
    clock_from timestamptz,
    clock_wd smallint constraint chemistry_request_clock_range check (clock_wd between 0 and 120),
    until timestamptz,
    -- Reminders sent in this state.
    reminders smallint not null default 0 constraint chemistry_request_reminders_range check (reminders between 0 and 20),
    -- The one extension of the decision is used.
    extended boolean not null default false,
    -- It was closed and opened again.
    reopened boolean not null default false,
    missed smallint not null default 0 constraint chemistry_request_missed_range check (missed between 0 and 2),
    questions smallint not null default 0 constraint chemistry_request_questions_range check (questions between 0 and 20),
    meeting_id uuid constraint chemistry_request_meeting_fk references meeting (meeting_id),
    outcome text constraint chemistry_request_outcome_known check (
        outcome in ('declined', 'withdrawn', 'expired', 'unanswered', 'not-arranged', 'called-off', 'missed', 'no-fit', 'full', 'stopped', 'left', 'begun')
    ),
    -- Why it was declined or called off: a code.
    reason text constraint chemistry_request_reason_length check (length(reason) between 1 and 40),
    -- What was said with it, sealed.
    farewell bytea,
    closed_by uuid constraint chemistry_request_closed_by_fk references account (account_id),
    -- A colleague the coach or mentor suggested instead.
    suggested_id uuid constraint chemistry_request_suggested_fk references account (account_id),
    created_at timestamptz not null,
    -- When the coach or mentor was first asked.
    sent_at timestamptz,
    -- When they first answered: accepted, declined or asked something back.
    answered_at timestamptz,
    closed_at timestamptz,
    reopen_to timestamptz,
    -- Until when the mentee cannot ask the same person again.
    cool_off_to timestamptz,
    submission_id uuid not null,
    version integer not null default 1 constraint chemistry_request_version_positive check (version > 0),
    constraint chemistry_request_two_people check (mentee_id <> practitioner_id),
    constraint chemistry_request_nobody_enters_their_own check (entered_by is null or entered_by not in (mentee_id, practitioner_id)),
    constraint chemistry_request_submission_unique unique (submission_id, practitioner_id),
    constraint chemistry_request_in_pool_unique unique (pool_id, chemistry_request_id),
    constraint chemistry_request_closed_whole check ((status = 'closed') = (outcome is not null) and (outcome is null) = (closed_at is null)),
    constraint chemistry_request_clock_whole check (
        num_nonnulls(clock_from, clock_wd, until) = case when status = 'closed' then 0 else 3 end
    ),
    constraint chemistry_request_meeting_whole check (status not in ('booked', 'deciding') or meeting_id is not null),
    constraint chemistry_request_sent_whole check (status in ('entered', 'closed') or sent_at is not null),
    constraint chemistry_request_suggested_else check (suggested_id is null or suggested_id not in (mentee_id, practitioner_id))
);

create unique index chemistry_request_one_open on chemistry_request (mentee_id, practitioner_id) where status <> 'closed';
create index chemistry_request_mentee_idx on chemistry_request (mentee_id, status);
create index chemistry_request_practitioner_idx on chemistry_request (practitioner_id, status);
create index chemistry_request_pool_idx on chemistry_request (pool_id, status);
create index chemistry_request_until_idx on chemistry_request (until) where status <> 'closed';
create index chemistry_request_cool_off_idx on chemistry_request (mentee_id, cool_off_to) where cool_off_to is not null;
create index chemistry_request_meeting_idx on chemistry_request (meeting_id) where meeting_id is not null;

-- The moves of a request, whoever writes them.
create function chemistry_request_moves() returns trigger language plpgsql as $$
begin
    if new.status = old.status then
        if old.status = 'closed' and new.outcome is distinct from old.outcome then
            raise exception 'a closed request keeps its outcome' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if not (case old.status
        when 'entered' then new.status in ('sent', 'closed')
        when 'sent' then new.status in ('questioned', 'arranging', 'booked', 'closed')
        when 'questioned' then new.status in ('sent', 'arranging', 'booked', 'closed')
        when 'arranging' then new.status in ('booked', 'closed')
        when 'booked' then new.status in ('arranging', 'deciding', 'closed')
        when 'deciding' then new.status in ('arranging', 'agreed', 'closed')
        when 'agreed' then new.status = 'closed'
        when 'closed' then new.status = 'deciding' and old.outcome = 'no-fit' and not old.reopened and new.reopened
        else false
    end) then
        raise exception 'a request cannot go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger chemistry_request_moves before update of status, outcome on chemistry_request
    for each row execute function chemistry_request_moves();

-- Times one of them offers the other.
create table chemistry_offer (
    chemistry_request_id uuid not null constraint chemistry_offer_request_fk references chemistry_request (chemistry_request_id) on delete cascade,
    side text not null constraint chemistry_offer_side_known check (side in ('mentee', 'practitioner')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    constraint chemistry_offer_pk primary key (chemistry_request_id, side, starts_at),
    constraint chemistry_offer_order check (ends_at > starts_at and ends_at <= starts_at + interval '4 hours')
);

-- What each of them answers after the meeting: the other's is not theirs to see.
create table chemistry_decision (
    chemistry_request_id uuid not null constraint chemistry_decision_request_fk references chemistry_request (chemistry_request_id) on delete cascade,
    side text not null constraint chemistry_decision_side_known check (side in ('mentee', 'practitioner')),
    answer text not null constraint chemistry_decision_answer_known check (answer in ('yes', 'no', 'not-yet')),
    decided_at timestamptz not null,
    constraint chemistry_decision_pk primary key (chemistry_request_id, side)
);

create table chemistry_message (
    chemistry_message_id uuid constraint chemistry_message_pk primary key,
    chemistry_request_id uuid not null constraint chemistry_message_request_fk references chemistry_request (chemistry_request_id) on delete cascade,
    author_id uuid not null constraint chemistry_message_author_fk references account (account_id),
    -- A question of the coach or mentor stops the clock until it is answered.
    kind text not null constraint chemistry_message_kind_known check (kind in ('message', 'question', 'answer')),
    body bytea not null,
    written_at timestamptz not null,
    submission_id uuid not null constraint chemistry_message_submission_unique unique
);

create index chemistry_message_request_idx on chemistry_message (chemistry_request_id, written_at);
create index chemistry_message_author_idx on chemistry_message (author_id);

-- Who wants no contact with whom. Neither is told.
create table contact_block (
    account_id uuid not null constraint contact_block_account_fk references account (account_id),
    blocked_id uuid not null constraint contact_block_blocked_fk references account (account_id),
    blocked_at timestamptz not null,
    constraint contact_block_pk primary key (account_id, blocked_id),
    constraint contact_block_two_people check (account_id <> blocked_id)
);

create index contact_block_blocked_idx on contact_block (blocked_id);

-- Two people of whom one manages, assesses or appraises the other, as one of them said.
create table declared_conflict (
    one_id uuid not null constraint declared_conflict_one_fk references account (account_id),
    other_id uuid not null constraint declared_conflict_other_fk references account (account_id),
    declared_by uuid not null constraint declared_conflict_declared_by_fk references account (account_id),
    declared_at timestamptz not null,
    constraint declared_conflict_pk primary key (one_id, other_id),
    constraint declared_conflict_order check (one_id < other_id),
    constraint declared_conflict_theirs check (declared_by in (one_id, other_id))
);

create index declared_conflict_other_idx on declared_conflict (other_id);
create index declared_conflict_declared_by_idx on declared_conflict (declared_by);

-- Links in mail that let one person do one thing on one request, by the hash of their token (S7). They live until that
-- thing is done or no longer to be done.
create table action_link (
    token_hash bytea constraint action_link_pk primary key,
    chemistry_request_id uuid not null constraint action_link_request_fk references chemistry_request (chemistry_request_id) on delete cascade,
    account_id uuid not null constraint action_link_account_fk references account (account_id),
    act text not null constraint action_link_act_known check (act in ('confirm', 'answer', 'choose', 'attend', 'decide')),
    made_at timestamptz not null
);

create index action_link_request_idx on action_link (chemistry_request_id);
create index action_link_account_idx on action_link (account_id);

-- Whom somebody cannot be matched with at a moment: those they avoid, blocks either way, declared conflicts, and those who
-- declined them not long ago. Nobody learns which.
create function kept_apart(asker uuid, moment timestamptz) returns setof uuid language sql stable
begin atomic
    select avoided_by(asker)
    union
    select b.blocked_id from contact_block b where b.account_id = asker
    union
    select b.account_id from contact_block b where b.blocked_id = asker
    union
    select c.other_id from declared_conflict c where c.one_id = asker
    union
    select c.one_id from declared_conflict c where c.other_id = asker
    union
    select r.practitioner_id from chemistry_request r where r.mentee_id = asker and r.cool_off_to > moment;
end;
