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

-- Where no tier of a team is known, a move tells nothing about escalation.
tiered_sources as (
    select distinct source
    from {{ ref('int_case_events') }}
    where to_tier is not null
),

-- A box that is ticked for complaints is left empty for the others; a source without any such box tells nothing.
flagging_sources as (
    select distinct source
    from cases
    where is_complaint is not null
),

-- The same goes for a box that is ticked when a customer asks for a supervisor.
asking_sources as (
    select distinct source
    from cases
    where supervisor_requested is not null
),

-- Without a history and without a word of the source nobody knows, so both stay null and outside the rates.
judged as (
    select
        cases.*,
        coalesce(
            cases.recorded_reassignment_count,
            case when cases.has_events then coalesce(handovers.reassignment_count, 0) end
        ) as reassignment_count,
        case
            when escalations.case_id is not null then true
            when cases.recorded_is_escalated is not null then cases.recorded_is_escalated
            when cases.has_events and tiered_sources.source is not null then false
        end as is_escalated,
        case when flagging_sources.source is not null then coalesce(cases.is_complaint, false) end
            as is_flagged_complaint,
        case when asking_sources.source is not null then coalesce(cases.supervisor_requested, false) end
            as is_supervisor_escalated
    from cases
    left join handovers on cases.case_id = handovers.case_id
    left join escalations on cases.case_id = escalations.case_id
    left join tiered_sources on cases.source = tiered_sources.source
    left join flagging_sources on cases.source = flagging_sources.source
    left join asking_sources on cases.source = asking_sources.source
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
        is_flagged_complaint as is_complaint,
        is_supervisor_escalated
    from judged
)

select * from openings
order by opened_on, team, channel, agent, case_id
