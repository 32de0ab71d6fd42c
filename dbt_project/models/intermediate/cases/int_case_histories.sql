with events as (
    select
        *,
        coalesce(case when actor_kind = 'agent' then actor end, agent) as doer,
        case when event_type = 'status' and to_value = 'solved' then event_no end as solved_no,
        case when event_type = 'status' and to_value = 'closed' then event_no end as closed_no
    from {{ ref("int_case_events") }}
)

select
    case_id,
    min_by(team, case when team is not null then event_no end) as entry_team,
    min_by(agent, case when agent is not null then event_no end) as entry_agent,
    max(case when event_type = 'created' then actor_kind end) as created_by,
    -- The resolver is who solved it last; a case that was only ever closed was resolved by who closed it.
    coalesce(max_by(doer, solved_no), max_by(doer, closed_no)) as resolver,
    max(case when event_type = 'status' then to_value end) is not null as has_status_history
from events
group by case_id
