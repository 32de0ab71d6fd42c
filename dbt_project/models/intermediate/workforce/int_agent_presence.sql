select
    source,
    agent,
    place,
    team,
    state,
    started_at,
    ended_at,
    is_end_recorded
from {{ ref("int_asterisk_presence") }}
union all
select
    source,
    agent,
    place,
    team,
    state,
    started_at,
    ended_at,
    is_end_recorded
from {{ ref("int_mapped_presence") }}
