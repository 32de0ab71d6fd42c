with

lines as (
    select
        *,
        row_number() over (partition by source, order_id order by line_no) as position
    from {{ ref('stg_sales__order_lines') }}
),

orders as (
    select * from {{ ref('int_attributed_orders') }}
),

sold as (
    select
        lines.*,
        orders.ordered_at,
        orders.ordered_on,
        orders.team,
        orders.agent,
        orders.channel,
        orders.topic,
        orders.priority,
        case
            when orders.is_cancelled then 0
            when orders.is_refund_in_window then lines.quantity - coalesce(lines.refunded_quantity, 0)
            else lines.quantity
        end as net_quantity
    from lines
    inner join orders on lines.source = orders.source and lines.order_id = orders.order_id
),

order_lines as (
    select
        {{ surrogate_key(['source', 'order_id', 'line_no']) }} as order_line_id,
        order_id,
        line_no,
        ordered_at,
        ordered_on,
        {{ dimensions('sold') }},
        {{ recorded('product') }} as product,
        kind,
        quantity,
        net_quantity,
        case when kind = 'primary' then net_quantity end as primary_units,
        case when kind = 'addon' then net_quantity end as addon_units
    from sold
)

select * from order_lines
order by ordered_on, team, channel, agent, order_line_id
