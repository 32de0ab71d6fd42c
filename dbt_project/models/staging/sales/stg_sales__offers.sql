with versions as (
    {{ ranked_versions(source("sales", "offers"), ["source", "offer_id"], ["updated_at"]) }}
),

renamed as (
    select
        source,
        offer_id,
        nullif(ticket_id, '') as ticket_id,
        nullif(contact_id, '') as contact_key,
        nullif(agent, '') as agent_account,
        nullif(team, '') as team_key,
        customer as customer_key,

        channel,
        topic,
        product,
        lower(result) as result,
        currency,

        value,

        offered_at,
        updated_at
    from versions
    where version_rank = 1
)

select * from renamed
