with

contacts as (
    select
        *,
        coalesce(answered_at, started_at, queued_at) as handled_at
    from {{ ref('int_contacts') }}
    where outcome = 'answered'
),

offers as (
    select * from {{ ref('offers') }}
),

offers_of_contacts as (
    select
        contact_id,
        count(*) as opportunities,
        sum(case when is_offered then 1 else 0 end) as offers,
        sum(case when is_accepted then 1 else 0 end) as sales,
        sum(net_revenue) as net_revenue,
        max(case when is_opportunity_used is not null then 1 else 0 end) as logs_opportunities
    from offers
    where contact_id is not null
    group by contact_id
),

-- Contacts without an offer sold nothing only where offers are noted with the contact they were made in; and
-- they were no opportunity only where those let pass are noted too.
noting_sources as (
    select
        contacts.source,
        max(offers_of_contacts.logs_opportunities) as logs_opportunities
    from contacts
    inner join offers_of_contacts on contacts.contact_id = offers_of_contacts.contact_id
    group by contacts.source
),

window_sales as (
    select * from {{ ref('int_window_sales') }}
),

-- Whose customers never order under a known number cannot be said to order nothing.
ordering_sources as (
    select distinct contacts.source
    from contacts
    inner join window_sales on contacts.contact_id = window_sales.contact_id
    where window_sales.net_revenue > 0
),

sold as (
    select
        contacts.*,
        case when ordering_sources.source is not null then window_sales.net_revenue end as window_revenue,
        noting_sources.source is not null as is_sales_known,
        coalesce(noting_sources.logs_opportunities = 1, false) as is_opportunity_known,
        coalesce(offers_of_contacts.opportunities, 0) as opportunity_count,
        coalesce(offers_of_contacts.offers, 0) as offer_count,
        coalesce(offers_of_contacts.sales, 0) as sale_count,
        offers_of_contacts.net_revenue
    from contacts
    left join offers_of_contacts on contacts.contact_id = offers_of_contacts.contact_id
    left join noting_sources on contacts.source = noting_sources.source
    left join ordering_sources on contacts.source = ordering_sources.source
    left join window_sales on contacts.contact_id = window_sales.contact_id
),

contact_sales as (
    select
        contact_id,
        contact_key,
        handled_at,
        {{ local_date('handled_at') }} as handled_on,
        {{ dimensions('sold') }},
        case when is_opportunity_known then cast(opportunity_count as bigint) end as opportunity_count,
        case when is_sales_known then cast(offer_count as bigint) end as offer_count,
        case when is_sales_known then cast(sale_count as bigint) end as sale_count,
        case when is_opportunity_known then opportunity_count > 0 end as has_opportunity,
        case when is_opportunity_known then offer_count > 0 end as has_offer,
        case
            when is_sales_known and sale_count = 0 then 0
            when is_sales_known then net_revenue
        end as net_revenue,
        window_revenue
    from sold
)

select * from contact_sales
order by handled_on, team, channel, agent, contact_id
