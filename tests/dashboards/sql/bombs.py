"""Statements that want all memory, all processor time, or an end of the process: most pass the check, as they should."""

MEMORY = """
select length(repeat('x', 1_000_000_000)) from range(5)
select repeat('x', 2_000_000_000)
select lpad('x', 1_000_000_000, 'y') from range(4)
select rpad('x', 2_000_000_000, 'yz')
select printf('%1000000000d', 1)
select format('{:>1000000000}', 1)
select bitstring('1', 2_000_000_000)
select list(i) from range(1_000_000_000) t(i)
select string_agg(words, ',') from numbers, range(1000)
select map_from_entries(list((i, i))) from range(200_000_000) t(i)
select histogram(i) from range(200_000_000) t(i)
select quantile_cont(i, 0.5) from range(1_000_000_000) t(i)
select median(words) from numbers, range(200)
select mode(i) from range(500_000_000) t(i)
select count(distinct i) from range(2_000_000_000) t(i)
select i, count(*) from range(1_000_000_000) t(i) group by i
select * from range(1_000_000_000) t(i) order by hash(i)
select * from numbers, range(500) order by words desc, range
select *, row_number() over (order by hash(i)) from range(500_000_000) t(i)
select *, lag(words) over (partition by i % 7 order by words) from numbers, range(100)
select a.words from numbers a join numbers b on a.i % 10 = b.i % 10 order by a.words
select distinct a.i * b.i from numbers a, numbers b
with recursive r as (select repeat('x', 1000) as s, 0 as n union all select s || s, n + 1 from r) select max(length(s)) from r
with recursive r as (select 1 as i union select i + 1 from r where i < 1_000_000_000) select count(*) from r
select range(2_000_000_000)
select generate_series(1, 1_000_000_000)
select unnest(range(100_000_000)), unnest(range(100_000_000))
select list_transform(range(100_000_000), lambda x: repeat('a', 100))
select array_agg(array_agg_inner) from (select array_agg(i) as array_agg_inner from range(100_000_000) t(i) group by i % 3)
select * from (pivot (select i % 900 as k, i from range(50_000_000) t(i)) on k in (1, 2, 3) using list(i))
select hex(repeat('x', 500_000_000))
select base64(repeat('x', 700_000_000)::blob)
select to_json(list(words)) from numbers, range(100)
select json_group_array(words) from numbers, range(100)
select replace(repeat('a', 20_000_000), 'a', repeat('b', 1000))
select regexp_replace(repeat('a', 50_000_000), 'a', 'bbbbbbbbbb', 'g')
select string_split(repeat('a,', 200_000_000), ',')
select translate(repeat('a', 800_000_000), 'a', 'b')
select reverse(repeat('a', 900_000_000))
select upper(repeat('ß', 500_000_000))
""".strip().splitlines()

PROCESSOR = """
select levenshtein(repeat('a', 300_000), repeat('b', 300_000))
select damerau_levenshtein(repeat('a', 30_000), repeat('b', 30_000))
select jaccard(repeat('ab', 50_000_000), repeat('ba', 50_000_000))
select jaro_similarity(repeat('a', 1_000_000), repeat('b', 1_000_000))
select count(*) from range(1_000_000_000_000) t(i) where i % 7 = 8
select count(*) from numbers a, numbers b, numbers c
select max(sin(a.i) * cos(b.i)) from numbers a, numbers b
with recursive r as (select 1 as i union all select i + 1 from r) select max(i) from r
with recursive r as (select 1 as i union all select i from r) select count(*) from r
select list_reduce(range(200_000_000), lambda a, b: a + b)
select list_transform(range(20_000), lambda x: list_sum(list_transform(range(20_000), lambda y: x * y)))
select list_sort(list_transform(range(100_000_000), lambda x: hash(x)))
select regexp_matches(repeat('a', 5_000_000) || 'b', '(a*)*c')
select regexp_extract_all(repeat('ab', 20_000_000), '(a|b|ab)*?b')
select count(*) from numbers where regexp_matches(words, '(t|te|tex|text)* .*9.*9.*9$') and i in (select a.i from numbers a, numbers b)
select sum(length(sha256(words || range))) from numbers, range(1_000)
select sum(hash(md5(words), range)) from numbers, range(10_000)
select factorial(33) + sum(gamma(i % 100 + 1)) from range(10_000_000_000) t(i)
select count(*) from numbers a where exists (select 1 from numbers b where b.i * b.i = a.i + 7 and b.words > a.words)
select sum(i) over (order by i rows between 900_000 preceding and 900_000 following) from numbers order by 1 limit 5
select mode(words) over (order by i rows between 500_000 preceding and current row) from numbers limit 5
select count(*) from generate_series(timestamp '0001-01-01', timestamp '9999-12-31', interval 1 second)
""".strip().splitlines()

ENDS = [
    "select json_structure(repeat('[', 500_000) || repeat(']', 500_000))",
    "select json(repeat('{{\"a\":', 300_000) || '1' || repeat('}}', 300_000))".replace("{{", "{").replace("}}", "}"),
    "select json_extract(repeat('[', 1_000_000), '$[0]')",
    "select from_json(repeat('[', 100_000) || repeat(']', 100_000), '\"JSON\"')",
    "select " + "(" * 20_000 + "1" + ")" * 20_000,
    "select " + "-" * 2 + "\n" + "not " * 24_000 + "true",
    "select " + "1 + " * 24_000 + "1",
    "select case " + "when 1 = 1 then 2 " * 5_000 + "end",
    "select " + ", ".join(f"i as c{column}" for column in range(5_000)) + " from numbers",
    "select * from " + ", ".join(["numbers"] * 100),
    "select " + "array[" * 9_000 + "1" + "]" * 9_000,
    "select " + "(select " * 3_000 + "1" + ")" * 3_000,
    "with "
    + ", ".join(f"c{n} as (select * from {f'c{n - 1} a, c{n - 1} b' if n else 'numbers'})" for n in range(40))
    + " select count(*) from c39",
    "select * from query('select ' || repeat('(', 50_000) || '1' || repeat(')', 50_000))",
]

BOMBS = [*MEMORY, *PROCESSOR, *ENDS]
IN_EVERY_RUN = [
    MEMORY[0],
    MEMORY[7],
    MEMORY[17],
    MEMORY[22],
    MEMORY[30],
    *PROCESSOR[:2],
    PROCESSOR[5],
    PROCESSOR[9],
    ENDS[0],
    ENDS[4],
    ENDS[5],
]
