select
    cast(null as varchar) as response_id,
    cast(null as varchar) as source,
    cast(null as varchar) as case_id,
    cast(null as varchar) as contact_id,
    cast(null as timestamptz) as sent_at,
    cast(null as timestamptz) as answered_at,
    cast(null as double) as score,
    cast(null as double) as scale_min,
    cast(null as double) as scale_max,
    cast(null as varchar) as kind,
    cast(null as varchar) as team,
    cast(null as varchar) as agent,
    cast(null as varchar) as channel,
    cast(null as varchar) as topic,
    cast(null as varchar) as priority
where false
