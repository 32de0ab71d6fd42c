select offer_id
from {{ ref('offers') }}
where
    (is_accepted and not is_offered)
    or (net_revenue is not null and not is_accepted)
