-- One attack a line: none may be answered. Lines that begin with two dashes name the group.
-- /etc/passwd and the environment variable CANARY stand for what must not come out.
-- readers of files, settings and queries, in every place where a table may stand
select * from read_text('/etc/passwd')
with a as (select * from read_text('/etc/passwd')) select * from a
select (select count(*) from read_text('/etc/passwd'))
select * from ranking join read_text('/etc/passwd') on true
select * from ranking where exists (select 1 from read_text('/etc/passwd'))
select 1 union all select count(*) from read_text('/etc/passwd')
select * from ranking, lateral (select * from read_text('/etc/passwd')) x
select * from (from read_text('/etc/passwd'))
select * from read_blob('/etc/passwd')
with a as (select * from read_blob('/etc/passwd')) select * from a
select (select count(*) from read_blob('/etc/passwd'))
select * from ranking join read_blob('/etc/passwd') on true
select * from ranking where exists (select 1 from read_blob('/etc/passwd'))
select 1 union all select count(*) from read_blob('/etc/passwd')
select * from ranking, lateral (select * from read_blob('/etc/passwd')) x
select * from (from read_blob('/etc/passwd'))
select * from read_csv('/etc/passwd')
with a as (select * from read_csv('/etc/passwd')) select * from a
select (select count(*) from read_csv('/etc/passwd'))
select * from ranking join read_csv('/etc/passwd') on true
select * from ranking where exists (select 1 from read_csv('/etc/passwd'))
select 1 union all select count(*) from read_csv('/etc/passwd')
select * from ranking, lateral (select * from read_csv('/etc/passwd')) x
select * from (from read_csv('/etc/passwd'))
select * from read_csv_auto('/etc/passwd')
with a as (select * from read_csv_auto('/etc/passwd')) select * from a
select (select count(*) from read_csv_auto('/etc/passwd'))
select * from ranking join read_csv_auto('/etc/passwd') on true
select * from ranking where exists (select 1 from read_csv_auto('/etc/passwd'))
select 1 union all select count(*) from read_csv_auto('/etc/passwd')
select * from ranking, lateral (select * from read_csv_auto('/etc/passwd')) x
select * from (from read_csv_auto('/etc/passwd'))
select * from read_json('/etc/passwd')
with a as (select * from read_json('/etc/passwd')) select * from a
select (select count(*) from read_json('/etc/passwd'))
select * from ranking join read_json('/etc/passwd') on true
select * from ranking where exists (select 1 from read_json('/etc/passwd'))
select 1 union all select count(*) from read_json('/etc/passwd')
select * from ranking, lateral (select * from read_json('/etc/passwd')) x
select * from (from read_json('/etc/passwd'))
select * from read_json_objects('/etc/passwd')
with a as (select * from read_json_objects('/etc/passwd')) select * from a
select (select count(*) from read_json_objects('/etc/passwd'))
select * from ranking join read_json_objects('/etc/passwd') on true
select * from ranking where exists (select 1 from read_json_objects('/etc/passwd'))
select 1 union all select count(*) from read_json_objects('/etc/passwd')
select * from ranking, lateral (select * from read_json_objects('/etc/passwd')) x
select * from (from read_json_objects('/etc/passwd'))
select * from read_ndjson('/etc/passwd')
with a as (select * from read_ndjson('/etc/passwd')) select * from a
select (select count(*) from read_ndjson('/etc/passwd'))
select * from ranking join read_ndjson('/etc/passwd') on true
select * from ranking where exists (select 1 from read_ndjson('/etc/passwd'))
select 1 union all select count(*) from read_ndjson('/etc/passwd')
select * from ranking, lateral (select * from read_ndjson('/etc/passwd')) x
select * from (from read_ndjson('/etc/passwd'))
select * from read_parquet('/tmp/*.parquet')
with a as (select * from read_parquet('/tmp/*.parquet')) select * from a
select (select count(*) from read_parquet('/tmp/*.parquet'))
select * from ranking join read_parquet('/tmp/*.parquet') on true
select * from ranking where exists (select 1 from read_parquet('/tmp/*.parquet'))
select 1 union all select count(*) from read_parquet('/tmp/*.parquet')
select * from ranking, lateral (select * from read_parquet('/tmp/*.parquet')) x
select * from (from read_parquet('/tmp/*.parquet'))
select * from parquet_scan('/tmp/x.parquet')
with a as (select * from parquet_scan('/tmp/x.parquet')) select * from a
select (select count(*) from parquet_scan('/tmp/x.parquet'))
select * from ranking join parquet_scan('/tmp/x.parquet') on true
select * from ranking where exists (select 1 from parquet_scan('/tmp/x.parquet'))
select 1 union all select count(*) from parquet_scan('/tmp/x.parquet')
select * from ranking, lateral (select * from parquet_scan('/tmp/x.parquet')) x
select * from (from parquet_scan('/tmp/x.parquet'))
select * from parquet_metadata('/tmp/x.parquet')
with a as (select * from parquet_metadata('/tmp/x.parquet')) select * from a
select (select count(*) from parquet_metadata('/tmp/x.parquet'))
select * from ranking join parquet_metadata('/tmp/x.parquet') on true
select * from ranking where exists (select 1 from parquet_metadata('/tmp/x.parquet'))
select 1 union all select count(*) from parquet_metadata('/tmp/x.parquet')
select * from ranking, lateral (select * from parquet_metadata('/tmp/x.parquet')) x
select * from (from parquet_metadata('/tmp/x.parquet'))
select * from glob('/*')
with a as (select * from glob('/*')) select * from a
select (select count(*) from glob('/*'))
select * from ranking join glob('/*') on true
select * from ranking where exists (select 1 from glob('/*'))
select 1 union all select count(*) from glob('/*')
select * from ranking, lateral (select * from glob('/*')) x
select * from (from glob('/*'))
select * from sniff_csv('/etc/passwd')
with a as (select * from sniff_csv('/etc/passwd')) select * from a
select (select count(*) from sniff_csv('/etc/passwd'))
select * from ranking join sniff_csv('/etc/passwd') on true
select * from ranking where exists (select 1 from sniff_csv('/etc/passwd'))
select 1 union all select count(*) from sniff_csv('/etc/passwd')
select * from ranking, lateral (select * from sniff_csv('/etc/passwd')) x
select * from (from sniff_csv('/etc/passwd'))
select * from duckdb_secrets()
with a as (select * from duckdb_secrets()) select * from a
select (select count(*) from duckdb_secrets())
select * from ranking join duckdb_secrets() on true
select * from ranking where exists (select 1 from duckdb_secrets())
select 1 union all select count(*) from duckdb_secrets()
select * from ranking, lateral (select * from duckdb_secrets()) x
select * from (from duckdb_secrets())
select * from duckdb_settings()
with a as (select * from duckdb_settings()) select * from a
select (select count(*) from duckdb_settings())
select * from ranking join duckdb_settings() on true
select * from ranking where exists (select 1 from duckdb_settings())
select 1 union all select count(*) from duckdb_settings()
select * from ranking, lateral (select * from duckdb_settings()) x
select * from (from duckdb_settings())
select * from query('select 1')
with a as (select * from query('select 1')) select * from a
select (select count(*) from query('select 1'))
select * from ranking join query('select 1') on true
select * from ranking where exists (select 1 from query('select 1'))
select 1 union all select count(*) from query('select 1')
select * from ranking, lateral (select * from query('select 1')) x
select * from (from query('select 1'))
select * from query_table(['ranking'])
with a as (select * from query_table(['ranking'])) select * from a
select (select count(*) from query_table(['ranking']))
select * from ranking join query_table(['ranking']) on true
select * from ranking where exists (select 1 from query_table(['ranking']))
select 1 union all select count(*) from query_table(['ranking'])
select * from ranking, lateral (select * from query_table(['ranking'])) x
select * from (from query_table(['ranking']))
-- scalar functions that reach out
select getenv('CANARY')
select current_setting('home_directory')
select current_setting('secret_directory')
select getvariable('x')
select nextval('s')
select currval('s')
select current_database()
select current_schema()
select current_schemas(true)
select current_query()
select current_query_id()
select current_connection_id()
select current_transaction_id()
select txid_current()
select version()
select in_search_path('main','main')
select json_execute_serialized_sql('{}')
select json_serialize_sql('select 1')
select json_deserialize_sql('{}')
select json_serialize_plan('select 1')
select write_log('x')
select parse_duckdb_log_message('QueryLog','x')
select sleep_ms(100000)
select stats(1)
select get_block_size('x')
select pg_typeof(1)
select pg_size_pretty(1)
select has_table_privilege('ranking','select')
select setseed(0.5)
select uuid()
select gen_random_uuid()
select user()
select session_user()
select which_secret('s3://x','s3')
select path_join('/etc','passwd')
select parse_path('/etc/passwd')
select read_text('/etc/passwd')
select __internal_compress_string_ubigint('a')
select create_sort_key(1,'asc')
select enum_range(null)
-- the same hidden in expressions
select 1 where getenv('CANARY') is not null
select 1 order by getenv('CANARY')
select 1 limit length(getenv('CANARY'))
select count(*) filter (where getenv('CANARY') = 'x') from ranking
select case when true then getenv('CANARY') end
select list_transform([1], lambda x: getenv('CANARY'))
select [getenv('CANARY')]
select {'a': getenv('CANARY')}
select coalesce(null, getenv('CANARY'))
select sum(score) over (order by getenv('CANARY')) from ranking
select block_name from ranking group by getenv('CANARY'), 1
select 1 from ranking having getenv('CANARY') = 'x'
select * from ranking qualify getenv('CANARY') is null
select cast(getenv('CANARY') as varchar)
select x from (values (getenv('CANARY'))) t(x)
select * from unnest([getenv('CANARY')])
select * from range(length(getenv('CANARY')))
select * replace (getenv('CANARY') as score) from ranking
select try(getenv('CANARY'))
select string_agg(block_name order by getenv('CANARY')) from ranking
select 1 where current_setting('temp_directory') is not null
select 1 order by current_setting('temp_directory')
select 1 limit length(current_setting('temp_directory'))
select count(*) filter (where current_setting('temp_directory') = 'x') from ranking
select case when true then current_setting('temp_directory') end
select list_transform([1], lambda x: current_setting('temp_directory'))
select [current_setting('temp_directory')]
select {'a': current_setting('temp_directory')}
select coalesce(null, current_setting('temp_directory'))
select sum(score) over (order by current_setting('temp_directory')) from ranking
select block_name from ranking group by current_setting('temp_directory'), 1
select 1 from ranking having current_setting('temp_directory') = 'x'
select * from ranking qualify current_setting('temp_directory') is null
select cast(current_setting('temp_directory') as varchar)
select x from (values (current_setting('temp_directory'))) t(x)
select * from unnest([current_setting('temp_directory')])
select * from range(length(current_setting('temp_directory')))
select * replace (current_setting('temp_directory') as score) from ranking
select try(current_setting('temp_directory'))
select string_agg(block_name order by current_setting('temp_directory')) from ranking
select 1 where nextval('s') is not null
select 1 order by nextval('s')
select 1 limit length(nextval('s'))
select count(*) filter (where nextval('s') = 'x') from ranking
select case when true then nextval('s') end
select list_transform([1], lambda x: nextval('s'))
select [nextval('s')]
select {'a': nextval('s')}
select coalesce(null, nextval('s'))
select sum(score) over (order by nextval('s')) from ranking
select block_name from ranking group by nextval('s'), 1
select 1 from ranking having nextval('s') = 'x'
select * from ranking qualify nextval('s') is null
select cast(nextval('s') as varchar)
select x from (values (nextval('s'))) t(x)
select * from unnest([nextval('s')])
select * from range(length(nextval('s')))
select * replace (nextval('s') as score) from ranking
select try(nextval('s'))
select string_agg(block_name order by nextval('s')) from ranking
select 1 where current_query() is not null
select 1 order by current_query()
select 1 limit length(current_query())
select count(*) filter (where current_query() = 'x') from ranking
select case when true then current_query() end
select list_transform([1], lambda x: current_query())
select [current_query()]
select {'a': current_query()}
select coalesce(null, current_query())
select sum(score) over (order by current_query()) from ranking
select block_name from ranking group by current_query(), 1
select 1 from ranking having current_query() = 'x'
select * from ranking qualify current_query() is null
select cast(current_query() as varchar)
select x from (values (current_query())) t(x)
select * from unnest([current_query()])
select * from range(length(current_query()))
select * replace (current_query() as score) from ranking
select try(current_query())
select string_agg(block_name order by current_query()) from ranking
-- names of files and addresses where a table may stand
from '/etc/passwd'
select * from "/etc/passwd"
from '/proc/self/environ'
select * from "/proc/self/environ"
from '/proc/self/cmdline'
select * from "/proc/self/cmdline"
from '../../etc/passwd'
select * from "../../etc/passwd"
from 'data.csv'
select * from "data.csv"
from 'x.parquet'
select * from "x.parquet"
from 'x.json'
select * from "x.json"
from 'x.duckdb'
select * from "x.duckdb"
from 'store/current.json'
select * from "store/current.json"
from 's3://bucket/x.parquet'
select * from "s3://bucket/x.parquet"
from 'http://127.0.0.1/x.csv'
select * from "http://127.0.0.1/x.csv"
from 'https://example.org/x.parquet'
select * from "https://example.org/x.parquet"
from 'file:///etc/passwd'
select * from "file:///etc/passwd"
from 'hf://datasets/x/y.csv'
select * from "hf://datasets/x/y.csv"
from 'gs://a/b.csv'
select * from "gs://a/b.csv"
from '*.csv'
select * from "*.csv"
from '/dev/stdin'
select * from "/dev/stdin"
from '/dev/zero'
select * from "/dev/zero"
from 'md:'
select * from "md:"
from '\\host\share\x.csv'
select * from "\\host\share\x.csv"
-- DuckDB's own tables, and variables of the Python around it
select * from sqlite_master
select * from sqlite_schema
select * from sqlite_temp_master
select * from duckdb_tables
select * from duckdb_columns
select * from duckdb_views
select * from duckdb_schemas
select * from duckdb_databases
select * from duckdb_types
select * from duckdb_constraints
select * from duckdb_indexes
select * from duckdb_logs
select * from pragma_database_list
select * from pg_catalog.pg_tables
select * from pg_catalog.pg_settings
select * from pg_class
select * from pg_namespace
select * from information_schema.tables
select * from information_schema.columns
select * from information_schema.schemata
select * from system.information_schema.tables
select * from memory.main.ranking
select * from temp.main.x
select * from reader.main.ranking
select * from main.report_cells
select * from report_cells
select * from submissions
select * from offers
select * from journal
select * from limits
select * from connection
select * from columns
select * from statement
select * from text
select * from file
select * from rows
select * from sys
select * from os
select * from duckdb_functions()
select * from duckdb_extensions()
select * from duckdb_tables()
select * from duckdb_columns()
select * from duckdb_databases()
select * from duckdb_memory()
select * from duckdb_temporary_files()
select * from duckdb_variables()
select * from duckdb_logs()
select * from duckdb_log_contexts()
select * from duckdb_keywords()
select * from duckdb_optimizers()
select * from duckdb_prepared_statements()
select * from duckdb_external_file_cache()
select * from duckdb_approx_database_count()
select * from pragma_table_info('ranking')
select * from pragma_storage_info('ranking')
select * from pragma_database_size()
select * from pragma_version()
select * from pragma_platform()
select * from pragma_user_agent()
select * from pragma_show('ranking')
select * from which_secret('s3://x','s3')
select * from repeat_row(1, num_rows=10)
select * from test_all_types()
select * from summary((select 1))
select * from checkpoint()
select * from force_checkpoint()
select * from enable_logging()
select * from set_log('x')
select * from json_execute_serialized_sql('x')
select * from sql_auto_complete('sel')
select * from json_each('{}')
select * from json_tree('{}')
select * from parquet_schema('x')
select * from parquet_kv_metadata('x')
select * from parquet_file_metadata('x')
select * from parquet_bloom_probe('x','a',1)
select * from arrow_scan(1,2,3)
select * from arrow_scan_dumb(1,2,3)
select * from pandas_scan(1)
select * from python_map_function(1)
select * from seq_scan('ranking')
select * from index_scan(1)
select * from sqlite_scan('x','y')
select * from sqlite_attach('x')
select * from postgres_scan('','','')
select * from postgres_query('x','select 1')
select * from mysql_query('x','select 1')
select * from iceberg_scan('x')
select * from delta_scan('x')
select * from st_read('x')
select * from read_xlsx('x.xlsx')
select * from read_avro('x')
select * from read_duckdb('x.duckdb')
select * from shell('id')
select * from load_aws_credentials()
select * from duckdb_secret_types()
select * from duckdb_profiling_settings()
select * from duckdb_coordinate_systems()
select * from duckdb_connection_count()
select * from duckdb_dependencies()
select * from duckdb_sequences()
select * from icu_calendar_names()
select * from pg_timezone_names()
-- statements of another kind
insert into ranking values (1)
insert into ranking select * from ranking
update ranking set score = 100
delete from ranking
truncate ranking
merge into ranking using votes on true when matched then delete
create table x as select 1
create temp table x as select 1
create view x as select 1
create or replace view ranking as select 1
create macro f(x) as x
create schema x
create sequence s
create type t as enum ('a')
create index i on ranking(score)
create secret s (type s3)
create persistent secret s (type http, bearer_token 'x')
drop table ranking
drop view if exists ranking
alter table ranking add column x int
alter table ranking rename to x
comment on table ranking is 'x'
copy ranking to '/tmp/stolen.csv'
copy (select * from ranking) to '/tmp/stolen.parquet'
copy ranking from '/etc/passwd'
copy ranking to '/dev/stdout'
copy from database a to b
export database '/tmp/stolen'
import database '/tmp/stolen'
attach '/tmp/x.duckdb'
attach ':memory:' as m
attach 'http://127.0.0.1/x.duckdb' as m
attach if not exists 'x' as y (type sqlite)
detach reader
use memory
install httpfs
install httpfs from 'http://127.0.0.1'
force install httpfs
load httpfs
load '/tmp/evil.duckdb_extension'
update extensions
set enable_external_access = true
set lock_configuration = false
set memory_limit = '100GB'
set threads = 64
set temp_directory = '/tmp'
set disabled_filesystems = ''
set variable x = 1
set session search_path = 'x'
set global threads = 8
set errors_as_json = false
set allow_parser_override_extension = 'strict'
reset memory_limit
reset enable_external_access
pragma enable_external_access
pragma memory_limit = '100GB'
pragma database_list
pragma show_tables
pragma table_info('ranking')
pragma version
pragma enable_profiling
pragma enable_checkpoint_on_shutdown
pragma import_database('/tmp')
call pragma_version()
call force_checkpoint()
call duckdb_settings()
call enable_logging()
checkpoint
force checkpoint
vacuum
analyze
begin
begin transaction
commit
rollback
abort
prepare p as select 1
execute p
deallocate p
explain select 1
explain analyze select * from ranking
describe ranking
describe select 1
show tables
show all tables
show databases
show ranking
summarize ranking
from (describe ranking)
from (show tables)
from (summarize ranking)
select * from (describe select * from ranking)
pivot ranking on level using count(*)
select 1; drop table ranking
select 1; select 2
select 1;; copy ranking to '/tmp/x'
; ; attach 'x'
values (1); set threads = 4
-- writes and readers behind the words of a select
with x as (delete from ranking returning *) select * from x
with x as (insert into ranking select * from ranking returning *) select * from x
with x as (update ranking set score = 1 returning *) select count(*) from x
with x as (copy ranking to '/tmp/x') select 1
with x as materialized (delete from ranking returning *) select * from x
with recursive x as (select 1 union all delete from ranking returning 1) select * from x
with x as (from read_text('/etc/passwd')) from x
with x as (attach 'y') select 1
select * from (delete from ranking returning *)
select (delete from ranking returning 1)
select * into outfile '/tmp/x' from ranking
select * into x from ranking
select * from ranking into '/tmp/x'
select * from ranking at (version => 1)
select * from ranking at (timestamp => now())
select * from ranking for update
table '/etc/passwd'
table duckdb_settings
from duckdb_settings
select $1
select ?
select $secret
select * from ranking where score = $1
select current_user
select session_user
select user
select current_role
select current_catalog
select current_schema
select current_database
select default
select 'ranking'::regclass
select 'a'::enum('a')
select cast('x' as enum('x', 'y'))
select cast(1 as x.y.z)
select 1::reader.main.t
select main.getenv('CANARY')
select system.main.getenv('CANARY')
select system.main.read_text('/etc/passwd')
select * from system.main.read_text('/etc/passwd')
select * from main.read_text('/etc/passwd')
select "getenv"('CANARY')
select GETENV('CANARY')
select GeTeNv ('CANARY')
select /* */ getenv /* */ ('CANARY')
select getenv--
select 'CANARY'.getenv()
select ('CANARY').getenv()
select '/etc/passwd'.read_text()
select * from "read_text"('/etc/passwd')
select * from READ_TEXT('/etc/passwd')
select * from read_text/**/('/etc/passwd')
select * from read_text(['/etc/passwd', '/etc/hosts'])
select * from read_text('/etc/' || 'passwd')
select * from read_text((select '/etc/passwd'))
select * from read_csv('/etc/passwd', delim = ':', header = false)
select * from read_csv(files = '/etc/passwd')
select * from read_csv_auto('/etc/passwd', all_varchar := true)
select * from ranking, read_text(ranking.unit_name)
select * from ranking r, lateral read_text(r.unit_name)
select * from ranking r cross join lateral (select * from glob(r.unit_name))
select * from query('attach ''x''')
select * from query('select getenv(''CANARY'')')
select * from query_table('ranking')
select * from query_table('/etc/passwd')
with duckdb_settings as (select 1) select * from duckdb_settings()
with duckdb_tables as (select 1) select * from duckdb_tables
with "/etc/passwd" as (select 1) select * from "/etc/passwd"
with "x.csv" as (select 1) select * from (with y as (select 1) from 'x.csv')
with a as (with secret as (select 1) select * from secret) select * from secret
select (with b as (select 1) select 1), (select 1 from b)
with sqlite_master as (select 1 a) select * from sqlite_master
with a as (select 1) select * from main.a
with a as (select 1) select * from memory.main.a
select * from ranking semi join duckdb_settings() s on true
select * from ranking anti join glob('/*') g on true
select * from ranking asof join read_csv('x') c on ranking.score >= c.score
select * from ranking positional join read_text('/etc/passwd')
select * from ranking natural join duckdb_columns
select * from unnest((select list(content) from read_text('/etc/passwd')))
select unnest(glob('/*'))
select columns(getenv('CANARY')) from ranking
select * exclude (score) replace (getenv('CANARY') as unit_name) from ranking
select [x for x in glob('/*')]
select [getenv(x) for x in ['CANARY']]
select [x for x in ['CANARY'] if getenv(x) is not null]
select list_filter(['CANARY'], lambda x: getenv(x) = 'a')
select list_reduce(['CANARY'], lambda x, y: getenv(x))
select list_aggregate(['x'], 'getenv')
select list_aggregate(['x'], 'read_text')
select invoke(lambda x: getenv(x), 'CANARY')
select struct_pack(a := getenv('CANARY'))
select map {'a': getenv('CANARY')}
select getenv('CANARY') collate nocase
select extract(year from nextval('s'))
select 1 in (select getenv('CANARY'))
select any_value(getenv('CANARY')) from ranking
select first(content) from '/etc/passwd'
select sum(score) filter (where getenv('CANARY') = 'x') from ranking
select count(*) over (partition by getenv('CANARY')) from ranking
select lag(getenv('CANARY')) over () from ranking
select * from ranking tablesample (getenv('CANARY')::int)
select * from ranking limit (select count(*) from glob('/*'))
select * from ranking offset (select length(getenv('CANARY')))
select * from ranking order by (select max(file) from glob('/*'))
select distinct on (getenv('CANARY')) * from ranking
select * from ranking group by grouping sets ((getenv('CANARY')))
select * from ranking group by cube (nextval('s'))
select * from range((select count(*) from duckdb_settings()))
select * from generate_series(1, length(getenv('CANARY')))
select * from ranking pivot (count(*) for getenv('CANARY') in ('a'))
select * from read_text('/etc/passwd') pivot (count(*) for filename in ('a'))
select * from (values ((select content from read_text('/etc/passwd')))) v
(select * from read_text('/etc/passwd'))
((select getenv('CANARY')))
select 1 union by name select getenv('CANARY')
select 1 except select nextval('s')
select 1 intersect (select length(content) from read_text('/etc/passwd'))
select x from ranking, (select getenv('CANARY') x) y
select error(getenv('CANARY'))
select cast(getenv('CANARY') as int)
select strptime(getenv('CANARY'), '%d')
select printf('%s', getenv('CANARY'))
select regexp_replace('x', 'x', getenv('CANARY'))
select json_extract('{}', getenv('CANARY'))
select hash(current_setting('temp_directory'))
select sleep_ms(600000)
select from_json('{}', '"x"')
select * from ranking where unit_name in (from read_text('/etc/passwd') select content)
select * from ranking where unit_name = any (select file from glob('/*'))
select * from ranking where score > all (select value from duckdb_settings)
from ranking select getenv('CANARY')
from ranking as r, duckdb_settings as s
from ranking union all from read_csv('/etc/passwd')
from read_text('/etc/passwd') select content where true
from (values ('/etc/passwd')) t(f), read_text(f)
select ＊ from read_text('/etc/passwd')
select * from ｒead_text('/etc/passwd')
select * from read_teхt('/etc/passwd')
.read /etc/passwd
.shell id
\copy ranking to '/tmp/x'
!id
import os
__import__('os').system('id')
'; drop table ranking; --
1; attach 'x' as y; --
-- only a comment
/* only a comment */
/* open
'open
"open
select
from
with
drop
()
