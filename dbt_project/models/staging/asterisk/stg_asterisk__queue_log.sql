-- Rotated logs overlap with their copies, and two equal lines of one file may both be true. So a line of the
-- log is known by its text and by how often that text stood in its file before.
with occurrences as (
    select
        *,
        row_number() over (partition by source, line_hash, _file_id order by _row) as occurrence
    from {{ source("asterisk", "queue_log") }}
),

versions as (
    {{ ranked_versions("occurrences", ["source", "line_hash", "occurrence"]) }}
),

renamed as (
    select
        source,
        call_id,
        nullif(queue, 'NONE') as queue,
        nullif(nullif(member, 'NONE'), '') as member,
        caller as customer_key,

        event,
        param1,
        param2,
        param3,
        param4,
        param5,
        param6,

        logged_at,
        _row as line_no
    from versions
    where version_rank = 1
)

select * from renamed
