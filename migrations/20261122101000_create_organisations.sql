-- Where people work: regions, systems and organisations, each with its validity and successor.

create extension if not exists pg_trgm;

create table region (
    region_code text constraint region_pk primary key,
    name text not null constraint region_name_unique unique,
    nation text not null constraint region_nation_known check (nation in ('england', 'wales', 'scotland', 'northern-ireland')),
    position integer not null
);

create table care_system (
    system_code text constraint care_system_pk primary key,
    ods_code text,
    name text not null,
    region_code text not null constraint care_system_region_fk references region (region_code),
    valid_from date not null,
    valid_to date,
    successor_code text constraint care_system_successor_fk references care_system (system_code) deferrable initially deferred,
    constraint care_system_valid_range check (valid_to is null or valid_to > valid_from)
);

-- Kinds of employer, in the order lists show them.
create table organisation_type (
    type_code text constraint organisation_type_pk primary key,
    label text not null constraint organisation_type_label_unique unique,
    position integer not null
);

create table organisation (
    organisation_id uuid constraint organisation_pk primary key,
    ods_code text constraint organisation_ods_code_unique unique,
    name text not null constraint organisation_name_length check (length(name) between 2 and 200),
    town text constraint organisation_town_length check (length(town) between 1 and 100),
    postcode text constraint organisation_postcode_length check (length(postcode) between 2 and 10),
    type_code text constraint organisation_type_fk references organisation_type (type_code),
    system_code text constraint organisation_system_fk references care_system (system_code),
    region_code text constraint organisation_region_fk references region (region_code),
    provisional boolean not null default false,
    valid_from date,
    valid_to date,
    successor_id uuid constraint organisation_successor_fk references organisation (organisation_id),
    -- What the search looks through: name, town, other names, initials and codes, as organisations::words writes them.
    search_terms text not null default '',
    -- The form that named an employer who was not listed; the same form again is answered with the same row.
    submission_id uuid constraint organisation_submission_unique unique,
    created_at timestamptz not null,
    version integer not null default 1 constraint organisation_version_positive check (version > 0),
    constraint organisation_valid_range check (valid_from is null or valid_to is null or valid_to > valid_from),
    constraint organisation_not_own_successor check (successor_id is distinct from organisation_id)
);

create index organisation_search_terms_idx on organisation using gin (search_terms gin_trgm_ops);
create index organisation_town_idx on organisation (lower(town));
create index organisation_postcode_idx on organisation (replace(postcode, ' ', '') text_pattern_ops);
create index organisation_provisional_idx on organisation (created_at) where provisional;

-- What people also call an organisation: its hospitals, the short name it uses itself, its name before a merger.
create table organisation_other_name (
    organisation_id uuid not null constraint organisation_other_name_organisation_fk references organisation (organisation_id),
    other_name text not null constraint organisation_other_name_length check (length(other_name) between 2 and 200),
    constraint organisation_other_name_pk primary key (organisation_id, other_name)
);

-- A mail domain of an organisation proves employment there.
create table organisation_domain (
    domain text constraint organisation_domain_pk primary key,
    organisation_id uuid not null constraint organisation_domain_organisation_fk references organisation (organisation_id),
    added_at timestamptz not null,
    constraint organisation_domain_lower check (domain = lower(domain) and domain like '%.%')
);

-- A code that a person with the right hands out; it proves employment. Stored hashed.
create table join_code (
    join_code_id uuid constraint join_code_pk primary key,
    organisation_id uuid not null constraint join_code_organisation_fk references organisation (organisation_id),
    code_hash bytea not null constraint join_code_hash_unique unique,
    submission_id uuid not null constraint join_code_submission_unique unique,
    created_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    redeemed_count integer not null default 0 constraint join_code_redeemed_count_positive check (redeemed_count >= 0),
    constraint join_code_valid_range check (expires_at > created_at)
);

create index organisation_domain_organisation_idx on organisation_domain (organisation_id);
create index join_code_organisation_idx on join_code (organisation_id);
create index organisation_system_idx on organisation (system_code);
create index organisation_successor_idx on organisation (successor_id) where successor_id is not null;

-- The system that a system has become by a day, through mergers; itself while it is valid.
create function care_system_on(code text, day date) returns text language sql stable strict as $$
    with recursive chain as (
        select system_code, valid_to, successor_code from care_system where system_code = code
        union
        select next.system_code, next.valid_to, next.successor_code
        from chain join care_system next on next.system_code = chain.successor_code
        where chain.valid_to <= day
    )
    select system_code from chain where valid_to is null or valid_to > day or successor_code is null limit 1
$$;

-- The organisation that an organisation has become by a day, through mergers; itself while it is valid.
create function organisation_on(id uuid, day date) returns uuid language sql stable strict as $$
    with recursive chain as (
        select organisation_id, valid_to, successor_id from organisation where organisation_id = id
        union
        select next.organisation_id, next.valid_to, next.successor_id
        from chain join organisation next on next.organisation_id = chain.successor_id
        where chain.valid_to <= day
    )
    select organisation_id from chain where valid_to is null or valid_to > day or successor_id is null limit 1
$$;

-- Organisations whose terms resemble one of the words, most alike first. Looser than the extension's own limit,
-- because organisations::rank has the last word.
create function organisation_resembling(words text[], most integer) returns setof uuid
language sql stable strict
set pg_trgm.word_similarity_threshold = 0.4
as $$
    select organisation_id
    from unnest(words) as word join organisation on word <% search_terms
    group by organisation_id
    order by sum(word_similarity(word, search_terms)) desc, organisation_id
    limit most
$$;

-- A register of approved practitioners; what it holds arrives with later migrations.
create table pool (
    pool_id uuid constraint pool_pk primary key,
    name text not null constraint pool_name_length check (length(name) between 2 and 200),
    level text not null constraint pool_level_known check (level in ('organisation', 'system', 'region', 'national')),
    organisation_id uuid constraint pool_organisation_fk references organisation (organisation_id),
    system_code text constraint pool_system_fk references care_system (system_code),
    region_code text constraint pool_region_fk references region (region_code),
    valid_from date not null,
    valid_to date,
    successor_id uuid constraint pool_successor_fk references pool (pool_id),
    submission_id uuid constraint pool_submission_unique unique,
    created_at timestamptz not null,
    constraint pool_level_place check (
        (level = 'organisation') = (organisation_id is not null)
        and (level = 'system') = (system_code is not null)
        and (level = 'region') = (region_code is not null)
    ),
    constraint pool_valid_range check (valid_to is null or valid_to > valid_from)
);

create unique index pool_name_unique on pool (lower(name)) where valid_to is null;
