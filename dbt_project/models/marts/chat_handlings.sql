with

chats as (
    select
        *,
        case when ended_at >= answered_at then {{ seconds_between('answered_at', 'ended_at') }} end as chat_seconds
    from {{ ref('int_contacts') }}
    where channel = 'chat' and outcome = 'answered' and is_queued
),

loads as (
    select * from {{ ref('int_chat_loads') }}
),

handlings as (
    select
        chats.contact_id,
        chats.contact_key,
        chats.answered_at as handled_at,
        {{ local_date('chats.answered_at') }} as handled_on,
        {{ dimensions('chats') }},
        chats.ended_at,
        chats.chat_seconds,
        case when chats.chat_seconds = 0 then 0 else loads.load_seconds end as load_seconds
    from chats
    left join loads on chats.contact_id = loads.contact_id
)

select * from handlings
order by handled_on, team, channel, agent, contact_id
