-- A case read as turns: what the customer says until we have answered is one contact, however many messages
-- it takes. In a chat each answer is answered at once, so there the turn ends when the case is solved.
with openings as (
    select * from {{ ref("int_case_openings") }}
),

events as (
    select
        openings.case_id,
        openings.contacted_at as event_at,
        cast(0 as bigint) as event_no,
        'opening' as event_type,
        -- Words that were spoken, logged elsewhere or our own are answered, or need no answer.
        openings.is_spoken or openings.is_logged or openings.is_outbound as is_answer,
        true as is_said,
        -- Whoever enters what was said to them has handled it.
        case when openings.is_spoken then created.actor end as handler,
        created.team,
        false as is_move
    from openings
    left join {{ ref("int_case_events") }} as created
        on openings.case_id = created.case_id and created.event_type = 'created'
    union all
    select
        events.case_id,
        events.event_at,
        events.event_no,
        events.event_type,
        case
            when openings.is_chat
                then events.event_type = 'status' and events.to_value in ('solved', 'closed')
            else events.event_type = 'public_reply'
        end as is_answer,
        events.event_type = 'customer_message' as is_said,
        case
            when
                (events.event_type = 'public_reply' or events.to_value in ('solved', 'closed'))
                and events.actor_kind in ('agent', 'unknown')
                then coalesce(events.actor, events.agent)
        end as handler,
        events.team,
        -- Rules and bots sort what comes in; a person who hands it on transfers it.
        events.event_type in ('team', 'agent')
        and events.from_value <> events.to_value
        and events.actor_kind not in ('bot', 'system') as is_move
    from {{ ref("int_case_events") }} as events
    inner join openings on events.case_id = openings.case_id
    where events.event_type <> 'created'
),

answered as (
    select
        *,
        sum(case when is_answer then 1 else 0 end) over (
            partition by case_id order by event_no rows between unbounded preceding and 1 preceding
        ) as answers_before
    from events
),

begun as (
    select
        *,
        is_said
        and coalesce(answers_before, 0) > coalesce(
            max(case when is_said then coalesce(answers_before, 0) end) over (
                partition by case_id order by event_no rows between unbounded preceding and 1 preceding
            ),
            -1
        ) as is_beginning
    from answered
),

numbered as (
    select
        *,
        sum(case when is_beginning then 1 else 0 end) over (
            partition by case_id order by event_no rows unbounded preceding
        ) as turn_no
    from begun
)

select
    case_id,
    cast(turn_no as bigint) as turn_no,
    min(case when is_beginning then event_at end) as contacted_at,
    min(case when is_answer and event_type <> 'opening' then event_at end) as answered_at,
    min_by(handler, case when handler is not null then event_no end) as agent,
    min_by(team, case when handler is not null then event_no end) as team,
    max(case when is_move then 1 else 0 end) = 1 as is_transferred
from numbered
group by case_id, turn_no
