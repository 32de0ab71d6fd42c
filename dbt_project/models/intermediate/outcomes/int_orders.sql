{%- set window_ends_at = seconds_after("ordered_at", var("refund_window_days") ~ " * 86400") -%}
-- A refund counts when it came within the window, or nobody knows when. A cancelled order gives back all.
with orders as (
    select
        *,
        coalesce(refunded_at <= {{ window_ends_at }}, true) as is_refund_in_window,
        coalesce(status in ('cancelled', 'canceled', 'voided'), false) as is_marked_cancelled
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
        when not is_refund_in_window then 0
        when is_marked_cancelled then amount
        else coalesce(refunded_amount, 0)
    end as refunded_amount,
    is_marked_cancelled and is_refund_in_window as is_cancelled,
    is_refund_in_window
from orders
