-- Places and times belong to a person, across pools and offerings.

-- How many relationships somebody holds at once, and how many they hold now.
create table place (
    account_id uuid constraint place_pk primary key constraint place_account_fk references account (account_id),
    capacity smallint not null default 2 constraint place_capacity_range check (capacity between 0 and 12),
    -- Relationships outside the hub; a number its owner keeps.
    seen_elsewhere smallint not null default 0 constraint place_seen_elsewhere_range check (seen_elsewhere between 0 and 50),
    active smallint not null default 0 constraint place_active_range check (active between 0 and 50),
    held smallint not null default 0 constraint place_held_range check (held between 0 and 50),
    -- "No more requests" until they say otherwise; a pause with dates belongs to the membership.
    accepting boolean not null default true,
    version integer not null default 1 constraint place_version_positive check (version > 0),
    updated_at timestamptz not null
);

create function places_left(p place) returns integer language sql immutable as $$
    select greatest(p.capacity - p.active - p.held - p.seen_elsewhere, 0)::integer
$$;

-- How somebody meets: their own zone, and how slots are cut from their windows.
create table availability (
    account_id uuid constraint availability_pk primary key constraint availability_account_fk references account (account_id),
    zone text not null default 'Europe/London' constraint availability_zone_length check (length(zone) between 1 and 60),
    meeting_minutes smallint not null default 60 constraint availability_meeting_range check (meeting_minutes between 15 and 180),
    notice_hours smallint not null default 48 constraint availability_notice_range check (notice_hours between 0 and 672),
    horizon_days smallint not null default 56 constraint availability_horizon_range check (horizon_days between 7 and 365),
    buffer_minutes smallint not null default 0 constraint availability_buffer_range check (buffer_minutes between 0 and 120),
    -- What somebody says about times in words: "evenings after six, most weeks".
    outline text not null default '' constraint availability_outline_length check (length(outline) <= 300),
    version integer not null default 1 constraint availability_version_positive check (version > 0),
    updated_at timestamptz not null
);

-- A weekly window, as wall time in the person's zone. Monday is 1.
create table availability_window (
    availability_window_id uuid constraint availability_window_pk primary key,
    account_id uuid not null constraint availability_window_availability_fk references availability (account_id),
    weekday smallint not null constraint availability_window_weekday_known check (weekday between 1 and 7),
    from_time time not null,
    to_time time not null,
    -- A term of the delivery vocabulary; null: however they meet.
    delivery_id integer constraint availability_window_delivery_fk references term (term_id),
    place text constraint availability_window_place_length check (length(place) between 1 and 120),
    constraint availability_window_order check (to_time > from_time)
);

create index availability_window_account_idx on availability_window (account_id, weekday, from_time);
