with memberships as (
    select * from {{ ref("stg_directory__memberships") }}
),

team_tiers as (
    select * from {{ ref("int_team_tiers") }}
),

-- A membership ends where the next begins, so that an agent is in one team on any day.
bounded as (
    select
        agent,
        team,
        tier,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by agent order by valid_from nulls first) as next_valid_from
    from memberships
)

select
    bounded.agent,
    bounded.team,
    coalesce(bounded.tier, team_tiers.tier) as tier,
    bounded.valid_from,
    case
        when bounded.next_valid_from < bounded.valid_to then bounded.next_valid_from
        else coalesce(bounded.valid_to, bounded.next_valid_from)
    end as valid_to
from bounded
left join team_tiers on bounded.team = team_tiers.team
