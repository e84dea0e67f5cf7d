-- What pools run beside their registers, for the directory: schemes, and training and CPD events.

create table scheme (
  scheme_id uuid constraint scheme_pk primary key,
  pool_id uuid not null constraint scheme_pool_fk references pool,
  submission_id uuid not null constraint scheme_submission_once unique,
  name text not null constraint scheme_name_length check (char_length(name) between 3 and 120),
  kind text not null constraint scheme_kind_known check (kind in ('general', 'profession', 'under-represented', 'reverse', 'peer')),
  summary text not null constraint scheme_summary_length check (char_length(summary) between 1 and 300),
  offers text not null constraint scheme_offers_length check (char_length(offers) between 1 and 2000),
  for_whom text not null constraint scheme_for_whom_length check (char_length(for_whom) between 1 and 300),
  how_to_join text not null constraint scheme_how_to_join_length check (char_length(how_to_join) between 1 and 1000),
  contact text not null constraint scheme_contact_length check (char_length(contact) between 1 and 120),
  contact_email text constraint scheme_contact_email_length check (char_length(contact_email) <= 254),
  link text constraint scheme_link_safe check (link like 'https://%' and char_length(link) <= 400),
  opens_on date,
  closes_on date,
  ended_at timestamptz,
  created_at timestamptz not null,
  version integer not null default 1,
  constraint scheme_dates_ordered check (closes_on >= opens_on),
  constraint scheme_in_pool unique (pool_id, scheme_id)
);

-- Two schemes of one name in a pool would be told apart by nobody.
create unique index scheme_name_once on scheme (pool_id, lower(name)) where ended_at is null;

create table training_event (
  training_event_id uuid constraint training_event_pk primary key,
  pool_id uuid not null constraint training_event_pool_fk references pool,
  submission_id uuid not null constraint training_event_submission_once unique,
  title text not null constraint training_event_title_length check (char_length(title) between 3 and 120),
  kind text not null constraint training_event_kind_known check (kind in ('training', 'supervision', 'network', 'introduction')),
  audience text not null constraint training_event_audience_known check (audience in ('everybody', 'coaches-mentors', 'mentees', 'managers')),
  about text not null constraint training_event_about_length check (char_length(about) between 1 and 2000),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  online boolean not null,
  place text not null default '' constraint training_event_place_length check (char_length(place) <= 160),
  booking text not null constraint training_event_booking_length check (char_length(booking) between 1 and 600),
  link text constraint training_event_link_safe check (link like 'https://%' and char_length(link) <= 400),
  book_by date,
  cost text not null default '' constraint training_event_cost_length check (char_length(cost) <= 80),
  -- Quarters of an hour would be too fine for certificates that say half hours.
  cpd_half_hours smallint constraint training_event_cpd_range check (cpd_half_hours between 1 and 80),
  cancelled_at timestamptz,
  created_at timestamptz not null,
  version integer not null default 1,
  constraint training_event_ends_after_start check (ends_at > starts_at),
  constraint training_event_has_place check (online or place <> ''),
  constraint training_event_in_pool unique (pool_id, training_event_id)
);

create index training_event_by_start on training_event (starts_at) where cancelled_at is null;
