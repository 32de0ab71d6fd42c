with

episodes as (
    select * from {{ ref('int_contact_episodes') }}
),

contacts as (
    select
        contacts.*,
        episodes.is_mature,
        episodes.is_repeated,
        episodes.is_issue_repeated,
        episodes.is_called_back,
        episodes.issue_repeats,
        episodes.repeated_after_seconds,
        -- A source that notes of any contact whether more is needed means "no" where it notes nothing.
        coalesce(
            contacts.follow_up_needed,
            case when count(contacts.follow_up_needed) over (partition by contacts.source) > 0 then false end
        ) as is_follow_up_needed
    from {{ ref('int_customer_contacts') }} as contacts
    inner join episodes on contacts.contact_id = episodes.contact_id
),

followings as (
    select * from {{ ref('int_contact_followings') }}
),

surveys as (
    select * from {{ ref('int_contact_surveys') }}
),

followed as (
    select
        contacts.*,
        followings.replies,
        followings.is_reopened,
        followings.is_solved,
        surveys.is_resolved as is_resolved_survey,
        coalesce(contacts.is_transferred, false) or coalesce(contacts.is_follow_up_needed, false)
            as is_passed_on
    from contacts
    left join followings on contacts.contact_id = followings.contact_id
    left join surveys on contacts.contact_id = surveys.contact_id
),

-- What is too young to be followed to its end is unknown, also where it has failed already: failures show
-- early, successes only at the end. What a source does not record is unknown for the same reason. A written
-- contact without a reply is neither one touch nor several.
judged as (
    select
        contact_id,
        contact_key,
        case_id,
        customer,
        contacted_at,
        {{ local_date('contacted_at') }} as contacted_on,
        {{ dimensions('followed') }},
        is_mature,
        not is_follow_up_needed as is_resolvable,
        case when is_transferred is not null then not is_passed_on end as is_resolved_no_transfer,
        case
            when not is_mature or is_reopened is null or is_solved is null or replies is null then null
            when is_called_back or is_reopened or replies > 1 or not is_solved then false
            when replies = 0 and not is_spoken then null
            else true
        end as is_resolved_one_touch,
        coalesce(is_mature and replies = 0 and not is_spoken and not is_called_back, false) as is_untouched,
        case when is_mature then not is_repeated end as is_resolved_repeat_any,
        case when is_mature then not is_issue_repeated end as is_resolved_repeat_issue,
        resolved_in_contact as is_resolved_agent,
        is_resolved_survey,
        case
            when is_mature and is_transferred is not null
                then not (is_passed_on or is_called_back or is_issue_repeated)
        end as is_resolved_strict,
        cast(case when is_mature then issue_repeats end as bigint) as issue_repeats,
        case when is_mature then repeated_after_seconds end as repeated_after_seconds
    from followed
)

select * from judged
order by contacted_on, team, channel, agent, contact_id
