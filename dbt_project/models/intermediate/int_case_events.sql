select
    cast(null as varchar) as case_id,
    cast(null as varchar) as source,
    cast(null as timestamptz) as event_at,
    cast(null as bigint) as event_no,
    cast(null as varchar) as event_type,
    cast(null as varchar) as from_value,
    cast(null as varchar) as to_value,
    cast(null as varchar) as actor,
    cast(null as varchar) as actor_kind,
    cast(null as varchar) as team,
    cast(null as varchar) as agent,
    cast(null as bigint) as from_tier,
    cast(null as bigint) as to_tier
where false
