-- What a pool adds to the guidance for the people it serves: an introduction, links, and help close by. The three numbers that
-- ship with the hub are not here: nothing can take them away.
create table pool_guidance (
    pool_id uuid constraint pool_guidance_pk primary key constraint pool_guidance_pool_fk references pool (pool_id),
    introduction text not null constraint pool_guidance_introduction_length check (char_length(introduction) <= 2000),
    version integer not null default 1
);

create table pool_contact (
    pool_id uuid not null constraint pool_contact_pool_fk references pool (pool_id),
    position smallint not null constraint pool_contact_position_range check (position between 1 and 20),
    kind text not null constraint pool_contact_kind_known
        check (kind in ('link', 'occupational-health', 'speak-up', 'safeguarding', 'other-help')),
    label text not null constraint pool_contact_label_length check (char_length(label) between 1 and 120),
    telephone text not null constraint pool_contact_telephone_length check (char_length(telephone) <= 40),
    href text not null constraint pool_contact_href_https check (href = '' or (href like 'https://_%' and char_length(href) <= 300)),
    constraint pool_contact_pk primary key (pool_id, position),
    constraint pool_contact_leads_somewhere check (telephone <> '' or href <> '')
);

-- What a pool points to, in its order.
create function pool_contacts(pool uuid) returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('kind', kind, 'label', label, 'telephone', telephone, 'href', href)
                             order by position), '[]')
    from pool_contact where pool_id = pool
$$;
