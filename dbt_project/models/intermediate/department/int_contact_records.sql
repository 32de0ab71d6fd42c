-- Every contact that was answered, with its case; and every case that no such contact led to, such as a
-- letter or an e-mail, which is the record of itself.
with contacts as (
    select
        *,
        coalesce(ended_at, answered_at, started_at) as over_at
    from {{ ref("int_contacts") }}
    where outcome = 'answered'
),

cases as (
    select * from {{ ref("int_cases") }}
),

coverage as (
    select * from {{ ref("int_source_coverage") }}
),

-- Until when it would be known that a contact of this source got a case: both files must reach that far.
linking_sources as (
    select
        contacts.source,
        min(coverage.latest_at) as cases_known_until
    from contacts
    inner join cases on contacts.case_id = cases.case_id
    left join coverage on cases.source = coverage.source
    group by contacts.source
),

contacted as (
    select distinct case_id
    from contacts
    where case_id is not null
)

select
    contacts.contact_id as record_id,
    contacts.contact_id,
    contacts.case_id,
    contacts.source,
    contacts.started_at,
    contacts.over_at,
    cases.opened_at as logged_at,
    least(linking_sources.cases_known_until, coverage.latest_at) as known_until,
    linking_sources.source is not null as is_linking,
    -- What is written into a machine leaves its own record; what is spoken needs somebody who writes it down.
    coalesce(contacts.channel not in ('chat', 'messaging', 'email', 'web_form'), true) as is_logged_by_hand,
    contacts.team,
    contacts.agent,
    contacts.channel,
    contacts.topic,
    contacts.priority,
    case when linking_sources.source is null then contacts.customer_key else cases.customer_key end
        as customer_key,
    cases.source as case_source,
    cases.confirmation_sent_at
from contacts
left join cases on contacts.case_id = cases.case_id
left join linking_sources on contacts.source = linking_sources.source
left join coverage on contacts.source = coverage.source
union all
select
    cases.case_id as record_id,
    cast(null as {{ dbt.type_string() }}) as contact_id,
    cases.case_id,
    cases.source,
    cases.received_at as started_at,
    coalesce(cases.received_at, cases.opened_at) as over_at,
    case when cases.received_at is not null then cases.opened_at end as logged_at,
    cast(null as {{ type_instant() }}) as known_until,
    true as is_linking,
    false as is_logged_by_hand,
    cases.entry_team as team,
    cases.entry_agent as agent,
    cases.channel,
    cases.topic,
    cases.priority,
    cases.customer_key,
    cases.source as case_source,
    cases.confirmation_sent_at
from cases
left join contacted on cases.case_id = contacted.case_id
where contacted.case_id is null and cases.exclusion is null
