-- What nobody but its owner says is confirmed by nobody: an entry that followed a session which was not held after all stays with its
-- owner's reflection, and names no supervisor who would seem to have recorded it.

update ledger_entry set with_account_id = null where session_id is null and group_id is null and with_account_id is not null;

-- What somebody did, by month and kind, from one day to before another, both the first of a month: of a month that was sent as it says,
-- of any other as sessions and the ledger say. `times` are sessions or entries; `confirmed` are the minutes that a supervisor recorded or
-- a coordinator checked. A return counts training as CPD: what the ledger says of training stays training, the rest is CPD.
create or replace function accounted_minutes(of_account uuid, from_day date, to_day date)
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
             and (e.group_id is not null
                  or exists (select from session_log l where l.session_id = e.session_id and l.side = 'practitioner')))
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

-- Those who go on together, for what a day brings to them.
create index relationship_due_idx on relationship (status, relationship_id) where status in ('active', 'review-due', 'paused', 'ending');
