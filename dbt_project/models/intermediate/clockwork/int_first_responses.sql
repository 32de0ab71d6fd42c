with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

messages as (
    select * from {{ ref('int_case_events') }}
    where event_type in ('public_reply', 'customer_message')
),

human_clocks as (
    select * from {{ ref('int_human_clocks') }}
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
        end as first_response_at,
        case
            when human_clocks.case_id is not null then human_clocks.human_clock_from
            else cases.opened_at
        end as clock_started_at
    from cases
    left join conversations on cases.case_id = conversations.case_id
    left join replies on cases.case_id = replies.case_id and replies.reply_no = 1
    left join human_clocks on cases.case_id = human_clocks.case_id
),

-- Times that contradict each other give no duration.
judged as (
    select
        *,
        coalesce(
            clock_started_at <= first_response_at and not {{ resolved_before_first_response('answered') }}, false
        ) as is_timed
    from answered
),

dated as (
    select
        *,
        first_response_at is null and clock_started_at is not null and not {{ is_done('status') }} as is_waiting,
        case when is_timed then clock_started_at end as started_at,
        case when is_timed then first_response_at end as ended_at
    from judged
),

placed as (
    {{ in_case_clocks("dated") }}
),

read as (
    {{ case_readings("placed") }}
)

select
    case_id,
    replying_team,
    replying_agent,
    first_response_at,
    clock_started_at,
    is_waiting,
    {{ seconds_between('started_at', 'ended_at') }} as first_response_seconds,
    {{ business_seconds_cumulative() }} as first_response_business_seconds,
    {{ business_seconds_at_event() }} as first_response_business_at_event_seconds
from read
