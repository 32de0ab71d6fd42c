with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

resolutions as (
    select * from {{ ref('int_case_resolutions') }}
),

holdings as (
    select * from {{ ref('int_case_holdings') }}
),

held_by_people as (
    select distinct case_id
    from holdings
    where share is not null
),

-- Who took a case only to solve it at once held it for no time, and alone.
credited as (
    select
        case_id,
        holding_no,
        agent,
        team,
        tier,
        held_from,
        held_to,
        held_seconds,
        held_business_seconds,
        share
    from holdings
    union all
    select
        cases.case_id,
        0 as holding_no,
        coalesce(resolutions.last_agent, cases.agent) as agent,
        coalesce(resolutions.last_team, cases.team) as team,
        cast(null as bigint) as tier,
        coalesce(resolutions.resolved_at, cases.opened_at) as held_from,
        coalesce(resolutions.resolved_at, cases.opened_at) as held_to,
        cast(null as double) as held_seconds,
        cast(null as double) as held_business_seconds,
        1.0 as share
    from cases
    left join resolutions on cases.case_id = resolutions.case_id
    left join held_by_people on cases.case_id = held_by_people.case_id
    where held_by_people.case_id is null and coalesce(resolutions.last_agent, cases.agent) is not null
),

replies as (
    select
        credited.case_id,
        credited.holding_no,
        min(events.event_at) as first_reply_at
    from credited
    inner join {{ ref('int_case_events') }} as events
        on
            credited.case_id = events.case_id
            and credited.agent = events.actor
            and events.event_type = 'public_reply'
            and events.event_at >= credited.held_from
            and (events.event_at <= credited.held_to or credited.held_to is null)
    where credited.holding_no > 0
    group by credited.case_id, credited.holding_no
),

ledger as (
    select
        credited.case_id || '-' || cast(credited.holding_no as string) as holding_id,
        credited.case_id,
        credited.held_from as held_from_at,
        {{ local_date('credited.held_from') }} as held_from_on,
        credited.held_to as held_to_at,
        {{ local_date('resolutions.resolved_at') }} as resolved_on,
        {{ dimensions('cases', team='credited.team', agent='credited.agent') }},
        credited.tier,
        credited.agent is not null as is_held_by_person,
        credited.held_seconds,
        credited.held_business_seconds,
        case when credited.agent is not null then credited.held_seconds end as agent_held_seconds,
        case when credited.agent is not null then credited.held_business_seconds end as agent_held_business_seconds,
        cast(credited.share as double) as share,
        coalesce(resolutions.resolved_at is not null and not coalesce(resolutions.is_bot_resolved, false), false)
            as is_resolved,
        credited.agent is not null
        and row_number() over (partition by credited.case_id, credited.agent order by credited.holding_no) = 1
            as is_first_of_agent,
        {{ seconds_between('credited.held_from', 'replies.first_reply_at') }} as assignment_response_seconds
    from credited
    inner join cases on credited.case_id = cases.case_id
    left join resolutions on credited.case_id = resolutions.case_id
    left join replies on credited.case_id = replies.case_id and credited.holding_no = replies.holding_no
)

select * from ledger
order by held_from_on, team, channel, agent, holding_id
