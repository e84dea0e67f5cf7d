-- Counts how often an account's login sessions were ended. A sign-in that began before the last time, with a password
-- that was changed meanwhile say, is not completed (S5).
alter table account add column login_epoch integer not null default 0
    constraint account_login_epoch_positive check (login_epoch >= 0);
