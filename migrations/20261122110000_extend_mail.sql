-- What sending needs: a lease with its holder, the order of urgency, how it ended, and the budget of one weekly
-- mail a week for each account.

alter table mail
    add column topic text constraint mail_topic_known check (topic in ('saved-searches', 'pool-news', 'tips')),
    add column priority smallint not null generated always as (
        case class when 'security' then 0 when 'action' then 1 else 2 end
    ) stored,
    add column lease_id uuid,
    add column last_reply smallint,
    add column failure text constraint mail_failure_known check (failure in ('refused', 'exhausted', 'unreadable')),
    add constraint mail_failure_whole check ((failed_at is null) = (failure is null)),
    add constraint mail_sent_or_failed check (sent_at is null or failed_at is null),
    add constraint mail_weekly_topic check ((class = 'weekly') = (topic is not null)),
    add constraint mail_weekly_account check (class <> 'weekly' or account_id is not null);

create index mail_waiting_idx on mail (priority, due_at, mail_id) where sent_at is null and failed_at is null;
create index mail_account_idx on mail (account_id) where account_id is not null;
create index mail_ended_idx on mail (coalesce(sent_at, failed_at)) where sent_at is not null or failed_at is not null;

-- The weekly mail an account had last. One row an account is the lock that makes the budget hold between workers.
create table mail_week (
    account_id uuid constraint mail_week_pk primary key
        constraint mail_week_account_fk references account (account_id) on delete cascade,
    mail_id uuid not null,
    opened_at timestamptz not null
);

-- Topics an account wants no mail about.
create table mail_stop (
    account_id uuid not null constraint mail_stop_account_fk references account (account_id) on delete cascade,
    topic text not null constraint mail_stop_topic_known check (topic in ('saved-searches', 'pool-news', 'tips')),
    stopped_at timestamptz not null,
    constraint mail_stop_pk primary key (account_id, topic)
);

-- Unsubscribe links that were mailed, by the hash of their token (S7).
create table mail_unsubscribe (
    token_hash bytea constraint mail_unsubscribe_pk primary key,
    account_id uuid not null constraint mail_unsubscribe_account_fk references account (account_id) on delete cascade,
    topic text not null constraint mail_unsubscribe_topic_known check (topic in ('saved-searches', 'pool-news', 'tips')),
    created_at timestamptz not null
);

create index mail_unsubscribe_account_idx on mail_unsubscribe (account_id);
create index mail_unsubscribe_created_idx on mail_unsubscribe (created_at);

-- When each periodic job last ran, whichever instance ran it.
create table sweep (
    name text constraint sweep_pk primary key,
    ran_at timestamptz not null
);
