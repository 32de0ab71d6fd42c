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


{#- The day of the week as a number, Monday being 1. -#}
{% macro iso_weekday(day) %}
    {{- return(adapter.dispatch("iso_weekday", "evenhand")(day)) -}}
{% endmacro %}

{% macro default__iso_weekday(day) -%} (weekday({{ day }}) + 1) {%- endmacro %}

{% macro duckdb__iso_weekday(day) -%} isodow({{ day }}) {%- endmacro %}


{#- The UTC day of an instant. Whoever looks up ten million of them wants arithmetic, not a calendar. -#}
{% macro utc_date(instant) %}
    {{- return(adapter.dispatch("utc_date", "evenhand")(instant)) -}}
{% endmacro %}

{% macro default__utc_date(instant) -%}
    date_add(date '1970-01-01', cast(floor(cast({{ instant }} as double) / 86400) as int))
{%- endmacro %}

{% macro duckdb__utc_date(instant) -%}
    (date '1970-01-01' + cast(floor(epoch({{ instant }}) / 86400) as integer))
{%- endmacro %}
