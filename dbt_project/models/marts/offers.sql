with

opportunities as (
    select * from {{ ref('int_offers') }}
),

offers as (
    select
        offer_id,
        offered_at,
        {{ local_date('offered_at') }} as offered_on,
        {{ dimensions('opportunities') }},
        {{ recorded('product') }} as product,
        {{ recorded('result') }} as result,
        coalesce(result, '') <> 'none' as is_offered,
        coalesce(result, '') = 'accepted' as is_accepted,
        value,
        currency,
        net_revenue
    from opportunities
)

select * from offers
order by offered_on, team, channel, agent, offer_id
