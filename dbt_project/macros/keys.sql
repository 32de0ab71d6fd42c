{#- One key from several parts. Null parts count, and differ from empty ones. -#}
{% macro surrogate_key(parts) -%}
    md5(
        {%- for part in parts -%}
        coalesce(cast({{ part }} as string), '~null~'){{ " || '|' || " if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}


{#- The key of another record that this one names, null where it names none: the last part is the name. -#}
{% macro key_if_present(parts) -%}
    case when {{ parts[-1] }} is not null then {{ surrogate_key(parts) }} end
{%- endmacro %}


{#-
    Every row of a raw table with its rank among the versions of its key, 1 being the newest. Ties fall to
    the row number, then to the file's hash, so that neither load order nor file names matter.
-#}
{% macro ranked_versions(relation, key, version=[]) -%}
    select
        *,
        row_number() over (
            partition by {{ key | join(", ") }}
            order by
                {%- for column in version %}
                {{ column }} desc nulls last,
                {%- endfor %}
                _row desc,
                _file_id desc
        ) as version_rank
    from {{ relation }}
{%- endmacro %}
