-- What coaches and mentors did in a month, as they confirm it; and what came up, apart from all of it.

create table monthly_return (
    monthly_return_id uuid constraint monthly_return_pk primary key,
    account_id uuid not null constraint monthly_return_account_fk references account (account_id),
    -- The first of the month, by London's calendar.
    month date not null constraint monthly_return_month_first check (extract(day from month) = 1),
    status text not null constraint monthly_return_status_known check (status in ('open', 'submitted', 'unconfirmed', 'amended')),
    opened_at timestamptz not null,
    -- The day on which it is taken as it stands. The 10th, or later when it was opened late.
    due_on date not null constraint monthly_return_due_after_month check (due_on >= month + 28),
    -- When the one notice about it was written.
    noticed_at timestamptz,
    submitted_at timestamptz,
    -- That themes were given, never which: those are counted in theme_count.
    themes_given boolean not null default false,
    version integer not null default 1 constraint monthly_return_version_positive check (version > 0),
    constraint monthly_return_month_unique unique (account_id, month),
    constraint monthly_return_submitted_whole check ((status = 'open') = (submitted_at is null))
);

create index monthly_return_open_idx on monthly_return (month, due_on) where status = 'open';
create index monthly_return_month_idx on monthly_return (month, status);
create index monthly_return_to_notice_idx on monthly_return (monthly_return_id) where status = 'open' and noticed_at is null;

-- The moves of a return, whoever writes them.
create function monthly_return_moves() returns trigger language plpgsql as $$
begin
    if new.status <> old.status and not (case old.status
        when 'open' then new.status in ('submitted', 'unconfirmed')
        when 'unconfirmed' then new.status in ('submitted', 'amended')
        when 'submitted' then new.status = 'amended'
        else false
    end) then
        raise exception 'a return cannot go from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'monthly_return_moves';
    end if;
    return new;
end $$;

create trigger monthly_return_moves before update of status on monthly_return
    for each row execute function monthly_return_moves();

create table monthly_return_figure (
    monthly_return_id uuid not null constraint monthly_return_figure_return_fk references monthly_return (monthly_return_id) on delete cascade,
    -- The pool whose hours they are; null for what belongs to none.
    pool_id uuid constraint monthly_return_figure_pool_fk references pool (pool_id),
    kind text not null constraint monthly_return_figure_kind_known check (
        kind in ('coaching', 'mentoring', 'supervision-given', 'supervision-received', 'cpd')
    ),
    minutes integer not null constraint monthly_return_figure_minutes_range check (minutes between 0 and 44640),
    -- What sessions and the ledger said when it was last looked at. As long as the two are the same nobody changed the figure.
    prefilled_minutes integer not null constraint monthly_return_figure_prefilled_range check (prefilled_minutes between 0 and 44640),
    constraint monthly_return_figure_unique unique nulls not distinct (monthly_return_id, pool_id, kind)
);

create index monthly_return_figure_pool_idx on monthly_return_figure (pool_id) where pool_id is not null;

-- The figures of a return before they were changed.
create table monthly_return_amendment (
    monthly_return_id uuid not null constraint monthly_return_amendment_return_fk references monthly_return (monthly_return_id) on delete cascade,
    -- The version of the return that said so.
    version integer not null constraint monthly_return_amendment_version_positive check (version > 0),
    pool_id uuid constraint monthly_return_amendment_pool_fk references pool (pool_id),
    kind text not null constraint monthly_return_amendment_kind_known check (
        kind in ('coaching', 'mentoring', 'supervision-given', 'supervision-received', 'cpd')
    ),
    minutes integer not null constraint monthly_return_amendment_minutes_range check (minutes between 0 and 44640),
    changed_at timestamptz not null,
    constraint monthly_return_amendment_unique unique nulls not distinct (monthly_return_id, version, pool_id, kind)
);

create index monthly_return_amendment_pool_idx on monthly_return_amendment (pool_id) where pool_id is not null;

-- How often a theme was named for a month in a pool. Nothing leads from here to a person, a relationship or a return.
create table theme_count (
    pool_id uuid not null constraint theme_count_pool_fk references pool (pool_id),
    month date not null constraint theme_count_month_first check (extract(day from month) = 1),
    term_id integer not null constraint theme_count_term_fk references term (term_id),
    count integer not null constraint theme_count_positive check (count > 0),
    constraint theme_count_pk primary key (pool_id, month, term_id)
);

create index theme_count_term_idx on theme_count (term_id);

-- Every pool's sessions of a stretch of time: what opens a month.
create index session_held_idx on session (starts_at) include (relationship_id, minutes) where status = 'held';

-- A pool's sessions of a stretch of time, with all that rolls them up: the table itself need not be read.
drop index session_pool_idx;
create index session_pool_idx on session (pool_id, starts_at) include (relationship_id, minutes) where status = 'held';

-- What somebody's ledger says, from one day to before another, by kind ('supervision-received', 'supervision-given', 'cpd',
-- 'training') and pool (null for none). There is no ledger yet, so nothing; whoever makes one replaces this.
create function ledger_minutes(account uuid, from_day date, to_day date)
    returns table (kind text, pool_id uuid, minutes bigint)
    language sql stable as $$
    select null::text, null::uuid, null::bigint where false
$$;

-- What sessions and the ledger say of a month, of one person or (null) of everybody: minutes by pool and kind, with a row of no
-- minutes for each kind they could have a figure of. `counts` where the row is a reason for a return: a relationship that was
-- live in the month, a session, supervision. CPD alone is none.
create function practice_minutes(of_account uuid, of_month date)
    returns table (account_id uuid, pool_id uuid, kind text, minutes bigint, counts boolean)
    language sql stable as $$
    select f.account_id, f.pool_id, f.kind, sum(f.minutes)::bigint, bool_or(f.counts)
    from (
        select r.practitioner_id as account_id, r.pool_id, case r.offering when 'supervision' then 'supervision-given' else r.offering end as kind,
          s.minutes::bigint as minutes, true as counts
        from session s join relationship r on r.relationship_id = s.relationship_id
        where s.status = 'held' and (of_account is null or r.practitioner_id = of_account)
          and s.starts_at >= (of_month::timestamp at time zone 'Europe/London')
          and s.starts_at < ((of_month + interval '1 month') at time zone 'Europe/London')
        union all
        select r.practitioner_id, r.pool_id, case r.offering when 'supervision' then 'supervision-given' else r.offering end, 0, true
        from relationship r
        where r.status not in ('recorded', 'agreeing', 'not-begun') and (of_account is null or r.practitioner_id = of_account)
          and r.began_on < (of_month + interval '1 month')::date
          and (r.ended_at is null or r.ended_at >= (of_month::timestamp at time zone 'Europe/London'))
          and not (r.status = 'paused' and r.paused_on <= of_month and r.paused_to >= (of_month + interval '1 month')::date)
        union all
        select m.account_id, m.pool_id, case o.offering when 'supervision' then 'supervision-given' else o.offering end, 0, false
        from membership m join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
        where m.status in ('active', 'paused') and (of_account is null or m.account_id = of_account)
        union all
        select p.account_id, l.pool_id, case l.kind when 'training' then 'cpd' else l.kind end, l.minutes, l.kind in ('supervision-received', 'supervision-given')
        from (select m.account_id from membership m where of_account is null or m.account_id = of_account
              union
              select r.practitioner_id from relationship r where of_account is null or r.practitioner_id = of_account) p
        cross join lateral ledger_minutes(p.account_id, of_month, (of_month + interval '1 month')::date) l
        union all
        select p.account_id, null, k.kind, 0, false
        from (select m.account_id from membership m where of_account is null or m.account_id = of_account
              union
              select r.practitioner_id from relationship r where of_account is null or r.practitioner_id = of_account) p
        cross join (values ('supervision-received'), ('cpd')) k (kind)
    ) f
    group by f.account_id, f.pool_id, f.kind
$$;
