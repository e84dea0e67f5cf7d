-- A session is more than its time in two calendars: when the meeting is deleted, because both have left or because it is long ago,
-- the session stays.
alter table session
    drop constraint session_meeting_fk,
    add constraint session_meeting_fk foreign key (meeting_id) references meeting (meeting_id) on delete set null;
