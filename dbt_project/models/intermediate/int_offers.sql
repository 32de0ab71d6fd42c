select
    cast(null as varchar) as offer_id,
    cast(null as varchar) as source,
    cast(null as varchar) as contact_id,
    cast(null as varchar) as case_id,
    cast(null as timestamptz) as offered_at,
    cast(null as varchar) as team,
    cast(null as varchar) as agent,
    cast(null as varchar) as channel,
    cast(null as varchar) as topic,
    cast(null as varchar) as priority,
    cast(null as varchar) as product,
    cast(null as varchar) as result,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as net_revenue,
    cast(null as varchar) as order_id
where false
