-- What an agent noted on a case, that it is settled or needs more, speaks of the contact that it began with.
with attempts as (
    select * from {{ ref("int_contact_attempts") }}
),

ranked as (
    select
        contact_id,
        row_number() over (partition by case_id order by contacted_at, contact_id) = 1 as is_first_of_case
    from attempts
    where case_id is not null and not is_outbound
),

cases as (
    select * from {{ ref("int_cases") }}
),

customers as (
    select * from {{ ref("int_record_customers") }}
    where record_type = 'case'
),

survivors as (
    select * from {{ ref("int_case_survivors") }}
)

select
    attempts.contact_id,
    attempts.contact_key,
    attempts.source,
    attempts.case_id,
    attempts.customer,
    attempts.contacted_at,
    attempts.ended_at,
    attempts.is_outbound,
    attempts.is_handled,
    attempts.is_transferred,
    coalesce(
        attempts.resolved_in_contact, case when ranked.is_first_of_case then cases.resolved_in_contact end
    ) as resolved_in_contact,
    coalesce(attempts.follow_up_needed, case when ranked.is_first_of_case then cases.follow_up_needed end)
        as follow_up_needed,
    attempts.channel,
    attempts.is_spoken,
    coalesce(attempts.topic, survivors.topic) as topic,
    attempts.priority,
    attempts.team,
    attempts.agent,
    coalesce(ranked.is_first_of_case, false) as is_first_of_case,
    -- A follow-up is about what the case before it was about; without a topic a case is an issue of its own.
    coalesce(survivors.topic, attempts.topic, survivors.origin_case_id) as issue
from attempts
left join ranked on attempts.contact_id = ranked.contact_id
left join survivors on attempts.case_id = survivors.case_id
left join cases on attempts.case_id = cases.case_id
union all
-- A promised call that a case notes as done is a contact of ours, whether or not the call itself is logged.
select
    {{ surrogate_key(["cases.case_id", "'call-back'"]) }} as contact_id,
    cases.case_key || '/call-back' as contact_key,
    cases.source,
    survivors.survivor_case_id as case_id,
    customers.customer,
    cases.callback_done_at as contacted_at,
    cases.callback_done_at as ended_at,
    true as is_outbound,
    true as is_handled,
    cast(null as boolean) as is_transferred,
    cast(null as boolean) as resolved_in_contact,
    cast(null as boolean) as follow_up_needed,
    'phone' as channel,
    true as is_spoken,
    cases.topic,
    cases.priority,
    cases.team,
    cases.agent,
    false as is_first_of_case,
    coalesce(survivors.topic, survivors.origin_case_id) as issue
from cases
inner join survivors on cases.case_id = survivors.case_id and not survivors.is_excluded
left join customers on cases.case_id = customers.record_id
where cases.callback_done_at is not null
