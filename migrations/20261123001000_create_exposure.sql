-- How often a coach or mentor was seen, day by day. Nothing says by whom.
create table exposure (
    account_id uuid not null constraint exposure_account_fk references account (account_id),
    day date not null,
    shown integer not null default 0 constraint exposure_shown_positive check (shown >= 0),
    opened integer not null default 0 constraint exposure_opened_positive check (opened >= 0),
    shortlisted integer not null default 0 constraint exposure_shortlisted_positive check (shortlisted >= 0),
    asked integer not null default 0 constraint exposure_asked_positive check (asked >= 0),
    constraint exposure_pk primary key (account_id, day)
);

create index exposure_day_idx on exposure (day);

-- How many pages of people an account has looked at on a day, against taking a whole pool away.
create table view_budget (
    account_id uuid not null constraint view_budget_account_fk references account (account_id) on delete cascade,
    day date not null,
    views integer not null default 0 constraint view_budget_views_positive check (views >= 0),
    constraint view_budget_pk primary key (account_id, day)
);

create index view_budget_day_idx on view_budget (day);
