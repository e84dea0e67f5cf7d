-- A supervisor can put a group right for a while.

alter table supervision_group
    add column version integer not null default 1 constraint supervision_group_version_positive check (version > 0);
