-- The zone somebody lives by, if they said.
alter table account add column zone text constraint account_zone_is_a_name check (zone like '_%/%_' and length(zone) <= 60);

-- By whose clock times are told to a reader: their own zone, else that of the times they offer, else London's.
create function zone_of(reader uuid) returns text language sql stable as $$
    select coalesce((select zone from account where account_id = reader),
                    (select zone from availability where account_id = reader),
                    'Europe/London')
$$;
