-- Whether somebody in search of a coach or mentor may open this person's profile on a day: through a pool that is open to them.
create function practitioner_open_to(practitioner uuid, reader uuid, day date) returns boolean language sql stable as $$
  select exists (
    select from membership m
    join pool p on p.pool_id = m.pool_id
    join account a on a.account_id = reader
    left join profile f on f.account_id = a.account_id
    left join term t on t.term_id = f.seniority_id
    where m.account_id = practitioner and m.status = 'active' and m.kind <> 'associate'
      and a.organisation_id is not null and pool_open_to(m.pool_id, a.organisation_id, day)
      and (p.minimum_level is null or t.level >= p.minimum_level))
$$;
