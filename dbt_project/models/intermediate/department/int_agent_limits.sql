-- A limit is declared for an agent, or for all agents of a tier while they are in it.
with limits as (
    select * from {{ ref("stg_directory__compensation_limits") }}
),

agent_teams as (
    select * from {{ ref("int_agent_teams") }}
)

select
    agent,
    true as is_own,
    limit_amount,
    valid_from as declared_from,
    valid_from,
    cast(null as date) as valid_to
from limits
where agent is not null
union all
select
    agent_teams.agent,
    false as is_own,
    limits.limit_amount,
    limits.valid_from as declared_from,
    greatest(limits.valid_from, agent_teams.valid_from) as valid_from,
    agent_teams.valid_to
from limits
inner join agent_teams on limits.tier = agent_teams.tier
where
    limits.agent is null
    -- A limit that was declared after the agent had left the tier was never the agent's.
    and (
        limits.valid_from is null
        or agent_teams.valid_to is null
        or limits.valid_from < agent_teams.valid_to
    )
