-- What one of two who work together writes down, for themselves or for both; and what they want to reach.

-- The key that seals the notes of one author in one relationship, wrapped by a key that is never in this database.
create table note_key (
    note_key_id uuid constraint note_key_pk primary key,
    relationship_id uuid not null constraint note_key_relationship_fk references relationship (relationship_id) on delete cascade,
    author_id uuid not null constraint note_key_author_fk references account (account_id),
    wrapped bytea not null constraint note_key_wrapped_length check (length(wrapped) between 40 and 200),
    -- Which outer key wrapped it.
    key_mark text not null constraint note_key_mark_shape check (key_mark ~ '^[0-9a-f]{16}$'),
    made_at timestamptz not null,
    rewrapped_at timestamptz,
    constraint note_key_author_unique unique (relationship_id, author_id)
);

create index note_key_author_idx on note_key (author_id);
create index note_key_mark_idx on note_key (key_mark, note_key_id);

create table note (
    note_id uuid constraint note_pk primary key,
    relationship_id uuid not null constraint note_relationship_fk references relationship (relationship_id) on delete cascade,
    author_id uuid not null constraint note_author_fk references account (account_id),
    -- Whether the other of the two reads it as well.
    shared boolean not null,
    body bytea not null constraint note_body_length check (length(body) between 40 and 100000),
    -- The meeting it is about, where that was said.
    session_id uuid constraint note_session_fk references session (session_id) on delete set null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    version integer not null default 1 constraint note_version_positive check (version > 0),
    submission_id uuid not null,
    constraint note_submission_unique unique (author_id, submission_id),
    -- Without its key a note is nothing: they go together.
    constraint note_sealed_fk foreign key (relationship_id, author_id) references note_key (relationship_id, author_id) on delete cascade
);

create index note_list_idx on note (relationship_id, author_id, note_id);
create index note_session_idx on note (session_id) where session_id is not null;

-- What a note belongs to never changes.
create function note_stays() returns trigger language plpgsql as $$
begin
    if new.author_id <> old.author_id or new.relationship_id <> old.relationship_id or new.note_id <> old.note_id then
        raise exception 'a note stays with its author' using errcode = 'check_violation', constraint = 'note_stays';
    end if;
    return new;
end $$;

create trigger note_stays before update on note for each row execute function note_stays();

-- Whoever asks is who the transaction says; who says nothing gets nothing. The owner is not held by this, because it migrates and
-- backs up; it never serves.
alter table note enable row level security;
alter table note_key enable row level security;

create policy note_read on note for select using (
    author_id = nullif(current_setting('rapport.account_id', true), '')::uuid
    or shared and exists (
        select from relationship r
        where r.relationship_id = note.relationship_id
          and nullif(current_setting('rapport.account_id', true), '')::uuid in (r.mentee_id, r.practitioner_id)
    )
);

create policy note_write on note for insert with check (
    author_id = nullif(current_setting('rapport.account_id', true), '')::uuid
    and exists (
        select from relationship r
        where r.relationship_id = note.relationship_id and note.author_id in (r.mentee_id, r.practitioner_id)
    )
);

create policy note_change on note for update
    using (author_id = nullif(current_setting('rapport.account_id', true), '')::uuid)
    with check (author_id = nullif(current_setting('rapport.account_id', true), '')::uuid);

create policy note_delete on note for delete
    using (author_id = nullif(current_setting('rapport.account_id', true), '')::uuid);

create policy note_key_read on note_key for select using (
    exists (
        select from relationship r
        where r.relationship_id = note_key.relationship_id
          and nullif(current_setting('rapport.account_id', true), '')::uuid in (r.mentee_id, r.practitioner_id)
    )
);

create policy note_key_make on note_key for insert with check (
    author_id = nullif(current_setting('rapport.account_id', true), '')::uuid
    and exists (
        select from relationship r
        where r.relationship_id = note_key.relationship_id and note_key.author_id in (r.mentee_id, r.practitioner_id)
    )
);

-- What happens without anybody asking. Each does one thing, as the owner, and gives back no note.

-- Deletes the notes, with their keys, of relationships that ended before a moment; says of how many authors.
create function forget_notes(before timestamptz) returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    with gone as (
        delete from public.note_key k using public.relationship r
        where r.relationship_id = k.relationship_id and r.ended_at < $1 returning k.note_key_id)
    select count(*) from gone
$$;

-- Deletes everything one account wrote, with its keys; says in how many relationships.
create function forget_notes_of(account uuid) returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    with gone as (delete from public.note_key k where k.author_id = $1 returning k.note_key_id)
    select count(*) from gone
$$;

-- Which outer keys are in use, and for how many keys each.
create function note_key_marks() returns table (key_mark text, keys bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.key_mark, count(*) from public.note_key k group by k.key_mark order by k.key_mark
$$;

-- Keys that another outer key than this one wrapped, after one of them in order, locked until the transaction ends.
create function note_keys_to_rewrap(mark text, after uuid, most integer)
returns table (note_key_id uuid, relationship_id uuid, author_id uuid, wrapped bytea, key_mark text)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select k.note_key_id, k.relationship_id, k.author_id, k.wrapped, k.key_mark
    from public.note_key k
    where k.key_mark <> $1 and ($2 is null or k.note_key_id > $2)
    order by k.note_key_id limit $3
    for no key update
$$;

-- Puts a key that was wrapped anew in the place of what it was; false when it is something else by now.
create function rewrap_note_key(id uuid, was bytea, becomes bytea, mark text, moment timestamptz)
returns boolean language sql security definer set search_path = pg_catalog, pg_temp as $$
    with done as (
        update public.note_key k set wrapped = $3, key_mark = $4, rewrapped_at = $5
        where k.note_key_id = $1 and k.wrapped = $2 returning k.note_key_id)
    select exists (select from done)
$$;

revoke execute on function forget_notes(timestamptz), forget_notes_of(uuid), note_key_marks(),
    note_keys_to_rewrap(text, uuid, integer), rewrap_note_key(uuid, bytea, bytea, text, timestamptz) from public;

create table goal (
    goal_id uuid constraint goal_pk primary key,
    relationship_id uuid not null constraint goal_relationship_fk references relationship (relationship_id) on delete cascade,
    -- What they want, how they will know, how things are, what they could do: sealed.
    body bytea not null constraint goal_body_length check (length(body) between 40 and 60000),
    status text not null constraint goal_status_known check (status in ('open', 'met', 'let-go')),
    progress smallint not null default 0 constraint goal_progress_tens check (progress between 0 and 100 and progress % 10 = 0),
    set_by uuid not null constraint goal_set_by_fk references account (account_id),
    created_at timestamptz not null,
    met_at timestamptz,
    version integer not null default 1 constraint goal_version_positive check (version > 0),
    submission_id uuid not null,
    constraint goal_submission_unique unique (set_by, submission_id),
    constraint goal_met_whole check ((status = 'met') = (met_at is not null))
);

create index goal_relationship_idx on goal (relationship_id, status);

create table goal_action (
    goal_action_id uuid constraint goal_action_pk primary key,
    goal_id uuid not null constraint goal_action_goal_fk references goal (goal_id) on delete cascade,
    body bytea not null constraint goal_action_body_length check (length(body) between 40 and 4000),
    -- Null: that was not said.
    who text constraint goal_action_who_known check (who in ('mentee', 'practitioner')),
    due_on date,
    done_at timestamptz,
    position smallint not null constraint goal_action_position_range check (position between 1 and 12),
    constraint goal_action_position_unique unique (goal_id, position) deferrable initially deferred
);
