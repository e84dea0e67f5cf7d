-- Closed to requests until a day, days away and extra times, and when mentees are off duty.

alter table place
    -- The day on which requests are taken again; null: when their owner says so.
    add column resumes_on date,
    -- Why no requests are taken: their owner's wish, requests that went unanswered, or several declined in a row.
    add column closed_because text constraint place_closed_because_known check (closed_because in ('own-wish', 'unanswered', 'declined')),
    add constraint place_resumes_closed check (not accepting or (resumes_on is null and closed_because is null));

create index place_resumes_idx on place (resumes_on) where resumes_on is not null;

alter table availability
    -- How long a first conversation takes; meeting_minutes is for those that follow.
    add column chemistry_minutes smallint not null default 30 constraint availability_chemistry_range check (chemistry_minutes between 15 and 120),
    -- How to join: a link, a number or a room, copied into each meeting.
    add column joining text not null default '' constraint availability_joining_length check (length(joining) <= 500);

-- Days away, and times that are offered once. Days and times are those of the person's zone.
create table availability_exception (
    availability_exception_id uuid constraint availability_exception_pk primary key,
    account_id uuid not null constraint availability_exception_availability_fk references availability (account_id),
    kind text not null constraint availability_exception_kind_known check (kind in ('away', 'extra')),
    from_day date not null,
    to_day date not null,
    from_time time,
    to_time time,
    delivery_id integer constraint availability_exception_delivery_fk references term (term_id),
    place text constraint availability_exception_place_length check (length(place) between 1 and 120),
    added_at timestamptz not null,
    constraint availability_exception_days check (to_day >= from_day and to_day <= from_day + 366),
    constraint availability_exception_shape check (
        case kind
            when 'away' then num_nonnulls(from_time, to_time, delivery_id, place) = 0
            else from_time is not null and to_time is not null and to_time > from_time and to_day = from_day
        end
    )
);

create index availability_exception_account_idx on availability_exception (account_id, from_day);

-- What somebody works, day by day, so that times can be found when they are free. Deleted when the day has passed.
create table off_duty (
    account_id uuid not null constraint off_duty_account_fk references account (account_id),
    day date not null,
    shift text not null constraint off_duty_shift_known check (shift in ('off', 'early', 'late', 'long-day', 'night', 'leave')),
    constraint off_duty_pk primary key (account_id, day)
);

create index off_duty_day_idx on off_duty (day);
