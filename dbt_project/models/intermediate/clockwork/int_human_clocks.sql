with

events as (
    select
        *,
        event_type = 'status' and {{ is_done("to_value") }} as is_done,
        event_type = 'status' and {{ is_done("to_value") }} and actor_kind in ('bot', 'system') and agent is null
            as is_machine_close,
        case
            when agent is not null then 1
            when event_type in ('public_reply', 'private_note') and actor_kind = 'agent' then 1
            else 0
        end as person_takes_part
    from {{ ref("int_case_events") }}
),

cases as (
    select * from {{ ref("int_cases") }}
),

-- Most cases never meet a machine, and need no closer look.
touched_by_machines as (
    select distinct case_id
    from events
    where event_type = 'bot_reply' or is_held_by_bot or is_machine_close
),

followed as (
    select
        events.*,
        coalesce(lag(events.is_held_by_bot) over history, false) as was_held_by_bot,
        max(events.person_takes_part) over history as has_met_person,
        coalesce(
            lag(events.is_done) over (partition by events.case_id, events.event_type order by events.event_no), false
        ) as was_done
    from events
    inner join touched_by_machines on events.case_id = touched_by_machines.case_id
    window history as (
        partition by events.case_id order by events.event_no rows between unbounded preceding and current row
    )
),

-- A machine ends its own dealings with a customer. Once a person took part, whatever it closes was theirs.
landmarks as (
    select
        *,
        min(case when event_type = 'bot_reply' or is_held_by_bot then event_no end) over whole_case as first_bot_no,
        max(case when is_machine_close and has_met_person = 0 then event_no end) over whole_case
            as last_machine_close_no,
        min(case when event_type = 'public_reply' and actor_kind = 'agent' then event_no end) over whole_case
            as first_reply_no,
        max(case when is_held_by_bot then event_no end) over whole_case as last_bot_held_no
    from followed
    window whole_case as (partition by case_id)
),

-- A bot gives the case away, or somebody takes it from the bot, or the customer comes back after its close.
handed_over as (
    select
        *,
        event_no > coalesce(last_machine_close_no, first_bot_no)
        and (first_reply_no is null or event_no < first_reply_no)
        and (
            (was_held_by_bot and not is_held_by_bot)
            or (event_type in ('team', 'agent') and actor_kind = 'bot' and not is_held_by_bot)
            or (last_machine_close_no is not null and event_type = 'customer_message')
            or (last_machine_close_no is not null and event_type = 'status' and not is_done)
        ) as is_handover
    from landmarks
),

digested as (
    select
        case_id,
        min(case when is_handover then event_at end) as handed_over_at,
        max(last_machine_close_no) as last_machine_close_no,
        max(case when is_machine_close and has_met_person = 0 and not was_done then event_at end) as machine_closed_at,
        max(first_reply_no) as first_reply_no,
        max(last_bot_held_no) as last_bot_held_no
    from handed_over
    group by case_id
)

select
    digested.case_id,
    digested.handed_over_at,
    digested.last_machine_close_no,
    digested.machine_closed_at,
    case
        when digested.handed_over_at is not null then digested.handed_over_at
        when digested.first_reply_no is not null then cases.opened_at
        when digested.last_machine_close_no is not null or digested.last_bot_held_no is not null then null
        else cases.opened_at
    end as human_clock_from
from digested
inner join cases on digested.case_id = cases.case_id
