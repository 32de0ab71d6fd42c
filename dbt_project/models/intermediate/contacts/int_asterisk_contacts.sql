with visits as (
    select * from {{ ref("int_asterisk_visits") }}
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

-- A help desk that logs its calls notes the call's id on the case; two cases of one call share its first.
cases_of_calls as (
    select
        external_key as call_id,
        min_by(case_id, opened_at) as case_id
    from {{ ref("int_cases") }}
    where external_key is not null
    group by external_key
)

select
    visits.source,
    visits.contact_key,
    cases_of_calls.case_id,
    visits.queued_at as started_at,
    visits.queued_at,
    visits.answered_at,
    visits.ended_at,
    visits.wait_seconds,
    -- The log has no hold of its own: talk includes it.
    visits.talk_seconds,
    cast(null as double) as hold_seconds,
    cast(null as double) as wrapup_seconds,
    visits.outcome,
    'inbound' as direction,
    'phone' as channel,
    true as is_queued,
    visits.is_transferred,
    visits.transfer_kind,
    visits.missed_rings as ring_no_answers,
    coalesce(teams.team, visits.queue) as team,
    accounts.agent,
    cast(null as string) as topic,
    cast(null as string) as priority,
    visits.customer_key,
    visits.call_id as call_key,
    cast(null as string) as order_key,
    cast(null as string) as email_key,
    visits.customer_key as phone_key,
    cast(null as boolean) as resolved_in_contact,
    cast(null as boolean) as follow_up_needed
from visits
left join cases_of_calls on visits.call_id = cases_of_calls.call_id
left join teams on visits.source = teams.source and visits.queue = teams.team_key
left join accounts on visits.source = accounts.source and visits.member = accounts.account
