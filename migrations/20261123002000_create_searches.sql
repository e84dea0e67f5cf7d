-- Terms that stay out of addresses, histories and logs when somebody searches for them.
alter table term add column sensitive boolean not null default false;

update term set sensitive = true
where vocabulary_code = 'development-area'
  and term_code in ('wellbeing', 'conflict', 'difficult-conversations', 'returning-to-work', 'restructure', 'planning-retirement');

-- The private part of a search: free text and sensitive areas. Of an account, or of the browser of a visitor.
create table search_draft (
    search_draft_id uuid constraint search_draft_pk primary key,
    account_id uuid constraint search_draft_account_fk references account (account_id),
    token_hash bytea,
    sealed bytea not null,
    written_at timestamptz not null,
    constraint search_draft_one_owner check (num_nonnulls(account_id, token_hash) = 1)
);

create index search_draft_account_idx on search_draft (account_id) where account_id is not null;
create index search_draft_written_idx on search_draft (written_at);

create table shortlist_entry (
    account_id uuid not null constraint shortlist_entry_account_fk references account (account_id),
    practitioner_id uuid not null constraint shortlist_entry_practitioner_fk references account (account_id),
    position integer not null,
    offering text not null constraint shortlist_entry_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    added_at timestamptz not null,
    constraint shortlist_entry_pk primary key (account_id, practitioner_id),
    constraint shortlist_entry_not_oneself check (account_id <> practitioner_id)
);

create index shortlist_entry_practitioner_idx on shortlist_entry (practitioner_id);

-- Notes are their writer's alone, whatever a query says.
create table shortlist_note (
    account_id uuid not null,
    practitioner_id uuid not null,
    note text not null constraint shortlist_note_length check (length(note) between 1 and 2000),
    written_at timestamptz not null,
    version integer not null default 1 constraint shortlist_note_version_positive check (version > 0),
    constraint shortlist_note_pk primary key (account_id, practitioner_id),
    constraint shortlist_note_entry_fk foreign key (account_id, practitioner_id)
        references shortlist_entry (account_id, practitioner_id) on delete cascade
);

alter table shortlist_note enable row level security;
alter table shortlist_note force row level security;
create policy shortlist_note_own on shortlist_note
    using (account_id = nullif(current_setting('rapport.account_id', true), '')::uuid)
    with check (account_id = nullif(current_setting('rapport.account_id', true), '')::uuid);

create table saved_search (
    saved_search_id uuid constraint saved_search_pk primary key,
    account_id uuid not null constraint saved_search_account_fk references account (account_id),
    name text not null constraint saved_search_name_length check (length(name) between 1 and 120),
    address text not null constraint saved_search_address_length check (length(address) <= 4000),
    sealed bytea,
    known uuid[] not null default '{}',
    created_at timestamptz not null,
    looked_at timestamptz not null,
    told_at timestamptz,
    submission_id uuid not null constraint saved_search_submission_unique unique,
    version integer not null default 1 constraint saved_search_version_positive check (version > 0)
);

create index saved_search_account_idx on saved_search (account_id);
create index saved_search_looked_idx on saved_search (looked_at);

-- "Tell me when there is a place."
create table place_watch (
    account_id uuid not null constraint place_watch_account_fk references account (account_id),
    practitioner_id uuid not null constraint place_watch_practitioner_fk references account (account_id),
    offering text not null constraint place_watch_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    asked_at timestamptz not null,
    constraint place_watch_pk primary key (account_id, practitioner_id)
);

create index place_watch_practitioner_idx on place_watch (practitioner_id);

-- People somebody would rather not be matched with: chosen on a page, or named by address or full name, whether or not
-- they have an account.
create table avoided_person (
    avoided_person_id uuid constraint avoided_person_pk primary key,
    account_id uuid not null constraint avoided_person_account_fk references account (account_id),
    practitioner_id uuid constraint avoided_person_practitioner_fk references account (account_id),
    written text constraint avoided_person_written_length check (length(written) between 3 and 254),
    added_at timestamptz not null,
    constraint avoided_person_one_way check (num_nonnulls(practitioner_id, written) = 1)
);

create unique index avoided_person_unique on avoided_person (account_id, practitioner_id) where practitioner_id is not null;
create unique index avoided_person_written_unique on avoided_person (account_id, lower(written)) where written is not null;
create index avoided_person_practitioner_idx on avoided_person (practitioner_id) where practitioner_id is not null;

create index avoided_person_account_idx on avoided_person (account_id);

-- To find whom somebody named.
create index account_name_idx on account (lower(name));

-- A full name as two people would write it: without capitals, accents, apostrophes and what parts its words.
create function folded_name(name text) returns text language sql immutable parallel safe
return trim(regexp_replace(
    regexp_replace(normalize(lower(name), NFKD), '[\u0300-\u036f''’‘`.]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'));

create index account_folded_name_idx on account (folded_name(name));
create index account_recovery_email_idx on account (lower(recovery_email)) where recovery_email is not null;

-- The accounts that somebody would rather not be matched with. Names and addresses count from the day their employment is
-- proven: before it names are withheld, and who vanishes when a name is written would tell it.
create function avoided_by(asker uuid) returns setof uuid language sql stable
begin atomic
    with typed as (
        select v.written from avoided_person v join account own using (account_id)
        where v.account_id = asker and v.written is not null and own.employment_proven_at is not null
    )
    select v.practitioner_id from avoided_person v where v.account_id = asker and v.practitioner_id is not null
    union
    select a.account_id from typed v join account a on lower(a.email) = lower(v.written)
    union
    select a.account_id from typed v join account a on lower(a.recovery_email) = lower(v.written)
    union
    select a.account_id from typed v join account a on folded_name(a.name) = folded_name(v.written);
end;
