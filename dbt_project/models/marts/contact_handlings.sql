with

contacts as (
    select
        *,
        coalesce(answered_at, started_at, queued_at) as handled_at,
        coalesce(talk_seconds < 0 or hold_seconds < 0 or wrapup_seconds < 0, false) as is_impossible
    from {{ ref('int_contacts') }}
    where outcome = 'answered'
),

-- What a source never writes is unknown in all its contacts. Where it does write it, an empty field of a contact whose
-- talk is known stands for none.
habits as (
    select
        source,
        max(case when hold_seconds is not null then 1 else 0 end) = 1 as writes_hold,
        max(case when wrapup_seconds is not null then 1 else 0 end) = 1 as writes_wrapup,
        max(case when is_transferred then 1 else 0 end) = 0
        or max(case when is_transferred and transfer_kind is not null then 1 else 0 end) = 1 as writes_kind
    from contacts
    group by source
),

-- Many systems write no hold and no wrap-up where there was none; without a talk time there is nothing to add
-- them to. Whether a contact was passed on is another matter: where the source does not say, it stays null.
legs as (
    select
        contacts.*,
        case
            when not contacts.is_impossible
                then
                    contacts.talk_seconds
                    + coalesce(contacts.hold_seconds, 0)
                    + coalesce(contacts.wrapup_seconds, 0)
        end as handle_seconds,
        contacts.talk_seconds is not null and not contacts.is_impossible as is_timed,
        habits.writes_hold,
        habits.writes_wrapup,
        case
            when not habits.writes_kind then null
            when contacts.is_transferred then contacts.transfer_kind
            when not contacts.is_transferred then 'none'
        end as known_kind
    from contacts
    left join habits on contacts.source = habits.source
),

-- Most calls have one answered part, which is the whole of them.
several as (
    select
        source,
        call_key,
        case when count(*) = count(handle_seconds) then sum(handle_seconds) end as handle_seconds,
        case when count(*) = count(is_transferred) then sum(case when is_transferred then 1 else 0 end) end as transfers
    from legs
    where call_key is not null
    group by source, call_key
    having count(*) > 1
),

parts as (
    select
        legs.contact_id,
        several.handle_seconds,
        several.transfers,
        row_number() over (
            partition by legs.source, legs.call_key order by legs.handled_at, legs.contact_id
        ) as part_no
    from legs
    inner join several on legs.source = several.source and legs.call_key = several.call_key
),

calls as (
    select
        legs.*,
        coalesce(parts.part_no, 1) = 1 as is_first_leg,
        case when parts.contact_id is null then legs.handle_seconds else parts.handle_seconds end
            as call_handle_seconds,
        case
            when parts.contact_id is not null then parts.transfers
            when legs.is_transferred then 1
            when not legs.is_transferred then 0
        end as call_transfers
    from legs
    left join parts on legs.contact_id = parts.contact_id
),

handlings as (
    select
        contact_id,
        contact_key,
        handled_at,
        {{ local_date('handled_at') }} as handled_on,
        {{ weekday_name(local_date('handled_at')) }} as weekday,
        {{ half_hour('handled_at') }} as half_hour,
        {{ dimensions('calls') }},
        {{ recorded('direction') }} as direction,
        is_transferred,
        transfer_kind,
        known_kind = 'blind' as is_blind_transfer,
        known_kind = 'warm' as is_warm_transfer,
        known_kind = 'queue' as is_queue_transfer,
        known_kind = 'external' as is_external_transfer,
        is_first_leg,
        case when is_first_leg then call_handle_seconds end as call_handle_seconds,
        case when is_first_leg then cast(call_transfers as bigint) end as call_transfer_count,
        talk_seconds,
        case when is_timed and writes_hold then coalesce(hold_seconds, 0) end as hold_seconds,
        case when is_timed and writes_wrapup then coalesce(wrapup_seconds, 0) end as wrapup_seconds,
        handle_seconds,
        -- Nobody is helped in less than five seconds: whoever has many such calls takes them to hang up.
        case when is_timed then talk_seconds < 5 end as is_short_handled
    from calls
)

select * from handlings
order by handled_on, team, channel, agent, contact_id
