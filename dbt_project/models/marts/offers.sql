with

opportunities as (
    select * from {{ ref('int_offers') }}
),

-- Offers that were made are no measure of the chances there were, unless those let pass are logged as well.
logging_sources as (
    select distinct source
    from opportunities
    where result = 'none'
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

judged as (
    select
        opportunities.*,
        {{ seconds_between(
            'coalesce(opportunities.ordered_at, opportunities.offered_at)', 'coverage.latest_at'
        ) }}
        < {{ var('refund_window_days') }} * 86400 as is_young,
        coalesce(opportunities.result, '') <> 'none' as is_offered,
        logging_sources.source is not null as is_logged
    from opportunities
    left join coverage on opportunities.source = coverage.source
    left join logging_sources on opportunities.source = logging_sources.source
),

offers as (
    select
        offer_id,
        contact_id,
        case_id,
        offered_at,
        {{ local_date('offered_at') }} as offered_on,
        {{ dimensions('judged') }},
        {{ recorded('product') }} as product,
        {{ recorded('result') }} as result,
        is_offered,
        case when is_logged then is_offered end as is_opportunity_used,
        coalesce(result, '') = 'accepted' as is_accepted,
        coalesce(result, '') = 'accepted' and is_young as is_immature_sale,
        case when coalesce(result, '') = 'accepted' and not is_young then is_order_returned end as is_returned_sale,
        value,
        currency,
        net_revenue,
        gross_revenue
    from judged
)

select * from offers
order by offered_on, team, channel, agent, offer_id
