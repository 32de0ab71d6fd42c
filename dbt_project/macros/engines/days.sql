{#-
    A row for every day of each row of a relation, from its first_on up to, and without, its left_on. A join with
    a calendar says the same, but compares every row with every day when the engine guesses its size wrongly.
-#}
{% macro each_day(relation) %}
    {{- return(adapter.dispatch("each_day", "evenhand")(relation)) -}}
{% endmacro %}

{% macro default__each_day(relation) -%}
    select
        *,
        explode(sequence(first_on, date_sub(left_on, 1))) as date_day
    from {{ relation }}
    where left_on > first_on
{%- endmacro %}

{% macro duckdb__each_day(relation) -%}
    select
        *,
        cast(unnest(generate_series(first_on, left_on - 1, interval 1 day)) as date) as date_day
    from {{ relation }}
    where left_on > first_on
{%- endmacro %}
