{#- The newest value that is not null, up to the current row of the window. -#}
{% macro last_known(expression, window) %}
    {{- return(adapter.dispatch("last_known", "evenhand")(expression, window)) -}}
{% endmacro %}

{% macro default__last_known(expression, window) -%}
    last_value({{ expression }}) ignore nulls over {{ window }}
{%- endmacro %}

{% macro duckdb__last_known(expression, window) -%}
    last_value({{ expression }} ignore nulls) over {{ window }}
{%- endmacro %}
