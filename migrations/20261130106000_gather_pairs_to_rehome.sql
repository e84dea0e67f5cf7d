-- What coordinators' pages ask of a whole pool, set-wise; and what was stated with people, by month.

-- The pairs of a pool whose mentee needs somebody else, as `needs_somebody_else` says of one: those that go on without their coach or
-- mentor, and those that ended not long ago because the coach or mentor left.
create function pairs_to_rehome(pool uuid, moment timestamptz) returns setof uuid language sql stable
begin atomic
    select r.relationship_id from relationship r
    where r.pool_id = pool and r.status in ('active', 'review-due', 'paused', 'ending')
      and not exists (select from membership m
                      where m.pool_id = r.pool_id and m.account_id = r.practitioner_id and m.status in ('active', 'paused', 'lapsed'))
    union all
    select r.relationship_id from relationship r
    where r.pool_id = pool and r.outcome = 'left' and r.status = 'ended' and r.ended_at > moment - interval '60 days'
      and needs_somebody_else(r, moment);
end;

-- As before, and with what is with people of each key too (its kind is null). Months that were sent without hours are there with nothing,
-- so that a month of nothing can be told from one that nobody sent. People are those with hours.
create or replace function stated_hours(of_pool uuid, from_day date, to_day date, by_key text)
    returns table (key text, kind text, people bigint, minutes bigint)
    language sql stable as $$
    select case when grouping(x.key) = 0 then x.key end, case when grouping(x.kind) = 0 then x.kind end,
      count(distinct x.account_id) filter (where x.minutes > 0), sum(x.minutes)::bigint
    from (select case by_key when 'month' then to_char(m.month, 'YYYY-MM') when 'pool' then coalesce(p.name, '') else '' end as key, f.kind,
            f.kind in ('coaching', 'mentoring', 'supervision-given') as with_people, m.account_id, f.minutes
          from monthly_return m join monthly_return_figure f on f.monthly_return_id = m.monthly_return_id
          left join pool p on p.pool_id = f.pool_id
          where m.status <> 'open' and m.month >= from_day and m.month < to_day
            and (of_pool is null or f.pool_id = of_pool)) x
    group by grouping sets ((x.key, x.kind), (x.kind), (x.key, x.with_people), (x.with_people))
    having grouping(x.with_people) = 1 or x.with_people
$$;
