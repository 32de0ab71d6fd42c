with versions as (
    {{ ranked_versions(source("mapped", "contacts"), ["source", "key"], ["version_at"]) }}
),

renamed as (
    select
        source,
        key as contact_key,
        case_key,
        nullif(agent, '') as agent_account,
        nullif(team, '') as team_key,
        customer as customer_key,
        order_number as order_key,
        email as email_key,
        phone as phone_key,

        lower(outcome) as outcome,
        lower(direction) as direction,
        transfer_kind,
        channel,
        topic,
        priority,

        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrapup_seconds,
        ring_no_answers,

        is_transferred,
        resolved_in_contact,
        follow_up_needed,

        started_at,
        queued_at,
        answered_at,
        ended_at
    from versions
    where version_rank = 1
)

select * from renamed
