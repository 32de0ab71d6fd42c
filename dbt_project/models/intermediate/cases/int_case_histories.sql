with events as (
    select * from {{ ref("int_case_events") }}
)

select
    case_id,
    min_by(team, event_no) filter (where team is not null) as entry_team,
    min_by(agent, event_no) filter (where agent is not null) as entry_agent,
    max(case when event_type = 'created' then actor_kind end) as created_by,
    -- The solver is who solved it last; a case that was only ever closed was solved by who closed it.
    coalesce(
        max_by(coalesce(case when actor_kind = 'agent' then actor end, agent), event_no)
            filter (where event_type = 'status' and to_value = 'solved'),
        max_by(coalesce(case when actor_kind = 'agent' then actor end, agent), event_no)
            filter (where event_type = 'status' and to_value = 'closed')
    ) as resolver,
    coalesce(max(case when event_type = 'status' then to_value end) is not null, false) as has_status_history
from events
group by case_id
