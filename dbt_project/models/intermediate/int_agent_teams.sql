select
    cast(null as varchar) as agent,
    cast(null as varchar) as team,
    cast(null as bigint) as tier,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
