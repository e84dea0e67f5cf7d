-- Whoever works with a coach or mentor who is there no more is helped to find somebody else.

alter table relationship
    -- When a coordinator noted that the mentee of somebody who left needs no more help, and who did.
    add column helped_at timestamptz,
    add column helped_by uuid constraint relationship_helped_by_fk references account (account_id),
    add constraint relationship_helped_whole check ((helped_at is null) = (helped_by is null));

create index relationship_helped_by_idx on relationship (helped_by) where helped_by is not null;
create index relationship_left_idx on relationship (pool_id, ended_at) where outcome = 'left';

-- Whether a pair can go on: its coach or mentor is a member of its pool, and not suspended.
create function is_attended(pool uuid, practitioner uuid) returns boolean language sql stable
begin atomic
    select exists (select from membership m
                   where m.pool_id = pool and m.account_id = practitioner and m.status in ('active', 'paused', 'lapsed'));
end;

-- Whether somebody works with as many in an offering as a pool lets them, or has agreed to. A pair that cannot go on does not keep
-- the mentee from somebody else.
create or replace function is_paired(mentee uuid, asked text, pool uuid) returns boolean language sql stable
begin atomic
    select (select count(*) from relationship r
            where r.mentee_id = mentee and r.offering = asked and r.status in ('active', 'review-due', 'paused', 'ending')
              and is_attended(r.pool_id, r.practitioner_id))
         + (select count(*) from chemistry_request c
            where c.mentee_id = mentee and c.offering = asked and c.status = 'agreed')
        >= coalesce((select s.active_relationships from pool_setting s where s.pool_id = pool), 1)
         + (select count(*) from relationship_grant g where g.mentee_id = mentee and g.pool_id = pool and g.offering = asked);
end;

-- Whether a mentee needs somebody else: their pair cannot go on; or it ended not long ago because the coach or mentor left, nobody
-- has said that they were helped, and they have not begun again.
create function needs_somebody_else(pair relationship, moment timestamptz) returns boolean language sql stable
begin atomic
    select case
        when pair.status in ('active', 'review-due', 'paused', 'ending') then not is_attended(pair.pool_id, pair.practitioner_id)
        when pair.status = 'ended' and pair.outcome = 'left' then
            pair.helped_at is null and pair.ended_at > moment - interval '60 days' and pair.ended_by is distinct from pair.mentee_id
            and exists (select from account a where a.account_id = pair.mentee_id and a.closed_at is null)
            and not exists (select from mail_silence s where s.account_id = pair.mentee_id)
            and not exists (select from relationship n
                            where n.mentee_id = pair.mentee_id and n.offering = pair.offering and n.relationship_id <> pair.relationship_id
                              and n.status in ('active', 'review-due', 'paused', 'ending') and is_attended(n.pool_id, n.practitioner_id))
        else false end;
end;
