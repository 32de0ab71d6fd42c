with

rejects as (
    select
        file_id,
        source,
        stream,
        count(*) as rejected
    from {{ ref('data_rejects') }}
    group by file_id, source, stream
)

select
    loads.file_name,
    loads.source,
    loads.stream
from {{ ref('data_loads') }} as loads
left join rejects
    on loads.file_id = rejects.file_id and loads.source = rejects.source and loads.stream = rejects.stream
where
    loads.status = 'loaded'
    and (loads.records <> loads.loaded + loads.rejected or loads.rejected > coalesce(rejects.rejected, 0))
