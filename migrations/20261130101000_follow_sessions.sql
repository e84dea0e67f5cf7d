-- A held session of coaching supervision is in the ledgers of both by itself, and counts there alone.

alter table ledger_entry
    -- The session it follows: its day and length are that session's.
    add column session_id uuid constraint ledger_entry_session_fk references session (session_id) on delete set null,
    -- Its owner said that it was another meeting than one that others recorded on the same day.
    add column apart boolean not null default false,
    add constraint ledger_entry_session_unique unique (session_id, account_id);

-- What was held before this. A supervisor whose account is closed is not named, and nobody keeps a ledger after that.
insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, with_account_id, counts, pool_id, session_id,
                          created_at, submission_id)
select gen_random_uuid(), side.account_id, side.kind, (s.starts_at at time zone 'Europe/London')::date, s.minutes, 'Supervision session',
  (select p.account_id from account p where p.account_id = side.with_account_id and p.closed_at is null),
  side.kind = 'supervision-received' and member.there, case when side.kind = 'supervision-received' and member.there then r.pool_id end,
  s.session_id, s.created_at, s.session_id
from session s
join relationship r on r.pool_id = s.pool_id and r.relationship_id = s.relationship_id
cross join lateral (values (r.practitioner_id, 'supervision-given', null::uuid), (r.mentee_id, 'supervision-received', r.practitioner_id))
  side (account_id, kind, with_account_id)
join account a on a.account_id = side.account_id and a.closed_at is null
cross join lateral (select exists (select from membership m where m.pool_id = r.pool_id and m.account_id = side.account_id
                                   and m.status <> 'left') as there) member
where s.status = 'held' and r.offering = 'supervision';

with shown as (
    insert into evidence (evidence_id, pool_id, account_id, kind, title, dated_on, submission_id, created_at)
    select gen_random_uuid(), e.pool_id, e.account_id, 'supervision', e.title, e.held_on, e.ledger_entry_id, e.created_at
    from ledger_entry e
    where e.session_id is not null and e.counts
      and exists (select from membership m
                  join membership_offering mo on mo.pool_id = m.pool_id and mo.membership_id = m.membership_id
                  join pool_offering o on o.pool_id = m.pool_id and o.offering = mo.offering
                  where m.pool_id = e.pool_id and m.account_id = e.account_id and m.status <> 'left' and o.supervision_a_year > 0)
    returning evidence_id, submission_id
)
insert into ledger_evidence (ledger_entry_id, evidence_id) select submission_id, evidence_id from shown;

-- The minutes of somebody's entries from one day to before another, by kind and pool: the one they are shown to, and of supervision
-- that was given the one it was given through.
create or replace function ledger_minutes(account uuid, from_day date, to_day date)
    returns table (kind text, pool_id uuid, minutes bigint) language sql stable as $$
    select e.kind, case when e.kind = 'supervision-given' then coalesce(e.pool_id, s.pool_id, g.pool_id) else e.pool_id end, sum(e.minutes)::bigint
    from ledger_entry e
    left join session s on s.session_id = e.session_id
    left join supervision_group g on g.group_id = e.group_id
    where e.account_id = $1 and e.held_on >= $2 and e.held_on < $3
    group by 1, 2
$$;
