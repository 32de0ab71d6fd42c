with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

moves as (
    select
        moves.case_id || '-' || cast(moves.holding_no as string) as move_id,
        moves.case_id,
        moves.moved_at,
        {{ local_date('moves.moved_at') }} as moved_on,
        {{ dimensions('cases', team='moves.from_team', agent='moves.from_agent') }},
        {{ recorded('moves.to_team') }} as to_team,
        {{ recorded('moves.to_agent') }} as to_agent,
        moves.from_tier,
        moves.to_tier,
        moves.is_team_move,
        moves.is_escalation,
        moves.is_bounced_back,
        case
            when not moves.is_escalation then null
            when cases.escalation_accepted or lower(cases.escalation_reason) like 'policy%' then true
            when cases.escalation_accepted is not null or cases.escalation_reason is not null then false
        end as is_warranted
    from {{ ref('int_case_moves') }} as moves
    inner join cases on moves.case_id = cases.case_id
)

select * from moves
order by moved_on, team, channel, agent, move_id
