-- Weeks lie between the steps that a silence leads to, however late they are taken: when the latest of them was.
alter table relationship add column nudged_at timestamptz;

update relationship set nudged_at = now() where nudges > 0;
