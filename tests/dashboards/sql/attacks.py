"""Statements that try to leave the published file: to read, write, connect, load, or change how DuckDB is set.

`{secret}` is a file that holds a secret, `{folder}` one that may be written to by anybody, `{file}` the published file, `{port}` one
that somebody listens on. `{own}` is how the process itself may reach the file it has open.
"""

READS = """
select * from read_text('{secret}')
select * from read_blob('{secret}')
select * from read_csv('{secret}')
select * from read_csv('{secret}', columns = {{'line': 'VARCHAR'}}, auto_detect = false)
select * from read_csv(['{secret}', '/etc/passwd'])
select * from read_json('{secret}', format = 'unstructured')
select * from read_json_objects('{secret}')
select * from read_ndjson_auto('{secret}')
select * from read_parquet('{secret}')
select * from parquet_metadata('{secret}')
select * from parquet_schema('{secret}')
select * from parquet_full_metadata('{secret}')
select * from sniff_csv('{secret}')
select * from glob('{folder}/*')
select * from glob('/etc/*')
select * from '{secret}'
select * from "{secret}"
from '{folder}/*.csv'
from '/etc/passwd'
select content from read_text('/proc/self/environ')
select content from read_text('/proc/self/cmdline')
select content from read_text('/proc/self/maps')
select content from read_text('/proc/1/environ')
select content from read_blob('/proc/self/mem')
select content from read_blob('/dev/mem')
select content from read_blob('/dev/zero')
select content from read_text('/dev/stdin')
select content from read_text('/dev/fd/0')
select size from read_blob('{file}')
select size from read_blob('{own}')
select size from read_blob('{own}.wal')
select * from read_text(getvariable('nothing'))
select * from read_text((select '{secret}'))
select * from read_text(chr(47) || 'etc' || chr(47) || 'passwd')
select * from query('select * from read_text(''{secret}'')')
select * from query_table('{secret}')
select * from json_execute_serialized_sql(json_serialize_sql('select * from read_text(''{secret}'')'))
select (select content from read_text('{secret}'))
select * from (describe (select * from read_csv('{secret}')))
select * from (summarize (select * from read_csv('{secret}')))
describe select * from read_csv('{secret}')
select * from cases, lateral (select * from read_text('{secret}'))
with recursive r as (select content from read_text('{secret}') union all select content from r where false) from r
select/**/*/**/from/**/read_text('{secret}')
SeLeCt * FrOm ReAd_TeXt('{secret}') -- a comment
select * from read_text(E'\\x2fetc\\x2fpasswd')
select * from "read_text"('{secret}')
select * from system.main.read_text('{secret}')
select * from read_text('file://{secret}')
select * from read_text('{folder}/../{folder}/secret.txt')
select * from read_text(U&'{secret}')
select * from which_secret('s3://x', 's3')
from duckdb_secrets()
from duckdb_secrets(redact = false)
select getenv('HOME')
select getenv('EVENHAND_CANARY')
select * from canary_frame
select * from os
from sys.modules
select * from pandas_scan(1)
select * from arrow_scan(1, 2, 3)
select * from arrow_scan_dumb(1, 2, 3)
select * from python_map_function(1)
select * from seq_scan('cases')
select\u00a0*\u00a0from read_text('{secret}')
select * from read\u200b_text('{secret}')
select * from ｒｅａｄ＿ｔｅｘｔ('{secret}')
select * from READ_TEXT('{secret}'\u2028)
select * from read_text($${secret}$$)
select * from read_text($tag${secret}$tag$)
""".strip().split("\n")

WRITES = """
copy cases to '{folder}/out.csv'
copy (select 1) to '{folder}/out.parquet'
copy (select 1) to '{folder}/out.json' (format json)
copy (select 1) to '{folder}/parts' (format csv, partition_by (a))
copy (select 1 as a, 2 as b) to '{folder}/parts' (partition_by (a), overwrite_or_ignore)
copy (select 1) to '{folder}/threads' (per_thread_output)
copy (select 'x'::blob) to '{own}.wal' (format blob)
copy (select 'x'::blob) to '{file}.wal' (format blob)
copy (select 1) to '{file}'
copy (select 1) to '{own}'
copy (select 1) to '/dev/stdout'
copy (select 1) to '/dev/fd/1'
copy (select 1) to '/proc/self/fd/1'
copy (select '1') to '/proc/self/oom_score_adj' (header false)
copy (select 1) to '/dev/shm/evenhand-attack'
copy (select 1) to '/tmp/evenhand-attack'
copy (select 1) to '.tmp/evenhand-attack'
copy cases from '{secret}'
copy (select 1) to '{folder}/secret.txt' (use_tmp_file false)
with x as (copy (select 1) to '{folder}/out.csv') select 1
with x as (copy (select 'x'::blob) to '{own}.wal' (format blob)) select 1
with x as materialized (copy (select 1) to '{folder}/out.csv' returning *) from x
with x as (insert into cases values (9, 'x') returning *) from x
with x as (update cases set team = 'x' returning *) from x
with x as (delete from cases returning *) from x
select * from (with x as (delete from cases returning *) from x)
explain analyze copy (select 1) to '{folder}/out.csv'
explain copy (select 1) to '{folder}/out.csv'
explain analyze delete from cases
export database '{folder}/export'
import database '{folder}'
copy from database evenhand to memory
insert into cases values (9, 'x')
update cases set team = 'x'
delete from cases
truncate cases
merge into cases using (select 1 as id) s on cases.id = s.id when matched then delete
alter table cases add column x integer
drop table cases
drop database evenhand
create table evenhand.main.x as select 1
create or replace table cases as select 1
create schema evenhand.x
create view evenhand.main.v as select 1
create macro evenhand.main.m() as 1
create sequence evenhand.main.s
create type evenhand.main.t as enum ('a')
create index i on cases (id)
comment on table cases is 'x'
vacuum cases
analyze
checkpoint evenhand
force checkpoint
begin; delete from cases; commit
select 1; delete from cases
select 1;;copy (select 1) to '{folder}/out.csv'
'; drop table cases; --
execute immediate 'delete from cases'
prepare p as delete from cases; execute p
call enable_logging(storage = 'file', storage_path = '{folder}/log')
call enable_profiling(save_location = '{folder}/profile.json')
pragma enable_profiling; pragma profiling_output = '{folder}/profile.json'; select 1
select write_log('x')
select * from write_log('x')
""".strip().split("\n")

CHANGES = """
attach '{folder}/new.duckdb'
attach '{file}' as again
attach '{file}' as again (read_write)
attach '{own}' as again (read_write)
attach ':memory:' as m
attach 'http://127.0.0.1:{port}/x.duckdb' as h
attach 'host=127.0.0.1 port={port}' as p (type postgres)
attach '{secret}' as s (type sqlite)
attach 'ducklake:{folder}/lake' as lake
attach 'quack:127.0.0.1:{port}' as q
detach evenhand
use memory; create table t as select 1; from t
install httpfs
force install httpfs from 'http://127.0.0.1:{port}'
install '{folder}/x.duckdb_extension'
load httpfs
load '{folder}/x.duckdb_extension'
load icu
update extensions
select * from read_csv('http://127.0.0.1:{port}/x.csv')
select * from read_parquet('s3://bucket/x')
select * from read_text('https://127.0.0.1:{port}/x')
select * from 'http://127.0.0.1:{port}/x.parquet'
select * from iceberg_scan('http://127.0.0.1:{port}/x')
select * from delta_scan('{folder}')
select * from sqlite_scan('{secret}', 't')
select * from postgres_scan('host=127.0.0.1 port={port}', 'public', 't')
select * from mysql_query('x', 'select 1')
select * from http_get('http://127.0.0.1:{port}')
create secret s (type s3, key_id 'x', secret 'y')
create persistent secret s (type s3, key_id 'x', secret 'y')
set enable_external_access = true
set disabled_filesystems = ''
reset disabled_filesystems
set lock_configuration = false
reset lock_configuration
set memory_limit = '20GB'
pragma memory_limit = '20GB'
set threads = 64
pragma threads = 64
set global temp_directory = '{folder}'
set home_directory = '{folder}'
set extension_directory = '{folder}'
set secret_directory = '{folder}'
set allow_unsigned_extensions = true
set allowed_paths = ['{secret}']
set allowed_directories = ['/']
set file_search_path = '{folder}'
set log_query_path = '{folder}/log'
set profiling_output = '{folder}/profile'
set custom_extension_repository = 'http://127.0.0.1:{port}'
set max_execution_time = 0
reset max_execution_time
set session python_enable_replacements = true
set variable x = 1; select getvariable('x')
set schema = 'information_schema'
pragma database_list
pragma import_database('{folder}')
call pragma_version()
call start_ui()
call start_ui_server()
create function f() as (select 1)
create temp table t as select * from cases
create temp macro m() as table select * from read_text('{secret}'); from m()
select nextval('x')
select set_config('threads', '64')
select current_setting('threads'), set_config('memory_limit', '20GB')
pivot cases on team using count(*)
load_aws_credentials()
call force_download('x')
do $$ begin end $$
grant all on cases to public
kill 1
""".strip().split("\n")

ATTACKS = [*READS, *WRITES, *CHANGES]
_OWN = "/proc/self/fd/3"


def filled(attack, open_folder, database, listener):
    """The statement, with the places of a trial written in."""
    return attack.format(
        secret=open_folder / "secret.txt", folder=open_folder, file=database, own=_OWN, port=listener.port
    )
