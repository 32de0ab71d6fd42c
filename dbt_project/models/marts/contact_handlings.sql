with

contacts as (
    select
        *,
        coalesce(answered_at, started_at, queued_at) as handled_at
    from {{ ref('int_contacts') }}
    where outcome = 'answered'
),

-- Many systems write no hold and no wrap-up where there was none; without a talk time there is nothing to add
-- them to. Whether a contact was passed on is another matter: where the source does not say, it stays null.
handlings as (
    select
        contact_id,
        contact_key,
        handled_at,
        {{ local_date('handled_at') }} as handled_on,
        {{ dimensions('contacts') }},
        {{ recorded('direction') }} as direction,
        is_transferred,
        talk_seconds,
        hold_seconds,
        wrapup_seconds,
        case
            when talk_seconds < 0 or hold_seconds < 0 or wrapup_seconds < 0 then null
            else talk_seconds + coalesce(hold_seconds, 0) + coalesce(wrapup_seconds, 0)
        end as handle_seconds
    from contacts
)

select * from handlings
order by handled_on, team, channel, agent, contact_id
