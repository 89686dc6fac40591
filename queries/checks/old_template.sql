-- One row per file made with a template that is not the current one of its kind.
with versions as (
    select
        template_versions.kind,
        template_versions.version,
        template_versions.published_on,
        template_versions.sequence,
        template_versions.columns,
        coalesce('“' || kinds.label || '”', 'mọi loại báo cáo trong một tệp') as label
    from template_versions
    left join kinds on template_versions.kind = kinds.kind
),

current_versions as (
    select *
    from versions
    qualify row_number() over (partition by kind order by sequence desc) = 1
),

listed_columns as (
    select
        kind,
        version,
        split_part(entry, '=', 1) as field,
        '“' || split_part(entry, '=', 2) || '”' as header
    from (
        select
            kind,
            version,
            unnest(string_split(columns, '|')) as entry
        from versions
    ) as listed
),

column_changes as (
    select
        earlier.kind,
        earlier.version,
        string_agg(earlier.header, ', ' order by earlier.header)
        filter (where later.field is null) as dropped,
        string_agg(
            earlier.header || ' nay là ' || later.header, ', '
            order by earlier.header
        ) filter (where later.header <> earlier.header) as renamed
    from listed_columns as earlier
    inner join current_versions on earlier.kind = current_versions.kind
    left join listed_columns as later
        on
            earlier.kind = later.kind
            and current_versions.version = later.version
            and earlier.field = later.field
    group by earlier.kind, earlier.version
),

new_columns as (
    select
        versions.kind,
        versions.version,
        string_agg(later.header, ', ' order by later.header) as added
    from versions
    inner join current_versions on versions.kind = current_versions.kind
    inner join listed_columns as later
        on versions.kind = later.kind and current_versions.version = later.version
    left join listed_columns as earlier
        on
            versions.kind = earlier.kind
            and versions.version = earlier.version
            and later.field = earlier.field
    where earlier.field is null
    group by versions.kind, versions.version
)

select
    incoming_files.file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'warning' as severity,
    incoming_files.template_kind || ':' || incoming_files.template_version as found,
    case
        when versions.version is null
            then
                'Tệp dùng mẫu ' || current_versions.label || ' với phiên bản không có trong danh sách'
                || ' đã phát hành (' || incoming_files.template_version || ')'
        else
            'Tệp dùng mẫu cũ ' || current_versions.label || ' (phiên bản ' || versions.version
            || ' ngày ' || vn_date(versions.published_on) || ')'
    end
    || ', mẫu hiện hành là phiên bản ' || current_versions.version || ' ngày '
    || vn_date(current_versions.published_on)
    || coalesce('; cột mới: ' || new_columns.added, '')
    || coalesce('; cột đã bỏ: ' || column_changes.dropped, '')
    || coalesce('; cột đổi tên: ' || column_changes.renamed, '')
    || case
        when
            versions.version is not null
            and coalesce(new_columns.added, column_changes.dropped, column_changes.renamed) is null
            then '; các cột vẫn như cũ, chỉ đổi giới hạn hoặc danh mục được chọn'
        else ''
    end
    || '; số liệu vẫn được đọc, lần sau hãy tải mẫu mới.' as message,
    null as suggestion
from incoming_files
inner join current_versions on incoming_files.template_kind = current_versions.kind
left join versions
    on
        incoming_files.template_kind = versions.kind
        and incoming_files.template_version = versions.version
left join column_changes
    on versions.kind = column_changes.kind and versions.version = column_changes.version
left join new_columns
    on versions.kind = new_columns.kind and versions.version = new_columns.version
where incoming_files.template_version <> current_versions.version
