with lines as (
    select * from {{ ref("stg_asterisk__queue_log") }}
    where event in ('CONNECT', 'RINGNOANSWER', 'RINGCANCELED')
),

contacts as (
    select * from {{ ref("int_mapped_contacts") }}
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

-- Several rings of one call may fall into one second, also of one agent.
numbered as (
    select
        *,
        row_number() over (
            partition by source, call_id order by logged_at, line_no, event, member, param1
        ) as ring_no
    from lines
),

asterisk_rings as (
    select
        numbered.source,
        numbered.call_id || '!' || cast(numbered.ring_no as string) as ring_key,
        numbered.call_id as contact_key,
        numbered.logged_at as rang_at,
        case numbered.event
            when 'CONNECT' then 'answered'
            when 'RINGNOANSWER' then 'missed'
            else 'canceled'
        end as outcome,
        -- A ring that was answered is logged in seconds, the others in thousandths.
        case
            when numbered.event = 'CONNECT' then try_cast(numbered.param3 as double)
            else try_cast(numbered.param1 as double) / 1000
        end as ring_seconds,
        coalesce(teams.team, numbered.queue) as team,
        accounts.agent,
        'phone' as channel,
        cast(null as string) as topic,
        cast(null as string) as priority
    from numbered
    left join teams on numbered.source = teams.source and numbered.queue = teams.team_key
    left join accounts on numbered.source = accounts.source and numbered.member = accounts.account
),

-- A contact tells how often it rang in vain, but not at whose desk: its agent is who took it in the end.
counted as (
    select * from contacts
    where ring_no_answers is not null
),

missed as (
    {{ each_time("counted", "ring_no_answers", "ring_no") }}
),

mapped_rings as (
    select
        source,
        contact_key || '!' || cast(ring_no as string) as ring_key,
        contact_key,
        coalesce(queued_at, started_at) as rang_at,
        'missed' as outcome,
        cast(null as double) as ring_seconds,
        team,
        cast(null as string) as agent,
        channel,
        topic,
        priority
    from missed
    union all
    select
        source,
        contact_key || '!0' as ring_key,
        contact_key,
        answered_at as rang_at,
        'answered' as outcome,
        cast(null as double) as ring_seconds,
        team,
        agent,
        channel,
        topic,
        priority
    from counted
    where outcome = 'answered'
),

rings as (
    select * from asterisk_rings
    union all
    select * from mapped_rings
)

select
    {{ surrogate_key(["source", "ring_key"]) }} as ring_id,
    rings.*
from rings
