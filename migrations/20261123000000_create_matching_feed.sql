-- What the matching index of every running server follows: who changed, told at commit. A statement that changes very
-- many people says so once, and the index is built anew.

create function matching_people_changed() returns trigger language plpgsql as $$
begin
    if (select count(*) from (select distinct account_id from changed limit 501) few) > 500 then
        perform pg_notify('matching', 'all');
    else
        perform pg_notify('matching', account_id::text) from (select distinct account_id from changed) few;
    end if;
    return null;
end $$;

create function matching_offerings_changed() returns trigger language plpgsql as $$
begin
    if (select count(*) from (select distinct membership_id from changed limit 501) few) > 500 then
        perform pg_notify('matching', 'all');
    else
        perform pg_notify('matching', m.account_id::text)
        from (select distinct membership_id from changed) few join membership m using (membership_id);
    end if;
    return null;
end $$;

create function matching_ground_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('matching', tg_argv[0]);
    return null;
end $$;

do $$
declare
    followed text;
begin
    foreach followed in array array[
        'account', 'profile', 'profile_term', 'place', 'availability', 'availability_window', 'membership', 'evidence', 'reply_record'
    ] loop
        execute format('create trigger %I after insert on %I referencing new table as changed for each statement execute function matching_people_changed()', followed || '_matching_insert', followed);
        execute format('create trigger %I after update on %I referencing new table as changed for each statement execute function matching_people_changed()', followed || '_matching_update', followed);
        execute format('create trigger %I after delete on %I referencing old table as changed for each statement execute function matching_people_changed()', followed || '_matching_delete', followed);
    end loop;
end $$;

-- What many people's facts stand on. A new employer changes nobody until an account names it.
create trigger term_matching after insert or update or delete on term
    for each statement execute function matching_ground_changed('all');
create trigger term_synonym_matching after insert or update or delete on term_synonym
    for each statement execute function matching_ground_changed('ground');
create trigger organisation_matching after delete or update of type_code, system_code, region_code, valid_from, valid_to, successor_id
    on organisation for each statement execute function matching_ground_changed('all');
create trigger care_system_matching after insert or update or delete on care_system
    for each statement execute function matching_ground_changed('all');
create trigger pool_matching after update of valid_from, valid_to on pool
    for each statement execute function matching_ground_changed('all');

create trigger membership_offering_matching_insert after insert on membership_offering
    referencing new table as changed for each statement execute function matching_offerings_changed();
create trigger membership_offering_matching_update after update on membership_offering
    referencing new table as changed for each statement execute function matching_offerings_changed();
create trigger membership_offering_matching_delete after delete on membership_offering
    referencing old table as changed for each statement execute function matching_offerings_changed();

-- Whoever is in a pool has places, also who never said how many.
insert into place (account_id, updated_at)
select account_id, max(changed_at) from membership where status <> 'left' group by account_id
on conflict do nothing;
insert into availability (account_id, updated_at)
select account_id, max(changed_at) from membership where status <> 'left' group by account_id
on conflict do nothing;

-- The highest qualification of each person, whichever pool checked it.
create index evidence_qualification_idx on evidence (account_id) where qualification_id is not null;

-- Words of what somebody wrote, to be found by.
alter table profile add column words tsvector generated always as (
    to_tsvector('english', headline || ' ' || job_title || ' ' || biography || ' ' || how_i_work)
) stored;

create index profile_words_idx on profile using gin (words);
