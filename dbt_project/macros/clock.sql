{#- Business time. A clock is what counts as open for a team; int_clock_segments cuts all time by it. -#}


{#-
    A relation with one more column for each reading, a triple of its name, the column of the clock and the column
    of the instant: how many seconds that clock had been open until the instant. The business seconds between two
    instants are the difference of two readings of one clock. Null where the clock or the instant is null, or
    where the clock says nothing about that time.
-#}
{% macro clock_readings(relation, readings) -%}
    select
        read.*
        {%- for name, clock, instant in readings %},
        {{ name }}_segment.open_seconds_before
        + case
            when {{ name }}_segment.is_open
                then {{ seconds_between(name ~ "_segment.starts_at", "read." ~ instant) }}
            else 0
        end as {{ name }}
        {%- endfor %}
    from {{ relation }} as read
    {%- for name, clock, instant in readings %}
    left join {{ ref("int_clock_segments") }} as {{ name }}_segment
        on
            read.{{ clock }} = {{ name }}_segment.clock
            and {{ utc_date("read." ~ instant) }} = {{ name }}_segment.utc_day
            and read.{{ instant }} >= {{ name }}_segment.starts_at
            and read.{{ instant }} < {{ name }}_segment.ends_at
    {%- endfor %}
{%- endmacro %}


{#-
    The other way round: the first instant at which a clock shows a reading. Each of `instants` is a triple of its
    name, the column of the clock and the column of the reading.
-#}
{% macro clock_instants(relation, instants) -%}
    select
        read.*
        {%- for name, clock, reading in instants %},
        {{ seconds_after(
            name ~ "_stretch.starts_at", "read." ~ reading ~ " - " ~ name ~ "_stretch.open_seconds_before"
        ) }} as {{ name }}
        {%- endfor %}
    from {{ relation }} as read
    {%- for name, clock, reading in instants %}
    left join {{ ref("int_clock_stretches") }} as {{ name }}_stretch
        on
            read.{{ clock }} = {{ name }}_stretch.clock
            and {{ clock_bucket("read." ~ reading) }} = {{ name }}_stretch.bucket
            and read.{{ reading }} > {{ name }}_stretch.open_seconds_before
            and read.{{ reading }} <= {{ name }}_stretch.open_seconds_after
    {%- endfor %}
{%- endmacro %}


{#- Readings are looked up by the open day, of 86,400 seconds, that they fall in; its end belongs to it. -#}
{% macro clock_bucket(reading) -%}
    cast(ceil({{ reading }} / 86400) as bigint)
{%- endmacro %}


{#- Seconds after midnight of a time such as 08:30. -#}
{% macro seconds_of_day(time) -%}
    cast({{ dbt.split_part(time, "':'", 1) }} as bigint) * 3600
    + cast({{ dbt.split_part(time, "':'", 2) }} as bigint) * 60
{%- endmacro %}
