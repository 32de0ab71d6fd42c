{#-
  Tables and views are made in place. What dbt does for a table that others read meanwhile (a second table, two
  renamings, a drop, hooks, grants, indexes) has no use in a file that nobody reads before it is published, and takes
  longer than many of our models.
-#}
{%- materialization table, adapter='duckdb' -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {%- call statement('main') -%}{{ create_table_as(false, relation, compiled_code) }}{%- endcall -%}
    {%- do adapter.commit() -%}
    {{- return({'relations': [relation]}) -}}
{%- endmaterialization -%}


{%- materialization view, adapter='duckdb' -%}
    {%- set relation = this.incorporate(type='view') -%}
    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {%- call statement('main') -%}{{ create_view_as(relation, compiled_code) }}{%- endcall -%}
    {%- do adapter.commit() -%}
    {{- return({'relations': [relation]}) -}}
{%- endmaterialization -%}
