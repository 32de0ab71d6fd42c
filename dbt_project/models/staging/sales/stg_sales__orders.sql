with versions as (
    {{ ranked_versions(source("sales", "orders"), ["source", "order_id"], ["updated_at"]) }}
),

renamed as (
    select
        source,
        order_id,
        nullif(offer_id, '') as offer_id,
        nullif(ticket_id, '') as ticket_id,
        nullif(agent, '') as agent_account,
        customer as customer_key,
        order_key,

        lower(status) as status,
        currency,

        amount,
        refunded_amount,

        ordered_at,
        refunded_at,
        updated_at
    from versions
    where version_rank = 1
)

select * from renamed
