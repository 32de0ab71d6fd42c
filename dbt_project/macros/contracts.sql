{#- A table without rows in the shape of its contract, for what is filled after dbt. -#}
{% macro empty_by_contract() -%}
    select
    {%- for column in (model.columns.values() if execute else []) %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ "," if not loop.last }}
    {%- else %}
        1 as nothing
    {%- endfor %}
    where false
{%- endmacro %}
