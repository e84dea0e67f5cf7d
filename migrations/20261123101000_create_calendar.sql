-- Meetings between people, whatever they are for, and who is taken when.

create extension if not exists btree_gist;

create table meeting (
    meeting_id uuid constraint meeting_pk primary key,
    pool_id uuid not null constraint meeting_pool_fk references pool (pool_id),
    kind text not null constraint meeting_kind_known check (kind in ('chemistry', 'session')),
    status text not null default 'booked' constraint meeting_status_known check (status in ('booked', 'cancelled')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    -- Where its page is: a path of the hub.
    path text not null constraint meeting_path_length check (length(path) between 2 and 200),
    -- A term of the delivery vocabulary; null: not said.
    delivery_id integer constraint meeting_delivery_fk references term (term_id),
    -- How to join: a link, a number or a room.
    joining text not null default '' constraint meeting_joining_length check (length(joining) <= 500),
    -- Raised by each change that calendars must learn of (RFC 5545, 3.8.7.4).
    sequence integer not null default 0 constraint meeting_sequence_positive check (sequence >= 0),
    -- When it was given the time it has: booked, or last moved.
    timed_at timestamptz not null,
    reminded_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    version integer not null default 1 constraint meeting_version_positive check (version > 0),
    constraint meeting_order check (ends_at > starts_at and ends_at <= starts_at + interval '4 hours')
);

create index meeting_pool_idx on meeting (pool_id);
create index meeting_starts_idx on meeting (starts_at) where status = 'booked';

-- One row a person: nobody is in two places at once (R1).
create table booking (
    meeting_id uuid not null constraint booking_meeting_fk references meeting (meeting_id) on delete cascade,
    account_id uuid not null constraint booking_account_fk references account (account_id),
    during tstzrange not null constraint booking_during_bounded check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
    -- False once the meeting is cancelled.
    live boolean not null default true,
    constraint booking_pk primary key (meeting_id, account_id),
    constraint booking_no_overlap exclude using gist (account_id with =, during with &&) where (live)
);

create index booking_account_idx on booking (account_id);

-- The secret address of somebody's calendar, by the hash of its token.
create table calendar_feed (
    account_id uuid constraint calendar_feed_pk primary key constraint calendar_feed_account_fk references account (account_id),
    token_hash bytea not null constraint calendar_feed_token_unique unique,
    -- The token, sealed for its owner, so that the address can be shown again.
    sealed bytea not null,
    made_at timestamptz not null,
    fetched_on date
);
