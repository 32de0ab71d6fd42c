select
    cast(null as varchar) as source,
    cast(null as timestamptz) as earliest_at,
    cast(null as timestamptz) as latest_at
where false
