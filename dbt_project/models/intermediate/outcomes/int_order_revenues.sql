-- An order that was cancelled sold nothing.
select
    offer_id,
    min(order_id) as order_id,
    sum(case when status in ('cancelled', 'canceled', 'voided') then 0 else amount end) as amount,
    sum(case when status in ('cancelled', 'canceled', 'voided') then amount else coalesce(refunded_amount, 0) end)
        as refunded_amount
from {{ ref("stg_sales__orders") }}
where offer_id is not null
group by offer_id
