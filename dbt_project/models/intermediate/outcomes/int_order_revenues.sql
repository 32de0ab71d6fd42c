select
    offer_key as offer_id,
    min(order_id) as order_id,
    min(ordered_at) as ordered_at,
    sum(amount) as amount,
    sum(refunded_amount) as refunded_amount
from {{ ref("int_orders") }}
where offer_key is not null
group by offer_key
