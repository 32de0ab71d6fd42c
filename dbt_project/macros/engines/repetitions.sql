{#- Each row of a relation as often as its column says, with a number from 1; none where it is 0 or null. -#}
{% macro each_time(relation, times, number) %}
    {{- return(adapter.dispatch("each_time", "evenhand")(relation, times, number)) -}}
{% endmacro %}

{% macro default__each_time(relation, times, number) -%}
    select
        *,
        explode(sequence(1, {{ times }})) as {{ number }}
    from {{ relation }}
    where {{ times }} > 0
{%- endmacro %}

{% macro duckdb__each_time(relation, times, number) -%}
    select
        *,
        unnest(generate_series(1, {{ times }})) as {{ number }}
    from {{ relation }}
    where {{ times }} > 0
{%- endmacro %}
