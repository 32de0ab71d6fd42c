-- An order that was cancelled gives back all that it took.
with orders as (
    select
        *,
        coalesce(status in ('cancelled', 'canceled', 'voided'), false) as is_cancelled
    from {{ ref("stg_sales__orders") }}
    where offer_id is not null
)

select
    offer_id,
    min(order_id) as order_id,
    sum(amount) as amount,
    sum(case when is_cancelled then amount else coalesce(refunded_amount, 0) end) as refunded_amount
from orders
group by offer_id
