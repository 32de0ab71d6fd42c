{#- Instants are points in time. What they are called, and how one counts with them, differs by engine. -#}

{% macro type_instant() %}{{ return(adapter.dispatch("type_instant", "evenhand")()) }}{% endmacro %}

{% macro default__type_instant() %}timestamp{% endmacro %}

{% macro duckdb__type_instant() %}timestamptz{% endmacro %}


{#- Seconds from one instant to another as a double, negative when the second comes first. -#}
{% macro seconds_between(earlier, later) %}
    {{- return(adapter.dispatch("seconds_between", "evenhand")(earlier, later)) -}}
{% endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    (cast({{ later }} as double) - cast({{ earlier }} as double))
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }}))
{%- endmacro %}


{#- The instant so many seconds after another one. -#}
{% macro seconds_after(instant, seconds) %}
    {{- return(adapter.dispatch("seconds_after", "evenhand")(instant, seconds)) -}}
{% endmacro %}

{% macro default__seconds_after(instant, seconds) -%}
    ({{ instant }} + make_dt_interval(0, 0, 0, {{ seconds }}))
{%- endmacro %}

{% macro duckdb__seconds_after(instant, seconds) -%}
    ({{ instant }} + to_seconds({{ seconds }}))
{%- endmacro %}


{% macro instant_from_epoch(seconds) %}
    {{- return(adapter.dispatch("instant_from_epoch", "evenhand")(seconds)) -}}
{% endmacro %}

{% macro default__instant_from_epoch(seconds) -%} timestamp_seconds({{ seconds }}) {%- endmacro %}

{% macro duckdb__instant_from_epoch(seconds) -%} to_timestamp({{ seconds }}) {%- endmacro %}


{#- The wall clock of the reporting time zone at an instant, and the day it shows. -#}
{% macro local_timestamp(instant) %}
    {{- return(adapter.dispatch("local_timestamp", "evenhand")(instant)) -}}
{% endmacro %}

{% macro default__local_timestamp(instant) -%}
    from_utc_timestamp({{ instant }}, '{{ var("reporting_time_zone") }}')
{%- endmacro %}

{% macro duckdb__local_timestamp(instant) -%}
    timezone('{{ var("reporting_time_zone") }}', {{ instant }})
{%- endmacro %}

{% macro local_date(instant) -%} cast({{ local_timestamp(instant) }} as date) {%- endmacro %}


{#-
    The half hour of the reporting time zone in which an instant falls, by its start: 09:30. On the night when the clocks
    go back, two hours have one name, as they do on the wall.
-#}
{% macro half_hour(instant) -%}
    {{ recorded(
        "lpad(cast(extract(hour from " ~ local_timestamp(instant) ~ ") as string), 2, '0') || "
        ~ "case when extract(minute from " ~ local_timestamp(instant) ~ ") < 30 then ':00' else ':30' end"
    ) }}
{%- endmacro %}


{#- The name of the day of the week of a local day. -#}
{% macro weekday_name(day) -%}
    {{ recorded("case " ~ iso_weekday(day)
        ~ " when 1 then 'Monday' when 2 then 'Tuesday' when 3 then 'Wednesday' when 4 then 'Thursday'"
        ~ " when 5 then 'Friday' when 6 then 'Saturday' when 7 then 'Sunday' end") }}
{%- endmacro %}


{#-
    The instant at which a wall clock of a zone shows a day and so many seconds after midnight. A time that the
    clocks skip in spring is read as if they had not been moved yet.
-#}
{% macro instant_at(zone, day, seconds) %}
    {{- return(adapter.dispatch("instant_at", "evenhand")(zone, day, seconds)) -}}
{% endmacro %}

{% macro default__instant_at(zone, day, seconds) -%}
    to_utc_timestamp(cast({{ day }} as timestamp_ntz) + make_dt_interval(0, 0, 0, {{ seconds }}), {{ zone }})
{%- endmacro %}

{% macro duckdb__instant_at(zone, day, seconds) -%}
    timezone({{ zone }}, cast({{ day }} as timestamp) + to_seconds({{ seconds }}))
{%- endmacro %}
