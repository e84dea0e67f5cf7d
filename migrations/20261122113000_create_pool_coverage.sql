-- Which organisations a pool's area covers on a day, mergers followed: its own organisation, those of its system or
-- region, or every one for a national pool.
create function pool_covers(pool uuid, organisation uuid, day date) returns boolean language sql stable strict as $$
    select exists (
        select 1
        from pool p, organisation o left join care_system s on s.system_code = care_system_on(o.system_code, day)
        where p.pool_id = pool and o.organisation_id = organisation
          and p.valid_from <= day and (p.valid_to is null or p.valid_to > day)
          and case p.level
              when 'national' then true
              when 'region' then p.region_code = coalesce(s.region_code, o.region_code)
              when 'system' then care_system_on(p.system_code, day) = s.system_code
              else organisation_on(p.organisation_id, day) = organisation_on(o.organisation_id, day)
          end
    )
$$;
