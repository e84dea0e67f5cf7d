-- Controlled lists and their entries. A term that is retired keeps its row and may name a successor: old records go on
-- meaning what they meant.

create table vocabulary (
    vocabulary_code text constraint vocabulary_pk primary key,
    label text not null constraint vocabulary_label_length check (length(label) between 1 and 100),
    position integer not null,
    -- Terms that say something about health, ethnicity, belief, sexuality and the like.
    special_category boolean not null default false
);

create table term (
    term_id integer generated always as identity constraint term_pk primary key,
    vocabulary_code text not null constraint term_vocabulary_fk references vocabulary (vocabulary_code),
    term_code text not null constraint term_code_length check (length(term_code) between 1 and 60),
    label text not null constraint term_label_length check (length(label) between 1 and 100),
    position integer not null,
    -- The rung of a seniority, or the level of a qualification.
    level smallint constraint term_level_range check (level between 0 and 20),
    -- The profession of a specialty.
    parent_id integer constraint term_parent_fk references term (term_id),
    -- A qualification that lets somebody in as a coach.
    admits_coaches boolean not null default false,
    valid_from date not null,
    valid_to date,
    successor_id integer constraint term_successor_fk references term (term_id),
    created_at timestamptz not null,
    version integer not null default 1 constraint term_version_positive check (version > 0),
    constraint term_code_unique unique (vocabulary_code, term_code),
    constraint term_in_vocabulary_unique unique (vocabulary_code, term_id),
    constraint term_valid_range check (valid_to is null or valid_to >= valid_from),
    constraint term_not_own_successor check (successor_id is distinct from term_id),
    constraint term_successor_after_end check (successor_id is null or valid_to is not null)
);

create unique index term_label_unique on term (vocabulary_code, lower(label)) where valid_to is null;

-- What people also write for a term: "OT", "physio". One reading within one vocabulary.
create table term_synonym (
    vocabulary_code text not null,
    synonym text not null constraint term_synonym_length check (length(synonym) between 1 and 100),
    -- As vocabulary::words folds it.
    folded text not null constraint term_synonym_folded_length check (length(folded) between 1 and 120),
    term_id integer not null,
    -- Taken away by an administrator: kept, so that the reference data do not bring it back.
    removed boolean not null default false,
    constraint term_synonym_pk primary key (vocabulary_code, folded),
    constraint term_synonym_term_fk foreign key (vocabulary_code, term_id) references term (vocabulary_code, term_id)
);

create index term_synonym_term_idx on term_synonym (vocabulary_code, term_id);
