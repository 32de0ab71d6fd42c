select
    cast(null as varchar) as agent,
    cast(null as varchar) as name,
    cast(null as varchar) as kind,
    cast(null as varchar) as team,
    cast(null as bigint) as tier
where false
