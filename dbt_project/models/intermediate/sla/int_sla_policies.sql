with declared as (
    select
        policy,
        position,
        channel,
        team,
        topic,
        priority,
        target,
        seconds,
        clock,
        pauses_on,
        coalesce(valid_from, date '0001-01-01') as first_on
    from {{ ref("stg_directory__sla_policies") }}
),

-- The plain table of promised times is a policy too: of all cases, by the calendar, after all others.
plain as (
    {%- for target in ["first_response", "resolution"] %}
    select
        'standard' as policy,
        cast(1000 as bigint) as position,
        cast(null as {{ dbt.type_string() }}) as channel,
        cast(null as {{ dbt.type_string() }}) as team,
        cast(null as {{ dbt.type_string() }}) as topic,
        priority,
        '{{ target }}' as target,
        {{ target }}_seconds as seconds,
        'calendar' as clock,
        '' as pauses_on,
        coalesce(valid_from, date '0001-01-01') as first_on
    from {{ ref("stg_directory__sla_targets") }}
    where {{ target }}_seconds is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

rows_of_policies as (
    select * from declared
    union all
    select * from plain
)

select
    *,
    coalesce(
        lead(first_on) over (
            partition by policy, channel, team, topic, priority, target order by first_on
        ),
        date '9999-12-31'
    ) as left_on
from rows_of_policies
