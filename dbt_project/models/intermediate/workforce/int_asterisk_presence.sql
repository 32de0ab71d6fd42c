-- Whether a member of a queue takes calls from it: what ADDMEMBER, REMOVEMEMBER, PAUSE and UNPAUSE leave
-- behind. A word about all queues (PAUSEALL, or a pause of no queue) counts in each queue of the member;
-- that the log says it again queue by queue changes nothing.
with lines as (
    select
        log.source,
        accounts.agent,
        log.queue,
        log.event,
        log.param1,
        log.logged_at,
        log.line_no
    from {{ ref("stg_asterisk__queue_log") }} as log
    inner join {{ ref("int_agent_accounts") }} as accounts
        on log.source = accounts.source and log.member = accounts.account
    where
        log.event in ('ADDMEMBER', 'REMOVEMEMBER', 'PAUSE', 'UNPAUSE', 'PAUSEALL', 'UNPAUSEALL')
        and accounts.agent is not null
),

queues as (
    select distinct
        source,
        agent,
        queue
    from lines
    where queue is not null
),

changes as (
    select
        queues.source,
        queues.agent,
        queues.queue,
        lines.logged_at,
        lines.line_no,
        lines.event,
        case lines.event when 'ADDMEMBER' then 1 when 'REMOVEMEMBER' then 0 end as joins,
        case
            when lines.event = 'ADDMEMBER' and lines.param1 = 'PAUSED' then 1
            when lines.event in ('PAUSE', 'PAUSEALL') then 1
            else 0
        end as is_paused
    from queues
    inner join lines
        on
            queues.source = lines.source
            and queues.agent = lines.agent
            and (queues.queue = lines.queue or lines.queue is null)
),

-- Whom a log pauses without having added them was a member before it begins.
spans as (
    select
        source,
        agent,
        queue,
        is_paused,
        coalesce({{ last_known("joins", "member_so_far") }}, 1) as is_member,
        logged_at as started_at,
        lead(logged_at) over (partition by source, agent, queue order by logged_at, line_no) as ended_at
    from changes
    window member_so_far as (
        partition by source, agent, queue order by logged_at, line_no rows unbounded preceding
    )
),

coverage as (
    select * from {{ ref("int_source_coverage") }}
)

select
    spans.source,
    spans.agent,
    spans.queue as place,
    cast(null as string) as team,
    case when spans.is_paused = 1 then 'paused' else 'available' end as state,
    spans.started_at,
    coalesce(spans.ended_at, coverage.latest_at) as ended_at,
    spans.ended_at is not null as is_end_recorded
from spans
left join coverage on spans.source = coverage.source
where spans.is_member = 1 and coalesce(spans.ended_at, coverage.latest_at) > spans.started_at
