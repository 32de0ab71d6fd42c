-- A system that tells of an agent at all would have told of every day between its own first and last one.
with presence as (
    select * from {{ ref("int_agent_presence") }}
),

coverage as (
    select
        source,
        min({{ local_date("started_at") }}) as first_on,
        max({{ local_date("ended_at") }}) as last_on
    from presence
    group by source
),

agents as (
    select distinct
        agent,
        source,
        team
    from presence
)

select
    agents.agent,
    case when min(agents.source) = max(agents.source) then min(agents.source) else 'several sources' end
        as source,
    max(agents.team) as team,
    min(coverage.first_on) as first_on,
    max(coverage.last_on) as last_on
from agents
inner join coverage on agents.source = coverage.source
group by agents.agent
