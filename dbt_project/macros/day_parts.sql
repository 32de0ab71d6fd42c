{#-
    Each row of a relation once for every day of the reporting time zone that its half-open span touches, with the part
    that falls into that day from part_from to part_to. The relation has started_at and ended_at.
-#}
{% macro day_parts(relation) -%}
    {%- set zone = "'" ~ var("reporting_time_zone") ~ "'" -%}
    select
        *,
        greatest(started_at, {{ instant_at(zone, "date_day", "0") }}) as part_from,
        least(ended_at, {{ instant_at(zone, "cast(" ~ dbt.dateadd("day", 1, "date_day") ~ " as date)", "0") }}) as part_to
    from (
        {{ each_day("(
            select
                *,
                " ~ local_date("started_at") ~ " as first_on,
                cast(" ~ dbt.dateadd("day", 1, local_date("ended_at")) ~ " as date) as left_on
            from " ~ relation ~ "
        ) as spans") }}
    ) as days
    where ended_at > {{ instant_at(zone, "date_day", "0") }}
{%- endmacro %}
