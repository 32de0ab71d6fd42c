with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

turns as (
    select * from {{ ref('int_customer_turns') }}
),

replies as (
    select
        turns.case_id || '-' || cast(turns.turn_no as string) as reply_id,
        turns.case_id,
        turns.asked_at,
        {{ local_date('turns.asked_at') }} as asked_on,
        turns.replied_at,
        {{ dimensions(
            'cases',
            team="case when turns.replied_at is null then cases.team else turns.replying_team end",
            agent="case when turns.replied_at is null then cases.agent else turns.replying_agent end"
        ) }},
        turns.is_opening,
        turns.replied_at is not null as is_answered,
        turns.replied_at is null and not {{ is_done('cases.status') }} as is_waiting,
        turns.reply_seconds,
        turns.reply_business_seconds,
        case when not turns.is_opening then turns.reply_seconds end as next_reply_seconds,
        case when not turns.is_opening then turns.reply_business_seconds end as next_reply_business_seconds
    from turns
    inner join cases on turns.case_id = cases.case_id
)

select * from replies
order by asked_on, team, channel, agent, reply_id
