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

create table organisation (
    organisation_id uuid constraint organisation_pk primary key,
    ods_code text constraint organisation_ods_code_unique unique,
    name text not null constraint organisation_name_length check (length(name) between 2 and 200),
    town text,
    postcode text,
    type_code text,
    system_code text constraint organisation_system_fk references care_system (system_code),
    region_code text constraint organisation_region_fk references region (region_code),
    provisional boolean not null default false,
    valid_from date,
    valid_to date,
    successor_id uuid constraint organisation_successor_fk references organisation (organisation_id),
    created_at timestamptz not null,
    constraint organisation_valid_range check (valid_from is null or valid_to is null or valid_to > valid_from),
    constraint organisation_not_own_successor check (successor_id is distinct from organisation_id)
);

create index organisation_name_trgm_idx on organisation using gin (lower(name) gin_trgm_ops);
create index organisation_town_trgm_idx on organisation using gin (lower(town) gin_trgm_ops);

-- A mail domain of an organisation proves employment there.
create table organisation_domain (
    domain text constraint organisation_domain_pk primary key,
    organisation_id uuid not null constraint organisation_domain_organisation_fk references organisation (organisation_id),
    constraint organisation_domain_lower check (domain = lower(domain) and domain like '%.%')
);

-- A code that a person with the right hands out; it proves employment. Stored hashed.
create table join_code (
    join_code_id uuid constraint join_code_pk primary key,
    organisation_id uuid not null constraint join_code_organisation_fk references organisation (organisation_id),
    code_hash bytea not null constraint join_code_hash_unique unique,
    created_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

create index organisation_domain_organisation_idx on organisation_domain (organisation_id);
create index join_code_organisation_idx on join_code (organisation_id);
create index organisation_system_idx on organisation (system_code);
create index organisation_successor_idx on organisation (successor_id) where successor_id is not null;

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
    created_at timestamptz not null,
    constraint pool_level_place check (
        (level = 'organisation') = (organisation_id is not null)
        and (level = 'system') = (system_code is not null)
        and (level = 'region') = (region_code is not null)
    ),
    constraint pool_valid_range check (valid_to is null or valid_to > valid_from)
);
