-- Six months after the end each of the two is asked one more question, whether or not they said something at the end.
create table look_back (
    relationship_id uuid not null constraint look_back_relationship_fk references relationship (relationship_id) on delete cascade,
    side text not null constraint look_back_side_known check (side in ('mentee', 'practitioner')),
    -- Null: they answered without being asked.
    asked_at timestamptz,
    -- Has something lasted?
    lasting text constraint look_back_lasting_known check (lasting in ('yes', 'partly', 'no')),
    answered_at timestamptz,
    constraint look_back_pk primary key (relationship_id, side),
    constraint look_back_answered_whole check ((lasting is null) = (answered_at is null)),
    constraint look_back_something check (asked_at is not null or lasting is not null)
);

insert into look_back (relationship_id, side, asked_at, lasting, answered_at)
select relationship_id, side, asked_at, lasting, lasting_at from evaluation where asked_at is not null or lasting is not null;

-- Until when the two of a request for a first conversation have to do with each other: its closing, or the ending of what came of it,
-- whichever is later; null while they work together, or while it is open. What they wrote is kept from then on.
create function in_touch_until(request uuid, closed_at timestamptz) returns timestamptz language sql stable
begin atomic
    select case when works_on(request) then null
        else greatest(closed_at, (select max(r.ended_at) from relationship r where r.chemistry_request_id = request and r.status = 'ended')) end;
end;
