-- The turns of a case that no other log holds. What a case without a history records stands for its opening.
with openings as (
    select * from {{ ref("int_case_openings") }}
),

turns as (
    select * from {{ ref("int_case_turns") }}
),

cases as (
    select * from {{ ref("int_cases") }}
),

customers as (
    select * from {{ ref("int_record_customers") }}
    where record_type = 'case'
),

described as (
    select
        cases.*,
        openings.survivor_case_id,
        turns.turn_no,
        turns.contacted_at,
        turns.is_transferred as is_moved,
        turns.team as turn_team,
        turns.agent as turn_agent,
        turns.turn_no = 1 as is_opening,
        turns.turn_no = 1 and openings.is_outbound as is_outbound,
        openings.is_spoken,
        openings.is_chat,
        turns.answered_at,
        customers.customer,
        turns.turn_no = 1
        and not cases.has_events
        and coalesce(
            cases.recorded_first_response_at,
            cases.recorded_resolved_at,
            case when openings.is_spoken or cases.status in ('solved', 'closed') then turns.contacted_at end
        ) is not null as is_recorded_handled
    from turns
    inner join openings on turns.case_id = openings.case_id
    inner join cases on turns.case_id = cases.case_id
    left join customers on cases.case_id = customers.record_id
    -- The sessions of a chat are logged whole, other contacts one by one.
    where not openings.is_logged or (turns.turn_no > 1 and not openings.is_chat)
)

select
    {{ surrogate_key(["case_id", "turn_no"]) }} as contact_id,
    case_key || '/' || cast(turn_no as string) as contact_key,
    source,
    survivor_case_id as case_id,
    customer,
    contacted_at,
    coalesce(case when is_chat then answered_at end, contacted_at) as ended_at,
    is_outbound,
    is_recorded_handled or turn_agent is not null as is_handled,
    false as is_unanswered,
    case
        when has_events then is_moved
        when is_opening then recorded_reassignment_count > 0
    end as is_transferred,
    cast(null as boolean) as resolved_in_contact,
    cast(null as boolean) as follow_up_needed,
    -- Who was on the telephone before now writes, and nobody noted by which way.
    case
        when is_opening or not coalesce(channel in ('phone', 'in_person', 'fax', 'post'), false) then channel
    end as channel,
    is_chat or (is_opening and is_spoken) as is_spoken,
    topic,
    priority,
    case when turn_agent is not null then turn_team when is_opening then entry_team end as team,
    coalesce(turn_agent, case when is_recorded_handled then coalesce(entry_agent, resolver, agent) end)
        as agent,
    is_opening
from described
