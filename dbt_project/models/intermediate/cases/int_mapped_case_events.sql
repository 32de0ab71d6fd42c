{%- set fields = {
    "team": "team_key", "agent": "agent_account", "priority": "priority", "status": "status"
} -%}
with snapshots as (
    select * from {{ ref("stg_mapped__case_versions") }}
    where grain = 'event'
),

compared as (
    select
        source,
        case_key,
        version_no,
        opened_at,
        coalesce(event_at, opened_at) as event_at,
        {%- for column in fields.values() %}
        {{ column }},
        lag({{ column }}) over (partition by source, case_key order by version_no) as previous_{{ column }},
        {%- endfor %}
        version_no = 1 as is_first
    from snapshots
),

-- What a snapshot says differently from the one before happened at its time, or some time before it.
differences as (
    select
        source,
        case_key,
        coalesce(opened_at, event_at) as event_at,
        0 as event_no,
        'created' as event_type,
        cast(null as string) as from_word,
        cast(null as string) as to_word
    from compared
    where is_first
    {%- for event_type, column in fields.items() %}
    union all
    select
        source,
        case_key,
        event_at,
        version_no * 10 + {{ loop.index }} as event_no,
        '{{ event_type }}' as event_type,
        previous_{{ column }} as from_word,
        {{ column }} as to_word
    from compared
    where {{ column }} is distinct from previous_{{ column }}
    {%- endfor %}
)

select
    source,
    case_key,
    event_at,
    event_no,
    event_type,
    from_word,
    to_word,
    cast(null as string) as actor_account,
    'unknown' as actor_kind
from differences
