-- After a death a coordinator writes first to those who worked with whoever died as well: a condolence is about a request or a pair.

alter table condolence
    add column condolence_id uuid not null default gen_random_uuid(),
    add column relationship_id uuid constraint condolence_relationship_fk references relationship (relationship_id) on delete cascade,
    drop constraint condolence_pk;

alter table condolence
    alter column chemistry_request_id drop not null,
    add constraint condolence_pk primary key (condolence_id),
    add constraint condolence_request_unique unique (chemistry_request_id),
    add constraint condolence_relationship_unique unique (relationship_id),
    add constraint condolence_about_one check (num_nonnulls(chemistry_request_id, relationship_id) = 1);

-- Whether a pair stands still: one of the two has died, and the other waits for a coordinator's words.
create function is_still(pair uuid) returns boolean language sql stable
begin atomic
    select exists (select from condolence c where c.relationship_id = pair and c.told_at is null);
end;
