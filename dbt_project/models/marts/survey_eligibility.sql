with

resolutions as (
    select * from {{ ref('case_resolutions') }}
    where resolved_at is not null and not coalesce(is_bot_resolved, false)
),

contacts as (
    select
        *,
        coalesce(answered_at, started_at, queued_at) as handled_at
    from {{ ref('int_contacts') }}
    where outcome = 'answered'
),

surveys as (
    select * from {{ ref('survey_responses') }}
),

complaints as (
    select case_id from {{ ref('complaints') }}
),

-- A call and the case that notes it are one occasion to ask; the case stands for both.
occasions as (
    select
        case_id as occasion_id,
        case_id,
        is_reopened,
        resolved_at as ended_at,
        team,
        channel,
        agent,
        topic,
        priority,
        source
    from resolutions
    union all
    select
        contact_id as occasion_id,
        case_id,
        cast(null as boolean) as is_reopened,
        handled_at as ended_at,
        team,
        channel,
        agent,
        topic,
        priority,
        source
    from contacts
    where case_id is null
),

asked as (
    select
        case_id as occasion_id,
        is_returned
    from surveys
    where case_id is not null
    union all
    select
        coalesce(contacts.case_id, contacts.contact_id) as occasion_id,
        surveys.is_returned
    from surveys
    inner join contacts on surveys.contact_id = contacts.contact_id
),

asked_occasions as (
    select
        occasion_id,
        max(case when is_returned is not null then 1 else 0 end) as is_logged
    from asked
    group by occasion_id
),

-- Nobody knows who was not asked, unless surveys without an answer are logged for this source.
asking_sources as (
    select distinct occasions.source
    from occasions
    inner join asked_occasions on occasions.occasion_id = asked_occasions.occasion_id
    where asked_occasions.is_logged = 1
),

eligibility as (
    select
        occasions.occasion_id,
        occasions.case_id,
        occasions.ended_at,
        {{ local_date('occasions.ended_at') }} as ended_on,
        {{ dimensions('occasions') }},
        case when asking_sources.source is not null then asked_occasions.occasion_id is not null end
            as is_asked,
        complaints.case_id is not null or occasions.is_reopened as is_troubled
    from occasions
    left join complaints on occasions.case_id = complaints.case_id
    left join asked_occasions on occasions.occasion_id = asked_occasions.occasion_id
    left join asking_sources on occasions.source = asking_sources.source
)

select * from eligibility
order by ended_on, team, channel, agent, occasion_id
