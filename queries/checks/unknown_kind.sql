-- One row per table whose headers are those of no report kind; a mere remark beside a report table.
select
    incoming_tables.file_no,
    null as row_no,
    incoming_tables.sheet,
    incoming_tables.header_address as address,
    null as field,
    case when others.file_no is null then 'error' else 'warning' end as severity,
    incoming_tables.problem_detail as found,
    case
        when incoming_files.format = 'docx'
            then
                'Không đọc được bản đăng ký nào ở đây: tệp Word phải theo mẫu của Kế hoạch, có đủ các'
                || ' mục “1. Tên tập thể đăng ký”, “2. Tên mô hình đăng ký thực hiện” … “6. Thời gian'
                || ' thực hiện”; báo cáo dạng bảng thì hãy chép vào mẫu Excel rồi gửi lại.'
        else
            'Bảng trong trang tính “' || incoming_tables.sheet
            || '” không thuộc loại báo cáo nào: tên cột không khớp với mẫu nên không dòng nào được'
            || ' đọc; hãy dùng đúng tên cột của một trong các mẫu: ' || labels.listed || '.'
    end as message,
    null as suggestion
from incoming_tables
inner join incoming_files on incoming_tables.file_no = incoming_files.file_no
cross join (
    select string_agg(label, ', ' order by sort_order) as listed from kinds
) as labels
left join (
    select distinct file_no
    from incoming_tables
    where kind is not null
) as others on incoming_tables.file_no = others.file_no
where incoming_tables.problem = 'unknown_kind'
