select
    source,
    min(earliest_at) as earliest_at,
    max(latest_at) as latest_at
from {{ ref("stg_ledger__files") }}
where status = 'loaded'
group by source
