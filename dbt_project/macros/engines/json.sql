{#-
    The elements of a JSON array as rows: the kept columns, `element_no` from 1, then the named fields of
    each element. `fields` maps names to types; what is missing or does not fit is null, an array asked for
    as string comes as its JSON text.
-#}
{% macro json_records(relation, keep, column, fields) %}
    {{- return(adapter.dispatch("json_records", "evenhand")(relation, keep, column, fields)) -}}
{% endmacro %}

{% macro default__json_records(relation, keep, column, fields) -%}
    {%- set types = [] -%}
    {%- for name, type in fields.items() %}{% do types.append(name ~ ": " ~ type) %}{% endfor -%}
    select
        {{ keep | join(", ") }},
        element_position + 1 as element_no,
        element.*
    from {{ relation }}
    lateral view posexplode(from_json({{ column }}, 'array<struct<{{ types | join(", ") }}>>'))
        as element_position, element
{%- endmacro %}

{% macro duckdb__json_records(relation, keep, column, fields) -%}
    select
        {{ keep | join(", ") }},
        element_no,
        {%- for name in fields %}
        element.{{ name }} as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from (
        select
            {{ keep | join(", ") }},
            unnest(elements) as element,
            generate_subscripts(elements, 1) as element_no
        from (
            select
                {{ keep | join(", ") }},
                from_json({{ column }}, '[{{ tojson(fields) }}]') as elements
            from {{ relation }}
        ) as parsed
    ) as unnested
{%- endmacro %}


{#- The strings of a JSON array as rows: the kept columns and each string under the name given. -#}
{% macro json_strings(relation, keep, column, name) %}
    {{- return(adapter.dispatch("json_strings", "evenhand")(relation, keep, column, name)) -}}
{% endmacro %}

{% macro default__json_strings(relation, keep, column, name) -%}
    select
        {{ keep | join(", ") }},
        {{ name }}
    from {{ relation }}
    lateral view explode(from_json({{ column }}, 'array<string>')) as {{ name }}
{%- endmacro %}

{% macro duckdb__json_strings(relation, keep, column, name) -%}
    select
        {{ keep | join(", ") }},
        unnest(from_json({{ column }}, '["VARCHAR"]')) as {{ name }}
    from {{ relation }}
{%- endmacro %}


{#- Whether a JSON array of strings holds this one. -#}
{% macro json_array_has(column, word) %}
    {{- return(adapter.dispatch("json_array_has", "evenhand")(column, word)) -}}
{% endmacro %}

{% macro default__json_array_has(column, word) -%}
    array_contains(from_json({{ column }}, 'array<string>'), '{{ word }}')
{%- endmacro %}

{% macro duckdb__json_array_has(column, word) -%}
    json_contains({{ column }}, '"{{ word }}"')
{%- endmacro %}
