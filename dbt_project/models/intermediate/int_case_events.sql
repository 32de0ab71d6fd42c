with recorded as (
    select * from {{ ref("int_zendesk_case_events") }}
    union all
    select * from {{ ref("int_intercom_case_events") }}
    union all
    select * from {{ ref("int_mapped_case_events") }}
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

team_tiers as (
    select * from {{ ref("int_team_tiers") }}
),

agent_teams as (
    select * from {{ ref("int_agent_teams") }}
),

-- Only words that name a team or an agent take part in the look-ups.
sorted as (
    select
        *,
        {{ surrogate_key(["source", "case_key"]) }} as case_id,
        {{ local_date("event_at") }} as event_on,
        case when event_type = 'team' then from_word end as from_team_key,
        case when event_type = 'team' then to_word end as to_team_key,
        case when event_type = 'agent' then from_word end as from_account,
        case when event_type = 'agent' then to_word end as to_account
    from recorded
),

named as (
    select
        sorted.*,
        actors.agent as actor,
        case sorted.event_type
            when 'team' then coalesce(from_teams.team, sorted.from_word)
            when 'agent' then from_agents.agent
            when 'status' then {{ status_word("sorted.from_word") }}
            when 'priority' then {{ priority_word("sorted.from_word") }}
        end as from_value,
        case sorted.event_type
            when 'team' then coalesce(to_teams.team, sorted.to_word)
            when 'agent' then to_agents.agent
            when 'status' then {{ status_word("sorted.to_word") }}
            when 'priority' then {{ priority_word("sorted.to_word") }}
        end as to_value,
        case when sorted.event_type = 'agent' then coalesce(to_agents.kind = 'bot', false) end as is_to_bot
    from sorted
    left join accounts as actors
        on sorted.source = actors.source and sorted.actor_account = actors.account
    left join teams as from_teams
        on sorted.source = from_teams.source and sorted.from_team_key = from_teams.team_key
    left join teams as to_teams
        on sorted.source = to_teams.source and sorted.to_team_key = to_teams.team_key
    left join accounts as from_agents
        on sorted.source = from_agents.source and sorted.from_account = from_agents.account
    left join accounts as to_agents
        on sorted.source = to_agents.source and sorted.to_account = to_agents.account
),

-- The empty text stands for "held by nobody", which ends a holding and must not be skipped like a null.
held as (
    select
        *,
        {{ last_known("case when event_type = 'team' then coalesce(to_value, '') end", "history") }}
            as held_by_team,
        {{ last_known("case when event_type = 'agent' then coalesce(to_value, '') end", "history") }}
            as held_by_agent,
        {{ last_known("is_to_bot", "history") }} as is_held_by_bot
    from named
    window history as (
        partition by case_id order by event_no rows between unbounded preceding and current row
    )
)

select
    held.case_id,
    held.source,
    held.event_at,
    cast(held.event_no as bigint) as event_no,
    held.event_type,
    held.from_value,
    held.to_value,
    held.actor,
    held.actor_kind,
    nullif(held.held_by_team, '') as team,
    nullif(held.held_by_agent, '') as agent,
    coalesce(held.is_held_by_bot, false) as is_held_by_bot,
    coalesce(from_team_tiers.tier, from_agent_teams.tier) as from_tier,
    coalesce(to_team_tiers.tier, to_agent_teams.tier) as to_tier
from held
left join team_tiers as from_team_tiers
    on held.event_type = 'team' and held.from_value = from_team_tiers.team
left join team_tiers as to_team_tiers
    on held.event_type = 'team' and held.to_value = to_team_tiers.team
left join agent_teams as from_agent_teams
    on
        held.event_type = 'agent'
        and held.from_value = from_agent_teams.agent
        and held.event_on >= coalesce(from_agent_teams.valid_from, held.event_on)
        and (held.event_on < from_agent_teams.valid_to or from_agent_teams.valid_to is null)
left join agent_teams as to_agent_teams
    on
        held.event_type = 'agent'
        and held.to_value = to_agent_teams.agent
        and held.event_on >= coalesce(to_agent_teams.valid_from, held.event_on)
        and (held.event_on < to_agent_teams.valid_to or to_agent_teams.valid_to is null)
