{%- set window_seconds = var("refund_window_days") | int * 86400 -%}
with orders as (
    select
        *,
        is_cancelled or refunded_amount > 0 as is_given_back
    from {{ ref("int_orders") }}
    where offer_key is not null
),

-- Where no order ever gave anything back, nobody notes it.
refunding_sources as (
    select distinct source
    from {{ ref("int_orders") }}
    where is_cancelled or refunded_amount > 0 or not is_refund_in_window
),

coverage as (
    select * from {{ ref("int_source_coverage") }}
),

judged as (
    select
        orders.*,
        case
            when
                refunding_sources.source is not null
                and {{ seconds_between("orders.ordered_at", "coverage.latest_at") }} >= {{ window_seconds }}
                then case when orders.is_given_back then 1 else 0 end
        end as returned
    from orders
    left join refunding_sources on orders.source = refunding_sources.source
    left join coverage on orders.source = coverage.source
)

select
    offer_key as offer_id,
    min(order_id) as order_id,
    min(ordered_at) as ordered_at,
    sum(amount) as amount,
    sum(refunded_amount) as refunded_amount,
    max(returned) = 1 as is_returned
from judged
group by offer_key
