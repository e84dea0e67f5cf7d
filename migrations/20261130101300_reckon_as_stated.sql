-- Supervision is reckoned from the ledger alone, months open for what was known in them, and what was stated of a month is what counts
-- of it once it was sent.

-- What sessions and the ledger say of a month, of one person or (null) of everybody: minutes by pool and kind, with a row of no
-- minutes for each kind they could have a figure of. `counts` where the row is a reason for a return: a relationship that was
-- live in the month and known to the hub by its end, a session, supervision. CPD alone is none.
create or replace function practice_minutes(of_account uuid, of_month date)
    returns table (account_id uuid, pool_id uuid, kind text, minutes bigint, counts boolean)
    language sql stable as $$
    select f.account_id, f.pool_id, f.kind, sum(f.minutes)::bigint, bool_or(f.counts)
    from (
        -- A session of supervision is a reason for a return; its minutes are in the ledger, which follows it.
        select r.practitioner_id as account_id, r.pool_id, case r.offering when 'supervision' then 'supervision-given' else r.offering end as kind,
          case r.offering when 'supervision' then 0 else s.minutes end::bigint as minutes, true as counts
        from session s join relationship r on r.relationship_id = s.relationship_id
        where s.status = 'held' and (of_account is null or r.practitioner_id = of_account)
          and s.starts_at >= (of_month::timestamp at time zone 'Europe/London')
          and s.starts_at < ((of_month + interval '1 month') at time zone 'Europe/London')
        union all
        select r.practitioner_id, r.pool_id, case r.offering when 'supervision' then 'supervision-given' else r.offering end, 0, true
        from relationship r
        where r.status not in ('recorded', 'agreeing', 'not-begun') and (of_account is null or r.practitioner_id = of_account)
          and r.began_on < (of_month + interval '1 month')::date
          -- A pairing that began outside the hub gives no reason for months before both had confirmed it here.
          and greatest(r.created_at, (select min(greatest(a.mentee_signed_at, a.practitioner_signed_at)) from agreement a
                                      where a.relationship_id = r.relationship_id and a.mentee_signed_at is not null
                                        and a.practitioner_signed_at is not null))
            < ((of_month + interval '1 month') at time zone 'Europe/London')
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

-- What somebody did, by month and kind, from one day to before another, both the first of a month: of a month that was sent as it says,
-- of any other as sessions and the ledger say. `times` are sessions or entries; `confirmed` are the minutes that a supervisor recorded or
-- a coordinator checked. A return counts training as CPD: what the ledger says of training stays training, the rest is CPD.
create function accounted_minutes(of_account uuid, from_day date, to_day date)
    returns table (month date, kind text, times bigint, minutes bigint, confirmed bigint, stated boolean)
    language sql stable as $$
    with recorded as (
        select date_trunc('month', s.starts_at at time zone 'Europe/London')::date as month, r.offering as kind, count(*) as times,
          sum(s.minutes)::bigint as minutes, 0::bigint as confirmed
        from relationship r join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
        where r.practitioner_id = of_account and r.offering <> 'supervision' and s.status = 'held'
          and s.starts_at >= (from_day::timestamp at time zone 'Europe/London') and s.starts_at < (to_day::timestamp at time zone 'Europe/London')
        group by 1, 2
        union all
        select date_trunc('month', e.held_on::timestamp)::date, e.kind, count(*), sum(e.minutes)::bigint,
          coalesce(sum(e.minutes) filter (where
            (e.with_account_id is not null
             and (e.session_id is null or exists (select from session_log l where l.session_id = e.session_id and l.side = 'practitioner')))
            or exists (select from ledger_evidence l join evidence v using (evidence_id)
                       where l.ledger_entry_id = e.ledger_entry_id and v.checked_at is not null)), 0)::bigint
        from ledger_entry e
        where e.account_id = of_account and e.held_on >= from_day and e.held_on < to_day
        group by 1, 2
    ), sent as (
        select m.monthly_return_id, m.month from monthly_return m
        where m.account_id = of_account and m.status <> 'open' and m.month >= from_day and m.month < to_day
    ), said as (
        select s.month, f.kind, sum(f.minutes)::bigint as minutes
        from sent s join monthly_return_figure f on f.monthly_return_id = s.monthly_return_id
        where f.minutes > 0
        group by 1, 2
    ), lines as (
        select coalesce(r.month, t.month) as month, coalesce(r.kind, t.kind) as kind, coalesce(r.times, 0) as times,
          coalesce(r.minutes, 0) as recorded, coalesce(r.confirmed, 0) as confirmed, coalesce(t.minutes, 0) as said
        from recorded r full join said t on t.month = r.month and t.kind = r.kind
    ), learning as (
        select l.month, coalesce(sum(l.recorded) filter (where l.kind = 'training'), 0) as training,
          coalesce(sum(l.said) filter (where l.kind = 'cpd'), 0) as cpd
        from lines l group by l.month
    ), whole as (
        select l.month, l.kind, l.times, l.confirmed, s.month is not null as stated,
          (case when s.month is null then l.recorded
                when l.kind = 'training' then least(g.training, g.cpd)
                when l.kind = 'cpd' then g.cpd - least(g.training, g.cpd)
                else l.said end)::bigint as minutes
        from lines l join learning g on g.month = l.month left join sent s on s.month = l.month
    )
    select w.month, w.kind, w.times, w.minutes, least(w.confirmed, w.minutes), w.stated from whole w where w.times > 0 or w.minutes > 0
$$;

-- The hours of months that were sent, of a pool or (null) of all, by kind and by something: `month` ("2026-10"), `pool` (its name, empty
-- for hours of none) or else nothing. Coaches and mentors are counted once in each row. `kind` is null where it is the three that are
-- with people together.
create function stated_hours(of_pool uuid, from_day date, to_day date, by_key text)
    returns table (key text, kind text, people bigint, minutes bigint)
    language sql stable as $$
    select case when grouping(x.key) = 0 then x.key end, case when grouping(x.kind) = 0 then x.kind end, count(distinct x.account_id),
      sum(x.minutes)::bigint
    from (select case by_key when 'month' then to_char(m.month, 'YYYY-MM') when 'pool' then coalesce(p.name, '') else '' end as key, f.kind,
            f.kind in ('coaching', 'mentoring', 'supervision-given') as with_people, m.account_id, f.minutes
          from monthly_return m join monthly_return_figure f on f.monthly_return_id = m.monthly_return_id
          left join pool p on p.pool_id = f.pool_id
          where m.status <> 'open' and m.month >= from_day and m.month < to_day and f.minutes > 0
            and (of_pool is null or f.pool_id = of_pool)) x
    group by grouping sets ((x.key, x.kind), (x.kind), (x.with_people))
    having grouping(x.with_people) = 1 or x.with_people
$$;
