with

lived as (
    select * from {{ ref('int_span_times') }}
    where not is_done
),

followed as (
    select
        *,
        lag(span_no) over (partition by case_id order by span_no) as previous_span_no,
        lag(team) over (partition by case_id order by span_no) as previous_team,
        lag(agent) over (partition by case_id order by span_no) as previous_agent,
        lag(tier) over (partition by case_id order by span_no) as previous_tier,
        lag(is_held_by_bot) over (partition by case_id order by span_no) as was_held_by_bot
    from lived
),

-- A holding ends where the case goes to another team or person, or is done for a while.
compared as (
    select
        *,
        case
            when previous_span_no is null or previous_span_no <> span_no - 1 then 1
            when (team is distinct from previous_team) then 1
            when (agent is distinct from previous_agent) then 1
            when (tier is distinct from previous_tier) then 1
            when is_held_by_bot <> was_held_by_bot then 1
            else 0
        end as begins
    from followed
),

numbered as (
    select
        *,
        sum(begins) over (
            partition by case_id order by span_no rows between unbounded preceding and current row
        ) as holding_no
    from compared
),

merged as (
    select
        case_id,
        cast(holding_no as bigint) as holding_no,
        max(agent) as agent,
        max(team) as team,
        max(tier) as tier,
        max(case when is_held_by_bot then 1 else 0 end) = 1 as is_held_by_bot,
        min(starts_at) as held_from,
        case when max(case when ends_at is null then 1 else 0 end) = 0 then max(ends_at) end as held_to,
        sum(seconds) as held_seconds,
        case when count(*) = count(business_seconds) then sum(business_seconds) end as held_business_seconds
    from numbered
    group by case_id, holding_no
),

shared as (
    select
        *,
        sum(case when agent is not null then held_seconds end) over (partition by case_id) as human_seconds
    from merged
)

select
    case_id,
    holding_no,
    agent,
    team,
    tier,
    is_held_by_bot,
    held_from,
    held_to,
    held_seconds,
    held_business_seconds,
    case when agent is not null and human_seconds > 0 then held_seconds / human_seconds end as share
from shared
