with

changes as (
    select * from {{ ref('int_case_events') }}
    where event_type = 'status'
),

human_clocks as (
    select * from {{ ref('int_human_clocks') }}
),

-- What a machine closed before any person took part is no resolution by a person.
status_changes as (
    select
        changes.case_id,
        changes.event_no,
        changes.event_at,
        changes.team,
        changes.actor_kind,
        case when changes.actor_kind = 'agent' then coalesce(changes.actor, changes.agent) else changes.agent end
            as resolver,
        coalesce(changes.to_value in ('solved', 'closed'), false) as is_resolved,
        -- What the first change that is known says of the time before it counts too: its own resolution is lost.
        coalesce(
            coalesce(
                lag(changes.to_value) over (partition by changes.case_id order by changes.event_no),
                case when human_clocks.last_machine_close_no is null then changes.from_value end
            ) in ('solved', 'closed'),
            false
        ) as was_resolved
    from changes
    left join human_clocks on changes.case_id = human_clocks.case_id
    where human_clocks.last_machine_close_no is null or changes.event_no > human_clocks.last_machine_close_no
),

-- Closing a case that is solved already is no second resolution; leaving that state is a reopening.
marked as (
    select
        *,
        is_resolved and not was_resolved as is_resolution,
        was_resolved and not is_resolved as is_reopening
    from status_changes
),

numbered as (
    select
        *,
        case when is_resolution then row_number() over (partition by case_id, is_resolution order by event_no) end
            as resolution_no,
        case
            when is_resolution
                then row_number() over (partition by case_id, is_resolution order by event_no desc)
        end as resolution_no_from_last
    from marked
)

select
    case_id,
    sum(case when is_resolution then 1 else 0 end) as resolution_count,
    sum(case when is_reopening then 1 else 0 end) as reopen_count,
    min(case when is_reopening then event_at end) as first_reopened_at,
    max(case when resolution_no = 1 then event_at end) as first_resolved_at,
    max(case when resolution_no = 1 then team end) as first_team,
    max(case when resolution_no = 1 then resolver end) as first_resolver,
    max(case when resolution_no_from_last = 1 then event_at end) as last_resolved_at,
    max(case when resolution_no_from_last = 1 then team end) as last_team,
    max(case when resolution_no_from_last = 1 then resolver end) as last_resolver,
    max(case when resolution_no_from_last = 1 then actor_kind end) as last_actor_kind
from numbered
group by case_id
