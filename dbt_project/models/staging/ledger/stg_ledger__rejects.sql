-- The raw text stays behind: it may hold personal data, and nothing downstream needs it.
select
    file_id,
    source,
    stream,

    file_name,
    column_name,
    reason,

    record,
    line,
    byte,

    rejected_at
from {{ source("ledger", "rejects") }}
