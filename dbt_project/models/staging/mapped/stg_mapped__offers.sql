with versions as (
    {{ ranked_versions(source("mapped", "offers"), ["source", "key"], ["version_at"]) }}
),

renamed as (
    select
        source,
        key as offer_key,
        contact_key,
        case_key,
        nullif(agent, '') as agent_account,
        nullif(team, '') as team_key,
        customer as customer_key,

        channel,
        topic,
        product,
        lower(result) as result,
        currency,

        value,

        offered_at
    from versions
    where version_rank = 1
)

select * from renamed
