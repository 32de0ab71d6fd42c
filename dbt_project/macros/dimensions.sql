{#-
    The dimensions that all marts share, ending with the source. Unknown is written out, because two
    nulls never join and a table with an unnamed row hides how much was not recorded.
-#}
{% macro dimensions(relation, team=none, agent=none) -%}
    {%- set expressions = {
        'team': team or relation ~ '.team',
        'channel': relation ~ '.channel',
        'agent': agent or relation ~ '.agent',
        'topic': relation ~ '.topic',
        'priority': relation ~ '.priority',
    } -%}
    {%- for name, expression in expressions.items() -%}
        {{ recorded(expression) }} as {{ name }},
        {% endfor -%}
    {{ relation }}.source
{%- endmacro %}


{% macro recorded(expression) -%}
    coalesce({{ expression }}, 'not recorded')
{%- endmacro %}
