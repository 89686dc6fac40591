-- Words that several views share: Vietnamese notation, comparison with a target, search text.

-- 1234.5 with 2 digits -> 1.234,50; rounds the decimal itself, half away from zero.
create macro vn_number(number, digits) as
case when round(cast(number as decimal(18, 6)), digits) < 0 then '-' else '' end
|| replace(
    format('{:,}', cast(trunc(round(abs(cast(number as decimal(18, 6))), digits)) as bigint)),
    ',',
    '.'
)
|| case
    when digits = 0 then ''
    else
        ','
        || split_part(cast(round(abs(cast(number as decimal(18, 6))), digits) as varchar), '.', 2)
end;

create macro vn_date(day) as strftime(day, '%d/%m/%Y');

-- Decides on the decimals as stated; null where there is nothing to compare.
create macro meets(number, comparator, target) as
case comparator when '>' then number > target when '>=' then number >= target end;

-- đ is a letter of its own, not a d with an accent, so strip_accents leaves it alone.
create macro search_text(words) as replace(strip_accents(lower(words)), 'đ', 'd');
