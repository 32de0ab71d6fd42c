with accounts as (
    select * from {{ ref("int_agent_accounts") }}
    where agent is not null
),

memberships as (
    select
        *,
        row_number() over (partition by agent order by valid_to desc nulls first, valid_from desc) as recency
    from {{ ref("int_agent_teams") }}
),

people as (
    select
        agent,
        max(agent_name) as name,
        max(kind) as kind
    from accounts
    group by agent
)

select
    people.agent,
    coalesce(people.name, people.agent) as name,
    people.kind,
    memberships.team,
    memberships.tier
from people
left join memberships on people.agent = memberships.agent and memberships.recency = 1
