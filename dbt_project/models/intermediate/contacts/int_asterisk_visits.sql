with lines as (
    select * from {{ ref("stg_asterisk__queue_log") }}
),

-- A call enters a queue once or, when it flows over, several times: each entry begins a visit. Lines before
-- the first entry belong to a log that was cut off, and to no visit.
numbered as (
    select
        *,
        sum(case when event = 'ENTERQUEUE' then 1 else 0 end) over (
            partition by source, call_id order by logged_at, line_no rows unbounded preceding
        ) as visit_no
    from lines
    where event in (
        'ENTERQUEUE', 'CONNECT', 'RINGNOANSWER',
        'ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY', 'WITHDRAW', 'AGENTDUMP', 'SYSCOMPAT',
        'COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER'
    )
),

measured as (
    select
        *,
        event in ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') as is_transfer,
        event not in ('ENTERQUEUE', 'CONNECT', 'RINGNOANSWER') as is_exit,
        case
            when event = 'CONNECT' then param1
            when event in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'WITHDRAW') then param3
            when event = 'EXITWITHKEY' then param4
        end as wait_word,
        case
            when event in ('COMPLETECALLER', 'COMPLETEAGENT') then param2
            when event = 'ATTENDEDTRANSFER' and param1 = 'LINK' then param5
            when event in ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then param4
        end as talk_word,
        case
            when event = 'ABANDON' then 'abandoned'
            when event in ('EXITWITHTIMEOUT', 'EXITEMPTY') then 'overflow'
            when event in ('EXITWITHKEY', 'WITHDRAW') then 'callback'
            when event in ('SYSCOMPAT', 'AGENTDUMP') then 'failed'
        end as unanswered_outcome
    from numbered
    where visit_no > 0
),

visits as (
    select
        source,
        call_id,
        visit_no,
        max(case when event = 'ENTERQUEUE' then queue end) as queue,
        max(customer_key) as customer_key,
        max(case when event = 'CONNECT' or talk_word is not null then member end) as member,
        min(case when event = 'ENTERQUEUE' then logged_at end) as queued_at,
        min(case when event = 'CONNECT' then logged_at end) as answered_at,
        max(case when is_exit then logged_at end) as ended_at,
        max(try_cast(wait_word as double)) as logged_wait_seconds,
        max(try_cast(talk_word as double)) as talk_seconds,
        max(unanswered_outcome) as unanswered_outcome,
        max(case when event = 'CONNECT' or talk_word is not null then 1 else 0 end) = 1 as is_answered,
        max(case when is_transfer then 1 else 0 end) = 1 as is_transferred,
        max(case when is_transfer then event end) as transfer_event,
        max(case when event = 'CONNECT' then try_cast(param3 as double) end) as ring_seconds,
        sum(case when event = 'RINGNOANSWER' then 1 else 0 end) as missed_rings,
        -- The log counts in seconds, except for rings that nobody answered.
        sum(case when event = 'RINGNOANSWER' then try_cast(param1 as double) end) / 1000
            as missed_ring_seconds
    from measured
    group by source, call_id, visit_no
)

select
    source,
    call_id || '#' || cast(visit_no as string) as contact_key,
    call_id,
    cast(visit_no as bigint) as visit_no,
    queue,
    member,
    customer_key,
    queued_at,
    answered_at,
    ended_at,
    coalesce(
        logged_wait_seconds, {{ seconds_between("queued_at", "coalesce(answered_at, ended_at)") }}
    ) as wait_seconds,
    talk_seconds,
    case when is_answered then 'answered' else unanswered_outcome end as outcome,
    is_transferred,
    case
        when transfer_event = 'BLINDTRANSFER' then 'blind'
        when transfer_event = 'ATTENDEDTRANSFER' then 'warm'
        when
            not is_answered
            and unanswered_outcome <> 'abandoned'
            and lead(visit_no) over (partition by source, call_id order by visit_no) is not null
            then 'queue'
    end as transfer_kind,
    ring_seconds,
    cast(missed_rings as bigint) as missed_rings,
    missed_ring_seconds
from visits
