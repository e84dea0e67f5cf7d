-- How many open requests wait for somebody, for the navigation of every page: the same rule by which the list of requests says
-- "waits for you".
create function chemistry_waiting(asker uuid, moment timestamptz) returns integer language sql stable
begin atomic
    select coalesce(sum(one.waits), 0)::integer from (
        select 1 as waits from chemistry_request r
        where r.mentee_id = asker and r.status in ('entered', 'questioned')
        union all
        select 1 from chemistry_request r
        where r.practitioner_id = asker and r.status = 'sent'
        union all
        select 1 from chemistry_request r
        cross join lateral (select case when r.mentee_id = asker then 'mentee' else 'practitioner' end as side) my
        where (r.mentee_id = asker or r.practitioner_id = asker) and r.status <> 'closed' and case r.status
            when 'arranging' then
                exists (select from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                          and f.side <> my.side and f.starts_at > moment)
                or not exists (select from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                                 and f.side = my.side and f.starts_at > moment)
            when 'booked' then exists (select from meeting m where m.meeting_id = r.meeting_id and m.ends_at <= moment)
            when 'deciding' then not exists (select from chemistry_decision d
                                             where d.chemistry_request_id = r.chemistry_request_id and d.side = my.side)
            else false
        end
    ) one;
end;
