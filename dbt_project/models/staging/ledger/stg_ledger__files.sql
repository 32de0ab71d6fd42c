select
    file_id,
    source,
    stream,
    dialect,

    file_name,
    status,
    reason,
    assumptions,
    definition_hash,

    bytes,
    records,
    loaded,
    rejected,

    earliest_at,
    latest_at,
    loaded_at
from {{ source("ledger", "files") }}
