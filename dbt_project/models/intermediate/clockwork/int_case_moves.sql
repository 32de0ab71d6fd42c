{%- set before = "partition by case_id order by holding_no rows between unbounded preceding and 1 preceding" -%}
with

holdings as (
    select
        *,
        lag(team) over (partition by case_id order by holding_no) as previous_team,
        lag(tier) over (partition by case_id order by holding_no) as previous_tier,
        lag(held_to) over (partition by case_id order by holding_no) as previous_held_to,
        {{ last_known("agent", "(" ~ before ~ ")") }} as previous_agent
    from {{ ref('int_case_holdings') }}
),

-- To take a case from one's own queue is no move, nor is to take it up again when it comes back.
moves as (
    select
        case_id,
        holding_no,
        held_from as moved_at,
        previous_team as from_team,
        previous_agent as from_agent,
        previous_tier as from_tier,
        team as to_team,
        agent as to_agent,
        tier as to_tier,
        coalesce(team <> previous_team, false) as is_team_move
    from holdings
    where
        held_from = previous_held_to
        and (coalesce(team <> previous_team, false) or coalesce(agent <> previous_agent, false))
),

followed as (
    select
        *,
        case when is_team_move then lead(to_team) over (partition by case_id, is_team_move order by holding_no) end
            as next_team,
        case when is_team_move then lead(moved_at) over (partition by case_id, is_team_move order by holding_no) end
            as next_moved_at
    from moves
),

work as (
    select * from {{ ref('int_case_events') }}
    where event_type in ('public_reply', 'private_note', 'status') and actor_kind = 'agent'
),

-- What is written at the very moment of the return is the reason for it, not work.
worked_on as (
    select distinct
        followed.case_id,
        followed.holding_no
    from followed
    inner join work
        on
            followed.case_id = work.case_id
            and work.event_at > followed.moved_at
            and work.event_at < followed.next_moved_at
    where followed.next_team = followed.from_team
),

telling_sources as (
    select distinct source
    from work
)

select
    followed.case_id,
    followed.holding_no,
    followed.moved_at,
    followed.from_team,
    followed.from_agent,
    followed.from_tier,
    followed.to_team,
    followed.to_agent,
    followed.to_tier,
    followed.is_team_move,
    followed.to_tier > followed.from_tier as is_escalation,
    case
        when followed.is_team_move and telling_sources.source is not null
            then coalesce(followed.next_team = followed.from_team, false) and worked_on.case_id is null
    end as is_bounced_back
from followed
inner join {{ ref('int_cases') }} as cases on followed.case_id = cases.case_id
left join telling_sources on cases.source = telling_sources.source
left join worked_on on followed.case_id = worked_on.case_id and followed.holding_no = worked_on.holding_no
