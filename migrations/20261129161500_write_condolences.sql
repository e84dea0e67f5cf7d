-- After a death a coordinator writes first: whom to, until when, and what was written. And from when on it is counted whether a
-- coach or mentor answers, after requests to them were opened again.

create table condolence (
    -- The request that stopped with the death.
    chemistry_request_id uuid constraint condolence_pk primary key
        constraint condolence_request_fk references chemistry_request (chemistry_request_id) on delete cascade,
    -- The one of its two who has died, and the other, who is to be written to.
    deceased_id uuid not null constraint condolence_deceased_fk references account (account_id),
    account_id uuid not null constraint condolence_account_fk references account (account_id),
    recorded_at timestamptz not null,
    -- From then on a letter in neutral words goes by itself.
    due_at timestamptz not null,
    told_at timestamptz,
    -- The coordinator who wrote; null when the letter went by itself.
    told_by uuid constraint condolence_told_by_fk references account (account_id),
    -- What they wrote, sealed.
    words bytea,
    -- Nobody had died: the letter was taken back.
    mistaken boolean not null default false,
    constraint condolence_two_people check (deceased_id <> account_id),
    constraint condolence_told_whole check (told_at is not null or num_nonnulls(told_by, words) = 0),
    constraint condolence_mistaken_told check (not mistaken or told_by is not null)
);

create index condolence_deceased_idx on condolence (deceased_id);
create index condolence_account_idx on condolence (account_id);
create index condolence_told_by_idx on condolence (told_by) where told_by is not null;
create index condolence_due_idx on condolence (due_at) where told_at is null;

alter table pool_setting
    add column condolence_wd smallint not null default 5 constraint pool_setting_condolence_range check (condolence_wd between 1 and 20);

alter table place
    -- When requests were last taken again after they had been closed.
    add column reopened_at timestamptz;
