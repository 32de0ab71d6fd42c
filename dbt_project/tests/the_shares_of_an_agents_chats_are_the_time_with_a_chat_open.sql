-- Worked out another way: the chats of an agent are joined to stretches without a gap.
with

chats as (
    select
        agent,
        handled_at,
        ended_at,
        chat_seconds,
        load_seconds,
        max(ended_at) over (
            partition by agent order by handled_at, contact_id rows between unbounded preceding and 1 preceding
        ) as busy_until
    from {{ ref('chat_handlings') }}
    where load_seconds is not null
),

agents as (
    select
        agent,
        count(*) as chats,
        sum(chat_seconds) as chat_seconds,
        max(chat_seconds) as longest_seconds,
        sum(load_seconds) as load_seconds,
        sum(
            case
                when busy_until is null or busy_until <= handled_at then {{ seconds_between('handled_at', 'ended_at') }}
                when busy_until < ended_at then {{ seconds_between('busy_until', 'ended_at') }}
                else 0
            end
        ) as open_seconds,
        {{ seconds_between('min(handled_at)', 'max(ended_at)') }} as elapsed_seconds
    from chats
    group by agent
)

select *
from agents
where
    abs(load_seconds - open_seconds) > 0.001 * chats
    or load_seconds > chat_seconds + 0.001 * chats
    or longest_seconds > elapsed_seconds + 0.001
