with

records as (
    select
        *,
        {{ seconds_between('over_at', 'logged_at') }} as seconds_to_log,
        {{ seconds_between('over_at', 'known_until') }} >= {{ var('contact_logging_minutes') }} * 60
            as is_mature
    from {{ ref('int_contact_records') }}
),

naming_sources as (
    select distinct source
    from records
    where customer_key is not null
),

confirming_sources as (
    select distinct case_source
    from records
    where confirmation_sent_at is not null
),

judged as (
    select
        records.*,
        naming_sources.source is not null as is_naming,
        confirming_sources.case_source is not null as is_confirming
    from records
    left join naming_sources on records.source = naming_sources.source
    left join confirming_sources on records.case_source = confirming_sources.case_source
),

-- A contact about a case that was open already is on record; how soon it was noted there, nobody knows.
contact_records as (
    select
        record_id,
        contact_id,
        case_id,
        over_at,
        {{ local_date('over_at') }} as over_on,
        {{ dimensions('judged') }},
        logged_at,
        case
            when not is_linking or not is_logged_by_hand then null
            when logged_at is not null then seconds_to_log <= {{ var('contact_logging_minutes') }} * 60
            when is_mature then false
        end as is_logged_in_time,
        case
            when contact_id is null and seconds_to_log >= 0 then seconds_to_log
            when contact_id is not null and is_logged_by_hand and logged_at >= started_at
                then greatest(seconds_to_log, 0)
        end as logging_lag_seconds,
        case
            when not is_naming then null
            when customer_key is not null then true
            when case_id is not null or not is_linking or is_mature then false
        end as is_customer_known,
        case when is_confirming then confirmation_sent_at is not null end as is_confirmed
    from judged
)

select * from contact_records
order by over_on, team, channel, agent, record_id
