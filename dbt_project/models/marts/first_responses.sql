with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

messages as (
    select * from {{ ref('int_case_events') }}
    where event_type in ('public_reply', 'customer_message')
),

-- Without a single message in the history (or no history) the time that the source recorded is all there is.
conversations as (
    select distinct case_id
    from messages
),

-- Bots never stop the clock, and the words with which an agent opens a case answer nobody.
replies as (
    select
        messages.case_id,
        messages.event_at,
        messages.team,
        coalesce(messages.actor, messages.agent) as agent,
        row_number() over (partition by messages.case_id order by messages.event_no) as reply_no
    from messages
    inner join cases on messages.case_id = cases.case_id
    where
        messages.event_type = 'public_reply'
        and messages.actor_kind = 'agent'
        and (coalesce(cases.created_origin, '') <> 'agent' or messages.event_at > cases.opened_at)
),

answered as (
    select
        cases.*,
        coalesce(replies.team, cases.team) as replying_team,
        coalesce(replies.agent, cases.agent) as replying_agent,
        case
            when conversations.case_id is not null then replies.event_at
            else cases.recorded_first_response_at
        end as first_response_at
    from cases
    left join conversations on cases.case_id = conversations.case_id
    left join replies on cases.case_id = replies.case_id and replies.reply_no = 1
),

responses as (
    select
        case_id,
        case_key,
        opened_at,
        {{ local_date('opened_at') }} as opened_on,
        first_response_at,
        {{ dimensions('answered', team='replying_team', agent='replying_agent') }},
        first_response_at is not null as is_answered,
        case
            when first_response_at < opened_at or {{ resolved_before_first_response('answered') }} then null
            else {{ seconds_between('opened_at', 'first_response_at') }}
        end as first_response_seconds
    from answered
)

select * from responses
order by opened_on, team, channel, agent, case_id
