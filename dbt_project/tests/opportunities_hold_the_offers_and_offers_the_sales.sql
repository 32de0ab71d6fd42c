select offer_id
from {{ ref('offers') }}
where
    (is_accepted and not is_offered)
    or (net_revenue is not null and not is_accepted)
union all
select contact_id as offer_id
from {{ ref('contact_sales') }}
where opportunity_count < offer_count or offer_count < sale_count
