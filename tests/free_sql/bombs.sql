-- One resource bomb a line: each must end within its limits, and the next question be answered.
select count(*) from range(1000000000000)
select count(*) from range(1000000) a, range(1000000) b
select count(*) from ranking a, ranking b, ranking c, ranking d, ranking e, ranking f
select sum(a.i * b.i) from range(10000000) a(i), range(10000000) b(i)
with recursive x(i) as (select 1 union all select i + 1 from x) select count(*) from x
with recursive x(i) as (select 1 union all select i from x, range(10)) select count(*) from x
with recursive x(s) as (select 'a' union all select s || s from x) select max(length(s)) from x
with recursive x(i) as (select 1 union all select i + 1 from x) select * from x limit 1000000000
with recursive x(l) as (select [1] union all select list_concat(l, l) from x) select max(len(l)) from x
select repeat('x', 2000000000)
select repeat(repeat('x', 1000000), 1000000)
select length(repeat('x', 4000000000))
select lpad('x', 2000000000, 'y')
select rpad('x', 2000000000, 'y')
select string_agg(repeat('x', 1000000), '') from range(100000)
select list(i) from range(1000000000) t(i)
select array_agg(repeat('x', 1000)) from range(10000000)
select range(1000000000)
select generate_series(1, 1000000000)
select list_transform(range(100000000), lambda x: repeat('x', x))
select list_sort(range(500000000))
select list_reduce(range(100000000), lambda x, y: x + y)
select len(flatten([range(100000000), range(100000000)]))
select unnest(range(10000000000))
select * from generate_series(1, 1000000000000)
select i from range(1000000000) t(i) order by random()
select i, count(*) from range(1000000000) t(i) group by i
select distinct i % 100000000 from range(1000000000) t(i)
select count(distinct i) from range(1000000000) t(i)
select median(i) from range(1000000000) t(i)
select mode(i) from range(1000000000) t(i)
select histogram(i) from range(100000000) t(i)
select sum(i) over (order by i rows between unbounded preceding and unbounded following) from range(100000000) t(i)
select row_number() over (order by random()) from range(1000000000)
select max(md5(i::varchar)) from range(1000000000000) t(i)
select max(sha256(repeat('x', 100000))) from range(100000000)
select regexp_matches(repeat('a', 30000000), '(a+)+b')
select regexp_replace(repeat('a', 1000000), 'a{1,1000}', repeat('b', 1000000), 'g') from range(1000)
select levenshtein(repeat('a', 500000), repeat('b', 500000))
select jaccard(repeat('ab', 100000000), repeat('ba', 100000000))
select factorial(33) from range(1000000000000)
select a.i from range(100000) a(i) left join range(100000) b(i) on a.i + b.i > 3 order by a.i * b.i desc
select to_json(list(i)) from range(100000000) t(i)
select json_group_array(repeat('x', 1000)) from range(100000000)
select * from (select * from range(100000) union all select * from range(100000000000)) order by 1 desc
select printf('%2000000000d', 1)
select format('{:>2000000000}', 'x')
select array_to_string(range(1000000000), ',')
select map_from_entries(list((i, i))) from range(100000000) t(i)
select r1.* from ranking r1, ranking r2, ranking r3, ranking r4 order by r1.score * r2.score
select translate(repeat('a', 1000000000), 'a', 'b')
select list_distinct(range(300000000))
