with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

-- Bots and queues hold a case without an agent, so only moves from person to person are compared.
holdings as (
    select
        case_id,
        agent,
        lag(agent) over (partition by case_id order by event_no) as previous_agent
    from {{ ref('int_case_events') }}
    where agent is not null
),

handovers as (
    select
        case_id,
        sum(case when agent <> previous_agent then 1 else 0 end) as reassignment_count
    from holdings
    group by case_id
),

escalations as (
    select distinct case_id
    from {{ ref('int_case_events') }}
    where to_tier > from_tier
),

-- Without a history and without a counter of the source nobody knows, so both stay null and outside the rates.
judged as (
    select
        cases.*,
        coalesce(
            cases.recorded_reassignment_count,
            case when cases.has_events then coalesce(handovers.reassignment_count, 0) end
        ) as reassignment_count,
        case
            when escalations.case_id is not null then true
            when cases.has_events then coalesce(cases.recorded_is_escalated, false)
            else cases.recorded_is_escalated
        end as is_escalated
    from cases
    left join handovers on cases.case_id = handovers.case_id
    left join escalations on cases.case_id = escalations.case_id
),

openings as (
    select
        case_id,
        case_key,
        opened_at,
        {{ local_date('opened_at') }} as opened_on,
        {{ dimensions('judged', team='entry_team', agent='entry_agent') }},
        {{ recorded('team') }} as current_team,
        {{ recorded('status') }} as status,
        {{ recorded('created_origin') }} as created_origin,
        is_escalated,
        cast(reassignment_count as bigint) as reassignment_count,
        reassignment_count > 0 as is_reassigned,
        coalesce(is_complaint, false) as is_complaint
    from judged
)

select * from openings
order by opened_on, team, channel, agent, case_id
