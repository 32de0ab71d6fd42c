{#-
    What Genesys' service level divides by, a row's worth: answers with a known wait, and whatever its three switches
    let in. With abandons and short abandons both off, the short ones would be taken away twice, and a reading with
    two results is none.
-#}
{% macro is_judged_by_genesys(relation) -%}
    {%- if not var("genesys_counts_abandons") and not var("genesys_counts_short_abandons") -%}
        {{ exceptions.raise_compiler_error(
            "service_level_genesys is not defined with genesys_counts_abandons and genesys_counts_short_abandons both "
            "off: short abandons would be taken away twice. Leave genesys_counts_short_abandons on; abandons that do "
            "not count take the short ones with them."
        ) }}
    {%- endif -%}
    ({{ relation }}.is_answered and {{ relation }}.wait_seconds is not null)
    {%- if var("genesys_counts_flow_outs") %}
    or {{ relation }}.is_flow_out
    {%- endif %}
    {%- if var("genesys_counts_abandons") and var("genesys_counts_short_abandons") %}
    or {{ relation }}.is_abandoned
    {%- elif var("genesys_counts_abandons") %}
    or ({{ relation }}.is_abandoned and not {{ relation }}.is_short_abandon)
    {%- endif %}
{%- endmacro %}
