with versions as (
    {{ ranked_versions(source("surveys", "responses"), ["source", "response_id"], ["answered_at"]) }}
),

renamed as (
    select
        source,
        response_id,
        nullif(ticket_id, '') as ticket_id,
        nullif(contact_id, '') as contact_key,
        nullif(agent, '') as agent_account,
        nullif(team, '') as team_key,
        customer as customer_key,

        channel,
        topic,
        lower(kind) as kind,
        instrument_version,

        score,
        scale_min,
        scale_max,

        is_resolved,

        sent_at,
        answered_at
    from versions
    where version_rank = 1
)

select * from renamed
