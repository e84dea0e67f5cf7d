-- A conflict is declared by each of the two for themselves: who takes theirs back leaves the other's as it is.

alter table declared_conflict
    drop constraint declared_conflict_pk,
    add constraint declared_conflict_pk primary key (one_id, other_id, declared_by);
