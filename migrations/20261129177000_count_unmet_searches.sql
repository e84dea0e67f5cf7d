-- How often people looked for help with something and found hardly anybody, by pool and month. Nothing leads from here to who looked.
create table unmet_search (
    pool_id uuid not null constraint unmet_search_pool_fk references pool (pool_id),
    month date not null constraint unmet_search_month_first check (extract(day from month) = 1),
    -- The development area that was looked for.
    term_id integer not null constraint unmet_search_term_fk references term (term_id),
    count integer not null constraint unmet_search_positive check (count > 0),
    constraint unmet_search_pk primary key (pool_id, month, term_id)
);

create index unmet_search_term_idx on unmet_search (term_id);
