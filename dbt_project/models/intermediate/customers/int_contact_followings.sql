-- What the case of an index contact saw in the time that it is followed: our replies after it, whether it was
-- opened again, and whether it stood solved in the end.
with episodes as (
    select * from {{ ref("int_contact_episodes") }}
),

contacts as (
    select
        contacts.contact_id,
        contacts.case_id,
        contacts.is_first_of_case,
        episodes.followed_until,
        -- What is said in a conversation is no further reply.
        contacts.ended_at as followed_from
    from {{ ref("int_customer_contacts") }} as contacts
    inner join episodes on contacts.contact_id = episodes.contact_id
    where contacts.case_id is not null
),

cases as (
    select
        *,
        coalesce(status in ('solved', 'closed'), false) as is_done
    from {{ ref("int_cases") }}
),

events as (
    select
        events.*,
        survivors.survivor_case_id,
        survivors.survivor_case_id = events.case_id as is_of_survivor,
        coalesce(events.to_value in ('solved', 'closed'), false) as is_to_done
    from {{ ref("int_case_events") }} as events
    inner join {{ ref("int_case_survivors") }} as survivors on events.case_id = survivors.case_id
    where events.event_type in ('public_reply', 'status')
),

counted as (
    select
        contacts.contact_id,
        count(
            case
                when events.event_type = 'public_reply' and events.event_at >= contacts.followed_from then 1
            end
        ) as replies,
        count(
            case
                when
                    events.is_of_survivor
                    and events.from_value in ('solved', 'closed')
                    and not events.is_to_done
                    and events.event_at > contacts.followed_from
                    then 1
            end
        ) as reopenings,
        max_by(
            events.is_to_done,
            case when events.event_type = 'status' and events.is_of_survivor then events.event_no end
        ) as is_done
    from contacts
    inner join events
        on contacts.case_id = events.survivor_case_id and events.event_at <= contacts.followed_until
    group by contacts.contact_id
)

select
    contacts.contact_id,
    case
        when cases.recorded_reply_count is null and cases.has_events then coalesce(counted.replies, 0)
        when contacts.is_first_of_case then cases.recorded_reply_count
    end as replies,
    case
        when cases.has_events then coalesce(counted.reopenings, 0) > 0
        else cases.recorded_reopen_count > 0
    end as is_reopened,
    case
        when cases.has_events then coalesce(counted.is_done, false)
        when cases.recorded_resolved_at is not null then cases.recorded_resolved_at <= contacts.followed_until
        else cases.is_done
    end as is_solved
from contacts
inner join cases on contacts.case_id = cases.case_id
left join counted on contacts.contact_id = counted.contact_id
