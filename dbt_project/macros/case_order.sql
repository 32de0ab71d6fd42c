{#-
    True where a source recorded that a case was resolved before anybody answered it. One of its two
    times is wrong and nothing tells which, so no duration is taken from either. Times from a history
    are not judged: a case may well be solved in silence and answered afterwards.
-#}
{% macro resolved_before_first_response(cases) -%}
    coalesce({{ cases }}.recorded_resolved_at < {{ cases }}.recorded_first_response_at, false)
{%- endmacro %}
