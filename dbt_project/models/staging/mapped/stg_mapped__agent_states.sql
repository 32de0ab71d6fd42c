with versions as (
    {{ ranked_versions(source("mapped", "agent_states"), ["source", "key"], ["version_at"]) }}
),

renamed as (
    select
        source,
        key as state_key,
        nullif(agent, '') as agent_account,
        nullif(team, '') as team_key,

        state,
        reason,

        started_at,
        ended_at
    from versions
    where version_rank = 1
)

select * from renamed
