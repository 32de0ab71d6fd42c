-- A state without an end lasts until the agent's next one, the last one until the data ends.
with states as (
    select * from {{ ref("stg_mapped__agent_states") }}
),

followed as (
    select
        *,
        lead(started_at) over (partition by source, agent_account order by started_at, state_key) as next_at
    from states
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

coverage as (
    select * from {{ ref("int_source_coverage") }}
)

select
    followed.source,
    accounts.agent,
    followed.state_key as place,
    coalesce(teams.team, followed.team_key) as team,
    followed.state,
    followed.started_at,
    coalesce(followed.ended_at, followed.next_at, coverage.latest_at) as ended_at,
    coalesce(followed.ended_at, followed.next_at) is not null as is_end_recorded
from followed
inner join accounts on followed.source = accounts.source and followed.agent_account = accounts.account
left join teams on followed.source = teams.source and followed.team_key = teams.team_key
left join coverage on followed.source = coverage.source
where accounts.agent is not null
