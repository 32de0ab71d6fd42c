-- A refund counts when it came within the window, or nobody knows when. A cancelled order gives back all.
with orders as (
    select
        *,
        coalesce(status in ('cancelled', 'canceled', 'voided'), false)
        and coalesce(refunded_at <= {{ seconds_after("ordered_at", var("refund_window_days") ~ " * 86400") }}, true)
            as is_cancelled,
        coalesce(refunded_at <= {{ seconds_after("ordered_at", var("refund_window_days") ~ " * 86400") }}, true)
            as is_refund_in_window
    from {{ ref("stg_sales__orders") }}
)

select
    source,
    order_id,
    offer_id as offer_key,
    {{ key_if_present(["'zendesk'", "ticket_id"]) }} as case_id,
    agent_account,
    customer_key,
    ordered_at,
    amount,
    case
        when is_cancelled then amount
        when is_refund_in_window then coalesce(refunded_amount, 0)
        else 0
    end as refunded_amount,
    is_cancelled,
    is_refund_in_window
from orders
