{#-
    Counts, per source, the rows of a relation that fall under each rule: one row per source and rule that has
    any. A rule is a name, a condition on the row, and the sentence that tells what becomes of such records.
-#}
{% macro findings(relation, rules) -%}
    {%- for rule, condition, sentence in rules %}
    select
        source,
        '{{ rule }}' as rule,
        count(*) as records,
        '{{ sentence }}' as sentence
    from {{ relation }}
    where {{ condition }}
    group by source
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
