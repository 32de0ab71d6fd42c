select
    cast(null as varchar) as case_id,
    cast(null as timestamptz) as open_from,
    cast(null as timestamptz) as open_to
where false
