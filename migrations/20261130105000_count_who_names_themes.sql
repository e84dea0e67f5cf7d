-- How many coaches and mentors named themes for a month in a pool: a number, and nothing of who they are. What very few named between them
-- is not shown, however often they did.
create table theme_giver_count (
    pool_id uuid not null constraint theme_giver_count_pool_fk references pool (pool_id),
    month date not null constraint theme_giver_count_month_first check (extract(day from month) = 1),
    givers integer not null constraint theme_giver_count_positive check (givers > 0),
    constraint theme_giver_count_pk primary key (pool_id, month)
);

-- What was named before is taken as the least number of people who can have named it: as many as named one theme in a month.
insert into theme_giver_count (pool_id, month, givers) select pool_id, month, max(count) from theme_count group by pool_id, month;

-- Whether at least so many people named themes in some month from one day to before another.
create function themes_of_several(pool uuid, from_day date, to_day date, several integer) returns boolean language sql stable
begin atomic
    select coalesce(max(g.givers), 0) >= several from theme_giver_count g where g.pool_id = pool and g.month >= from_day and g.month < to_day;
end;
