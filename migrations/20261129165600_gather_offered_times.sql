-- Both are plpgsql, which keeps its plans as long as a connection lasts: the same in plain sql is planned again by every
-- statement, which takes longer than what it saves.

-- From when to when somebody is in meetings to come, or is in one that was not over a day ago.
create function booked_times(whose uuid, at timestamptz) returns json language plpgsql stable as $$
begin
    return (
        select coalesce(json_agg(json_build_array(
            (extract(epoch from lower(b.during)) * 1000000)::int8, (extract(epoch from upper(b.during)) * 1000000)::int8)
            order by b.during), '[]')
        from booking b
        where b.account_id = whose and b.live and b.during && tstzrange(at - interval '1 day', null)
    );
end
$$;

-- All that decides when somebody can be met, gathered as one value, so that any statement that loads a person can bring it
-- along: their zone and settings, weekly windows, times offered once, days away, and what is booked. Null for who never
-- said when they meet. Times of day are minutes since midnight, moments are microseconds since 1970.
create function offered_times(whose uuid, at timestamptz) returns json language plpgsql stable as $$
begin
    return (
        select json_build_object(
            'zone', v.zone,
            'notice_hours', v.notice_hours,
            'horizon_days', v.horizon_days,
            'buffer_minutes', v.buffer_minutes,
            'minutes', v.chemistry_minutes,
            'weekly', coalesce((
                select json_agg(json_build_array(w.weekday, json_build_array(
                    (extract(epoch from w.from_time) / 60)::int4, (extract(epoch from w.to_time) / 60)::int4, w.delivery_id, w.place))
                    order by w.weekday, w.from_time)
                from availability_window w where w.account_id = v.account_id), '[]'),
            'extra', coalesce((
                select json_agg(json_build_array(e.from_day, json_build_array(
                    (extract(epoch from e.from_time) / 60)::int4, (extract(epoch from e.to_time) / 60)::int4, e.delivery_id, e.place))
                    order by e.from_day, e.from_time)
                from availability_exception e
                where e.account_id = v.account_id and e.kind = 'extra' and e.to_day >= at::date - 1), '[]'),
            'away', coalesce((
                select json_agg(json_build_array(e.from_day, e.to_day) order by e.from_day)
                from availability_exception e
                where e.account_id = v.account_id and e.kind = 'away' and e.to_day >= at::date - 1), '[]'),
            'busy', booked_times(v.account_id, at))
        from availability v where v.account_id = whose
    );
end
$$;
