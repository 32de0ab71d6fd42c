-- All that is said to have kept an agent at some time, overlaps and all: queues and systems side by side, and
-- the contacts that a list of states may not mention. Contacts and rings alone make no states: without a word
-- about being there, nobody knows when an agent was idle.
with presence as (
    select * from {{ ref("int_agent_presence") }}
    where ended_at > started_at
),

known as (
    select
        agent,
        min(started_at) as known_from
    from presence
    group by agent
),

contacts as (
    select
        agent,
        channel,
        answered_at,
        case
            when channel = 'chat' then ended_at
            else {{ seconds_after("answered_at", "talk_seconds + coalesce(hold_seconds, 0)") }}
        end as left_at,
        case when wrapup_seconds > 0 then wrapup_seconds else 0 end as wrapup_seconds
    from {{ ref("int_contacts") }}
    where outcome = 'answered' and talk_seconds >= 0 and coalesce(hold_seconds, 0) >= 0
),

rings as (
    select
        agent,
        rang_at,
        ring_seconds
    from {{ ref("int_agent_rings") }}
    where ring_seconds > 0
),

work as (
    select
        agent,
        'on_contact' as state,
        answered_at as started_at,
        left_at as ended_at
    from contacts
    union all
    select
        agent,
        'wrapup' as state,
        left_at as started_at,
        {{ seconds_after("left_at", "wrapup_seconds") }} as ended_at
    from contacts
    union all
    select
        agent,
        'ringing' as state,
        {{ seconds_after("rang_at", "-ring_seconds") }} as started_at,
        rang_at as ended_at
    from rings
)

select
    agent,
    state,
    started_at,
    ended_at,
    is_end_recorded
from presence
union all
select
    work.agent,
    work.state,
    greatest(work.started_at, known.known_from) as started_at,
    work.ended_at,
    true as is_end_recorded
from work
inner join known on work.agent = known.agent
where work.ended_at > greatest(work.started_at, known.known_from)
