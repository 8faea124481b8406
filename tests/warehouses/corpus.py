"""Queries people write, and queries that attack."""

_COMMON = r"""
SELECT * FROM events
SELECT id, name FROM events;
SELECT e.* FROM events AS e
SELECT DISTINCT name FROM events
SELECT name, COUNT(*) AS n, SUM(amount) AS total FROM events GROUP BY name HAVING COUNT(*) > 0
SELECT name, COUNT(*) FILTER (WHERE ok) AS n FROM events GROUP BY 1
SELECT name -- the name⏎ FROM events /* all */ WHERE name <> '-- not a comment'
SELECT 'it''s', '/* text */', '; DROP TABLE events' AS t
SELECT "Odd name" AS "näme" FROM events ORDER BY "Odd name" DESC NULLS LAST LIMIT 2 OFFSET 1
SELECT e.id, u.country FROM events e LEFT JOIN users u ON u.id = e.id
SELECT e.id, u.country FROM events e FULL OUTER JOIN users u USING (id)
SELECT * FROM events e CROSS JOIN users u WHERE u.country IS NOT NULL
SELECT id FROM events UNION SELECT id FROM users
SELECT id FROM events UNION ALL SELECT id FROM users
SELECT id FROM events EXCEPT SELECT id FROM users
(SELECT id FROM events) INTERSECT (SELECT id FROM users)
WITH a AS (SELECT id FROM events), b AS (SELECT id FROM a WHERE id > 1) SELECT * FROM b
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
SELECT * FROM (SELECT id FROM events WHERE id IN (SELECT id FROM users)) AS t
SELECT id FROM events e WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = e.id)
SELECT id FROM events WHERE id = ANY (SELECT id FROM users)
SELECT id, (SELECT MAX(country) FROM users) AS c FROM events
SELECT CASE WHEN amount > 0 THEN 'plus' WHEN amount < 0 THEN 'minus' ELSE 'none' END AS s FROM events
SELECT CASE name WHEN 'open' THEN 1 ELSE 0 END AS s FROM events
SELECT COALESCE(name, 'none') AS n, NULLIF(name, 'open') AS m FROM events
SELECT UPPER(name), LOWER(name), LENGTH(name), TRIM(name), REPLACE(name, 'o', '0') FROM events
SELECT SUBSTRING(name FROM 2 FOR 3) AS s, LEFT(name, 2) AS l, RIGHT(name, 2) AS r FROM events
SELECT name || '-' || CAST(id AS TEXT) AS k, CONCAT(name, id) AS c, CONCAT_WS('/', name, id) AS w FROM events
SELECT SPLIT_PART(name, ' ', 1) AS first FROM events
SELECT amount / 2 AS a, id / 2 AS i, id % 2 AS m, -amount AS n, ABS(amount) AS b FROM events
SELECT ROUND(price, 1) AS r, FLOOR(amount) AS f, CEIL(amount) AS c FROM events
SELECT SQRT(ABS(amount)) AS s, POWER(amount, 2) AS p FROM events
SELECT 1.50 AS a, 1e3 AS b, 7 / 2 AS c, 7.0 / 2 AS d, TRUE AS e, NULL AS f
SELECT id FROM events WHERE amount BETWEEN -10 AND 2 AND NOT ok IS TRUE
SELECT id FROM events WHERE name LIKE 'o%' OR name ILIKE 'BUY%'
SELECT id FROM events WHERE name NOT LIKE '%''%' AND name IS DISTINCT FROM 'open'
SELECT id FROM events WHERE name IN ('open', 'buy -- now') AND id NOT IN (9, 10)
SELECT DATE_TRUNC('hour', plain) AS h, DATE_TRUNC('week', plain) AS w, DATE_TRUNC('month', day) AS m FROM events
SELECT EXTRACT(YEAR FROM plain) AS y, EXTRACT(DOW FROM day) AS d, EXTRACT(HOUR FROM plain) AS h FROM events
SELECT plain + INTERVAL '1 day' AS t, plain - INTERVAL '90 minutes' AS b, day + 7 AS d FROM events
SELECT seen AT TIME ZONE 'Europe/Berlin' AS l FROM events
SELECT CAST(plain AS DATE) AS d, CAST(id AS TEXT) AS t, CAST('5' AS INTEGER) AS i FROM events
SELECT plain::date AS d, id::text AS t, '2026-01-01'::timestamp AS ts FROM events
SELECT id FROM events WHERE seen >= TIMESTAMPTZ '2026-03-01 00:00:00+00' AND plain < TIMESTAMP '2026-04-01'
SELECT id FROM events WHERE day >= DATE '2026-03-01'
SELECT MIN(seen) AS a, MAX(seen) AS b, AVG(amount) AS c, COUNT(DISTINCT name) AS d FROM events
SELECT id, ROW_NUMBER() OVER (PARTITION BY ok ORDER BY id) AS r FROM events
SELECT id, SUM(amount) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM events
SELECT id, LAG(name, 1, 'none') OVER (ORDER BY id) AS p, FIRST_VALUE(name) OVER (ORDER BY id) AS f FROM events
SELECT id, RANK() OVER w AS r, NTILE(2) OVER w AS n FROM events WINDOW w AS (ORDER BY amount)
SELECT STRING_AGG(name, ',' ORDER BY id) AS n FROM events
SELECT ok, name, COUNT(*) AS n FROM events GROUP BY GROUPING SETS ((ok), (name), ())
SELECT ok, COUNT(*) AS n FROM events GROUP BY ROLLUP (ok)
SELECT GREATEST(1, id) AS g, LEAST(2, id) AS l FROM events
SELECT BOOL_OR(ok) AS o, BOOL_AND(ok) AS a FROM events
SELECT doc ->> 'c' AS c FROM events
SELECT doc -> 'a' ->> 'b' AS b FROM events
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(n, t)
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) AS p FROM events
SELECT STDDEV(amount) AS s, VARIANCE(amount) AS v, CORR(amount, id) AS c FROM events
SELECT REGEXP_REPLACE(name, '[aeiou]', '*', 'g') AS r FROM events
SELECT MD5(name) AS m, ASCII(name) AS a, CHR(65) AS c, REPEAT('ab', 2) AS r, LPAD(name, 4, '.') AS l FROM events
SELECT id FROM events ORDER BY id ASC NULLS FIRST
SELECT id FROM events ORDER BY amount
SELECT g.n FROM GENERATE_SERIES(1, 3) AS g(n)
SELECT U&'\0041' AS u
"""

_POSTGRES = r"""
SELECT id FROM events WHERE name ~ '^o' AND name !~* 'X'
SELECT DISTINCT ON (ok) ok, id FROM events ORDER BY ok, id DESC
SELECT doc #>> '{a,b}' AS b, doc::jsonb #> '{a}' AS a FROM events
SELECT doc::jsonb @> '{"a": {"b": 1}}' AS c, doc::jsonb ? 'a' AS h FROM events
SELECT k FROM events, JSON_OBJECT_KEYS(doc) AS k
SELECT e.id, j.key, j.value FROM events e CROSS JOIN LATERAL JSONB_EACH_TEXT(e.doc::jsonb) AS j(key, value)
SELECT UNNEST(ARRAY[1, 2, 3]) AS n
SELECT ARRAY_AGG(name ORDER BY id) AS a FROM events
SELECT (ARRAY['a', 'b'])[1] AS f, ARRAY_LENGTH(ARRAY[1, 2], 1) AS l
SELECT TO_CHAR(plain, 'YYYY-MM-DD HH24:MI') AS t, TO_TIMESTAMP(0) AS e FROM events
SELECT EXTRACT(EPOCH FROM seen) AS e, DATE_PART('day', plain) AS d FROM events
SELECT DATE_BIN('15 minutes', plain, TIMESTAMP '2000-01-01') AS b FROM events
SELECT AGE(plain, TIMESTAMP '2026-01-01') AS a FROM events
SELECT E'a\nb' AS t, $$dollar 'quoted'$$ AS d, B'101' AS b
SELECT id FROM public.events TABLESAMPLE SYSTEM (100)
SELECT JSONB_BUILD_OBJECT('id', id, 'n', name) AS j FROM events
SELECT REGEXP_MATCHES(name, '(o)(p)') AS m FROM events
SELECT id FROM events FETCH FIRST 2 ROWS ONLY
SELECT name COLLATE "C" AS n FROM events ORDER BY 1
SELECT MAKE_DATE(2026, 1, 2) AS d, NOW() IS NOT NULL AS n
SELECT POSITION('p' IN name) AS p, STRPOS(name, 'p') AS s, OVERLAY(name PLACING 'X' FROM 1 FOR 1) AS o FROM events
SELECT (plain, plain + INTERVAL '1 day') OVERLAPS (TIMESTAMP '2026-03-01', TIMESTAMP '2026-03-02') AS o FROM events
"""

_DUCKDB = r"""
FROM events
FROM events SELECT id WHERE id > 1
SELECT * EXCLUDE (doc) FROM events
SELECT * REPLACE (UPPER(name) AS name) FROM events
SELECT name, COUNT(*) AS n FROM events GROUP BY ALL ORDER BY ALL
SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS r FROM events QUALIFY r < 3
SELECT LIST(id ORDER BY id) AS l, [1, 2, 3][1] AS f, LEN([1, 2]) AS n FROM events
SELECT {'a': 1, 'b': 'x'} AS s, MAP {'k': 1} AS m
SELECT STRUCT_PACK(a := 1).a AS a
SELECT UNNEST([1, 2]) AS u
SELECT LIST_TRANSFORM([1, 2], LAMBDA x: x + 1) AS t
SELECT STRFTIME(plain, '%Y-%m-%d') AS d, STRPTIME('2026-01-01', '%Y-%m-%d') AS p FROM events
SELECT EPOCH_MS(1700000000000) AS t, EPOCH(seen) AS e FROM events
SELECT TIME_BUCKET(INTERVAL '15 minutes', plain) AS b FROM events
SELECT DATEDIFF('day', DATE '2026-01-01', day) AS d, DATE_DIFF('hour', plain, plain) AS h FROM events
SELECT JSON_EXTRACT_STRING(doc, '$.a.b') AS b, doc ->> '$.a.b' AS c FROM events
SELECT REGEXP_MATCHES(name, '^o') AS m, REGEXP_EXTRACT(name, '(o)', 1) AS e FROM events
SELECT id // 2 AS d, id ** 2 AS p FROM events
SELECT TRY_CAST(name AS INTEGER) AS n FROM events
SELECT ARG_MAX(name, id) AS a, MEDIAN(amount) AS m, MODE(ok) AS o, QUANTILE_CONT(amount, 0.9) AS q FROM events
SELECT APPROX_COUNT_DISTINCT(name) AS n FROM events
SELECT IF(ok, 1, 0) AS i, IFNULL(name, 'x') AS n FROM events
SELECT COLUMNS('id|name') FROM events
SELECT ok, name FROM events ORDER BY id DESC LIMIT 50%
SELECT * FROM (PIVOT events ON ok USING COUNT(*) GROUP BY name)
SELECT * FROM events USING SAMPLE 100%
SELECT * FROM RANGE(3) AS r(n)
SELECT e.id FROM events e ASOF JOIN events f ON e.id >= f.id
SELECT e.id FROM events e SEMI JOIN users u ON e.id = u.id
SELECT e.id FROM events e ANTI JOIN users u ON e.id = u.id
"""

_ATTACKS_COMMON = r"""
INSERT INTO events VALUES (1)
UPDATE events SET id = 1
DELETE FROM events
DROP TABLE events
TRUNCATE events
CREATE TABLE x AS SELECT 1
CREATE TEMP VIEW x AS SELECT 1
ALTER TABLE events ADD COLUMN x INT
WITH x AS (INSERT INTO events VALUES (1) RETURNING *) SELECT * FROM x
WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x
WITH x AS (UPDATE events SET id = 1 RETURNING *) SELECT * FROM x
SELECT * FROM (WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x) AS y
SELECT 1; DROP TABLE events
SELECT 1; SELECT 2
SELECT * FROM events; -- fine⏎ DELETE FROM events
COPY events TO '/tmp/x'
COPY (SELECT * FROM events) TO STDOUT
COPY events FROM '/tmp/x'
SET statement_timeout = 0
RESET ALL
SHOW ALL
BEGIN
COMMIT
EXPLAIN SELECT 1
EXPLAIN ANALYZE DELETE FROM events
DESCRIBE events
CALL something()
EXECUTE prepared
PREPARE p AS SELECT 1
VACUUM
ANALYZE events
CHECKPOINT
LOAD 'library'
GRANT ALL ON events TO PUBLIC
VALUES (1)
USE other
MERGE INTO events USING users ON TRUE WHEN MATCHED THEN DELETE
SELECT CURRENT_USER
SELECT SESSION_USER
SELECT VERSION()
SELECT CURRENT_SETTING('data_directory')
SELECT UNKNOWN_FUNCTION(1)
SELECT * FROM pg_catalog.pg_authid
SELECT * FROM pg_shadow
SELECT :name
SELECT $1
SELECT ?
"""

_ATTACKS_POSTGRES = r"""
SELECT * INTO stolen FROM events
SELECT * FROM events FOR UPDATE
SELECT * FROM (SELECT * FROM events FOR SHARE) AS x
SELECT PG_SLEEP(100)
SELECT pg_catalog.pg_sleep(100)
SELECT "pg_sleep"(100)
SELECT PG_READ_FILE('/etc/passwd')
SELECT * FROM PG_READ_FILE('/etc/passwd')
SELECT * FROM PG_LS_DIR('/')
SELECT PG_READ_BINARY_FILE('/etc/passwd')
SELECT LO_IMPORT('/etc/passwd')
SELECT LO_EXPORT(1, '/tmp/x')
SELECT * FROM DBLINK('host=evil', 'SELECT 1') AS t(a INT)
SELECT DBLINK_CONNECT('host=evil')
SELECT SET_CONFIG('statement_timeout', '0', false)
SELECT PG_TERMINATE_BACKEND(1)
SELECT PG_CANCEL_BACKEND(1)
SELECT PG_ADVISORY_LOCK(1)
SELECT PG_RELOAD_CONF()
SELECT NEXTVAL('seq')
SELECT SETVAL('seq', 1)
SELECT QUERY_TO_XML('DELETE FROM events', true, true, '')
SELECT * FROM XMLTABLE('/' PASSING '<a/>' COLUMNS a TEXT)
SELECT DATABASE_TO_XML(true, true, '')
SELECT PG_NOTIFY('a', 'b')
SELECT TXID_CURRENT()
SELECT TS_STAT('SELECT 1')
SELECT XPATH('/a', QUERY_TO_XML('SELECT 1', true, true, ''))
SELECT ROW_TO_JSON(pg_authid) FROM pg_authid
SELECT INET_SERVER_ADDR()
SELECT HAS_TABLE_PRIVILEGE('events', 'SELECT')
SELECT * FROM PG_STAT_ACTIVITY
SELECT CURRENT_CATALOG
SELECT CASE WHEN TRUE THEN (SELECT PG_SLEEP(100)) END
SELECT id FROM events WHERE EXISTS (SELECT PG_SLEEP(100))
SELECT id FROM events ORDER BY PG_SLEEP(100)
SELECT COUNT(*) FILTER (WHERE PG_SLEEP(1) IS NULL) FROM events
SELECT SUM(id) OVER (ORDER BY PG_SLEEP(1)) FROM events
SELECT * FROM events LIMIT (SELECT COUNT(PG_SLEEP(1)))
SELECT * FROM events, LATERAL PG_SLEEP(1)
DO $$ BEGIN PERFORM pg_sleep(1); END $$
LISTEN x
LOCK TABLE events
SET ROLE postgres
DECLARE c CURSOR FOR SELECT 1
TABLE pg_authid
SELECT 1 OPERATOR(pg_catalog.+) 2
SELECT @@version
"""

_ATTACKS_DUCKDB = r"""
ATTACH '/tmp/x.db'
DETACH x
INSTALL httpfs
LOAD httpfs
EXPORT DATABASE '/tmp/x'
IMPORT DATABASE '/tmp/x'
PRAGMA database_list
PRAGMA threads=8
SET memory_limit = '100GB'
SELECT * FROM READ_CSV('/etc/passwd')
SELECT * FROM READ_CSV_AUTO('/etc/passwd')
SELECT * FROM READ_TEXT('/etc/passwd')
SELECT * FROM READ_BLOB('/etc/passwd')
SELECT * FROM READ_PARQUET('s3://bucket/x.parquet')
SELECT * FROM PARQUET_SCAN('/x.parquet')
SELECT * FROM READ_JSON('/x.json')
SELECT * FROM READ_NDJSON_OBJECTS('/x.json')
SELECT * FROM SNIFF_CSV('/etc/passwd')
SELECT * FROM GLOB('/etc/*')
SELECT * FROM '/etc/passwd'
SELECT * FROM 'data.parquet'
SELECT * FROM "https://evil.example/x.csv"
SELECT * FROM "../other/events.csv"
SELECT * FROM DUCKDB_SETTINGS()
SELECT * FROM duckdb_databases
SELECT * FROM sqlite_master
SELECT * FROM events WHERE name = (FROM READ_TEXT('/x'))
SELECT SYSTEM.MAIN.READ_TEXT('/x')
SELECT 'HOME'.GETENV()
SELECT * FROM DUCKDB_SECRETS()
SELECT * FROM PRAGMA_TABLE_INFO('events')
SELECT GETENV('HOME')
SELECT GETVARIABLE('x')
SELECT * FROM SQLITE_SCAN('x.db', 't')
SELECT * FROM POSTGRES_SCAN('host=evil', 'public', 't')
SELECT * FROM QUERY('DROP TABLE events')
SELECT * FROM QUERY_TABLE('events')
SELECT * FROM TEST_ALL_TYPES()
SELECT WRITE_LOG('x')
SELECT NEXTVAL('seq')
SELECT * FROM events AT (VERSION => 1)
SUMMARIZE events
CREATE MACRO f() AS 1
CREATE SECRET s (TYPE s3)
SET VARIABLE x = 1
COPY FROM DATABASE a TO b
SHOW TABLES
SELECT * FROM (SHOW ALL TABLES)
SELECT * FROM (DESCRIBE events)
SELECT * FROM (SUMMARIZE events)
"""


def _cases(dialect: str, text: str) -> list[tuple[str, str]]:
    return [(dialect, line.replace("⏎", "\n")) for line in text.strip().splitlines()]


LEGITIMATE = [
    *_cases("postgres", _COMMON + _POSTGRES.lstrip()),
    *(case for case in _cases("duckdb", _COMMON + _DUCKDB.lstrip()) if "U&'" not in case[1]),
]
ATTACKS = [
    *_cases("postgres", _ATTACKS_COMMON + _ATTACKS_POSTGRES.lstrip()),
    *_cases("duckdb", _ATTACKS_COMMON + _ATTACKS_DUCKDB.lstrip()),
]
