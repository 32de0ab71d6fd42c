with messages as (
    select * from {{ ref("int_case_events") }}
    where event_type = 'customer_message' or (event_type = 'public_reply' and actor_kind = 'agent')
),

spans as (
    select * from {{ ref("int_sla_spans") }}
    where not is_done
),

followed as (
    select
        case_id,
        event_no,
        event_at,
        event_type,
        lag(event_type) over (partition by case_id order by event_no) as previous_type,
        min(case when event_type = 'public_reply' then event_at end) over (
            partition by case_id order by event_no rows between 1 following and unbounded following
        ) as next_reply_at
    from messages
),

-- A customer who writes again before the answer waits since the first of these messages. Until the first
-- response everything waits for that one; and nobody owes an answer to thanks that leave the case solved.
waiting as (
    select
        followed.case_id,
        followed.event_no,
        followed.event_at,
        followed.next_reply_at
    from followed
    inner join spans
        on
            followed.case_id = spans.case_id
            and followed.event_at >= spans.starts_at
            and (followed.event_at < spans.ends_at or spans.ends_at is null)
    where followed.event_type = 'customer_message' and followed.previous_type = 'public_reply'
)

select
    case_id,
    row_number() over (partition by case_id order by event_no) as wait_no,
    event_at as started_at,
    next_reply_at as fulfilled_at
from waiting
