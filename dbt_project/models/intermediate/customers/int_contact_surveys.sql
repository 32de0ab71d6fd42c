-- A survey is about the contact it names, else about the last one of its case before it was sent.
with surveys as (
    select
        surveys.*,
        coalesce(surveys.sent_at, surveys.answered_at) as asked_at
    from {{ ref("int_survey_responses") }} as surveys
    where surveys.is_resolved is not null
),

attempts as (
    select * from {{ ref("int_customer_contacts") }}
    where not is_outbound
),

named as (
    select
        surveys.response_id,
        legs.conversation_id as contact_id
    from surveys
    inner join {{ ref("int_conversation_legs") }} as legs on surveys.contact_id = legs.contact_id
),

candidates as (
    select
        surveys.response_id,
        attempts.contact_id,
        row_number() over (
            partition by surveys.response_id order by attempts.contacted_at desc, attempts.contact_id desc
        ) as recency
    from surveys
    inner join {{ ref("int_case_survivors") }} as survivors on surveys.case_id = survivors.case_id
    inner join attempts
        on survivors.survivor_case_id = attempts.case_id and surveys.asked_at >= attempts.contacted_at
    left join named on surveys.response_id = named.response_id
    where named.response_id is null
),

about as (
    select
        response_id,
        contact_id
    from named
    union all
    select
        response_id,
        contact_id
    from candidates
    where recency = 1
)

-- Of several answers about one contact the newest counts.
select
    about.contact_id,
    max_by(surveys.is_resolved, coalesce(surveys.answered_at, surveys.asked_at)) as is_resolved
from about
inner join surveys on about.response_id = surveys.response_id
group by about.contact_id
