-- Somebody says that they work with the owner of an address already. The address is all they see until its owner confirms.

create table pairing (
    pairing_id uuid constraint pairing_pk primary key,
    pool_id uuid not null constraint pairing_pool_fk references pool (pool_id),
    recorded_by uuid not null constraint pairing_recorded_by_fk references account (account_id) on delete cascade,
    offering text not null constraint pairing_offering_known check (offering in ('coaching', 'mentoring', 'supervision')),
    began_on date not null,
    -- As it was typed, in small letters.
    email text not null constraint pairing_email_length check (length(email) between 3 and 254 and email = lower(email)),
    status text not null constraint pairing_status_known check (status in ('waiting', 'confirmed', 'refused', 'withdrawn')),
    -- Nobody is written to and nobody is asked: the two are kept apart, or the other said no not long ago. Its page is the same.
    hushed boolean not null,
    -- Of the link in the letter; null where none was written.
    token_hash bytea constraint pairing_token_unique unique constraint pairing_token_length check (length(token_hash) = 32),
    created_at timestamptz not null,
    answered_at timestamptz,
    -- Who answered.
    answered_by uuid constraint pairing_answered_by_fk references account (account_id) on delete set null,
    relationship_id uuid constraint pairing_relationship_fk references relationship (relationship_id) on delete set null,
    submission_id uuid not null constraint pairing_submission_unique unique,
    constraint pairing_answered_whole check ((status = 'waiting') = (answered_at is null)),
    constraint pairing_hushed_waits check (not hushed or (token_hash is null and status in ('waiting', 'withdrawn')))
);

-- One letter for one address and recorder.
create unique index pairing_one_waiting on pairing (recorded_by, email) where status = 'waiting';
create index pairing_recorded_by_idx on pairing (recorded_by, created_at);
create index pairing_email_idx on pairing (email) where status = 'waiting';
create index pairing_pool_idx on pairing (pool_id);
create index pairing_answered_by_idx on pairing (answered_by) where answered_by is not null;
create index pairing_relationship_idx on pairing (relationship_id) where relationship_id is not null;

-- What was recorded and not confirmed until now told whose an address is. It is kept as what was typed.
insert into pairing (pairing_id, pool_id, recorded_by, offering, began_on, email, status, hushed, created_at, submission_id)
select r.relationship_id, r.pool_id, r.practitioner_id, r.offering, r.began_on, lower(a.email), 'waiting', false, r.created_at, r.submission_id
from relationship r join account a on a.account_id = r.mentee_id
where r.status = 'recorded' and r.recorded_by = r.practitioner_id and a.closed_at is null
on conflict do nothing;
delete from relationship where status = 'recorded';

-- Pairings whose other is to be asked, of an account: it has this address, and neither has left or is kept from the other.
create function pairings_for(asker uuid, moment timestamptz) returns setof uuid language sql stable
begin atomic
    select p.pairing_id from account a
    join pairing p on p.email = lower(a.email) and p.status = 'waiting' and not p.hushed and p.created_at > moment - interval '30 days'
      and p.recorded_by <> a.account_id
    join account r on r.account_id = p.recorded_by and r.closed_at is null
    where a.account_id = asker and a.closed_at is null and a.email_confirmed_at is not null
      and not exists (select from mail_silence s where s.account_id = p.recorded_by)
      and not exists (select from contact_block b
                      where (b.account_id, b.blocked_id) in ((asker, p.recorded_by), (p.recorded_by, asker)))
      and not exists (select from declared_conflict c
                      where c.one_id = least(asker, p.recorded_by) and c.other_id = greatest(asker, p.recorded_by));
end;

-- As before; a pair that stands still asks nothing, and somebody who is to confirm a pairing, or recorded one, has something there.
create or replace function relationships_waiting(asker uuid, moment timestamptz) returns integer language sql stable
begin atomic
    select case when theirs.waits is null and mine.asked = 0 and not exists (select from pairing p where p.recorded_by = asker) then null
                else coalesce(theirs.waits, 0) + mine.asked end
    from (select count(*)::integer as asked from pairings_for(asker, moment)) mine
    cross join (
        select sum(case
            when is_still(r.relationship_id) then 0
            when r.status = 'recorded' then (r.recorded_by is distinct from asker)::integer
            when r.status = 'agreeing' then (not signed.by_me)::integer
            when r.status = 'review-due' and not exists (
                select from review_answer v where v.relationship_id = r.relationship_id and v.review_number = r.reviews + 1 and v.side = my.side
            ) then 1
            when r.status in ('active', 'review-due', 'ending') then (
                not signed.by_me or r.nudges > 0
                or exists (select from session s where s.relationship_id = r.relationship_id and s.status = 'arranged' and s.starts_at <= moment)
                or exists (select from session_offer o where o.relationship_id = r.relationship_id and o.side <> my.side and o.starts_at > moment)
            )::integer
            else 0
        end)::integer as waits
        from relationship r
        cross join lateral (select case when r.mentee_id = asker then 'mentee' else 'practitioner' end as side) my
        left join lateral (
            select case my.side when 'mentee' then a.mentee_signed_at else a.practitioner_signed_at end is not null as by_me
            from agreement a where a.relationship_id = r.relationship_id order by a.agreement_version desc limit 1
        ) signed on true
        where r.mentee_id = asker or r.practitioner_id = asker
    ) theirs;
end;
