{#- How far an index contact is followed; a repeat at the last second of it is still one. -#}
{%- set window_seconds = var("repeat_window_days") * 24 * 60 * 60 -%}
with

contacts as (
    select
        contact_id,
        source,
        customer,
        issue,
        contacted_at,
        is_handled and not is_outbound as is_handled,
        case when not is_outbound then contacted_at end as inbound_at,
        case when is_outbound then contacted_at end as outbound_at
    from {{ ref("int_customer_contacts") }}
    where customer is not null and contacted_at is not null
),

coverage as (
    select * from {{ ref("int_source_coverage") }}
),

-- What came before and what follows, of the same customer and of the same issue. An attempt that nobody took
-- opens no episode, but it is a reason to say that the customer came back.
neighbours as (
    select
        *,
        max(case when is_handled then contacted_at end) over before_any as previous_at,
        max(case when is_handled then contacted_at end) over before_issue as previous_issue_at,
        min(inbound_at) over after_any as next_at,
        min(inbound_at) over after_issue as next_issue_at,
        min(outbound_at) over after_issue as next_outbound_at,
        min(case when issue is null then inbound_at end) over after_any as next_unknown_at,
        count(inbound_at) over in_window - count(inbound_at) over at_once_before as repeats_in_window,
        {{ seconds_after("contacted_at", window_seconds) }} as followed_until
    from contacts
    window
        before_any as (
            partition by customer order by contacted_at, contact_id
            rows between unbounded preceding and 1 preceding
        ),
        after_any as (
            partition by customer order by contacted_at, contact_id
            rows between 1 following and unbounded following
        ),
        before_issue as (
            partition by customer, issue order by contacted_at, contact_id
            rows between unbounded preceding and 1 preceding
        ),
        after_issue as (
            partition by customer, issue order by contacted_at, contact_id
            rows between 1 following and unbounded following
        ),
        in_window as (
            partition by customer, issue order by contacted_at
            range between current row and interval '{{ window_seconds }}' second following
        ),
        at_once_before as (
            partition by customer, issue, contacted_at order by contact_id rows unbounded preceding
        )
),

judged as (
    select
        neighbours.*,
        coverage.latest_at >= neighbours.followed_until as is_mature,
        case when neighbours.issue is null then neighbours.previous_at else neighbours.previous_issue_at end
            as previous_of_episode_at
    from neighbours
    left join coverage on neighbours.source = coverage.source
)

select
    contact_id,
    coalesce(is_mature, false) as is_mature,
    followed_until,
    coalesce(next_at <= followed_until, false) as is_repeated,
    case
        when issue is null then null
        when next_issue_at <= followed_until then true
        -- Who comes back for an unknown reason may have come back for this one.
        when next_unknown_at <= followed_until then null
        else false
    end as is_issue_repeated,
    coalesce(next_outbound_at <= followed_until, false) as is_called_back,
    case when issue is not null then repeats_in_window end as issue_repeats,
    case when next_at <= followed_until then {{ seconds_between("contacted_at", "next_at") }} end
        as repeated_after_seconds
from judged
where
    is_handled
    and coalesce(
        {{ seconds_between("previous_of_episode_at", "contacted_at") }} > {{ window_seconds }}, true
    )
