"""What tripl stored against what the warehouse holds, bucket by bucket: two queries that share nothing but the grid."""

import pathlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

Fingerprints = dict[tuple[str, str, datetime], str]
"""(event, platform, day) → a hash over the buckets of the day and their counts; an empty name means all."""

FILL = """
CREATE TABLE {table} AS
SELECT date_trunc('day', now()) - interval '30 days'
           - make_interval(secs => (i::bigint * 16139 % {seconds}) + 1) AS event_time,
       'event ' || (i % 10007 * 7919 % 7)::text AS section,
       (ARRAY['ios', 'android', 'web'])[1 + i % 3] AS platform
FROM generate_series(1, {rows}) AS i
"""
# The newest bucket is not complete: the rows end within it.
REFERENCE = """
SELECT section, platform, date_trunc('day', bucket, 'UTC') AS day,
       md5(string_agg(extract(epoch FROM bucket)::bigint || '=' || n, ',' ORDER BY bucket))
FROM (SELECT date_bin('15 minutes', event_time, 'epoch') AS bucket, coalesce(section, '') AS section,
             coalesce(platform, '') AS platform, count(*) AS n
      FROM {table} WHERE event_time < (SELECT date_bin('15 minutes', max(event_time), 'epoch') FROM {table})
      GROUP BY GROUPING SETS ((1, section, platform), (1, section), (1))) AS counted
GROUP BY 1, 2, 3
"""
STORED = """
SELECT coalesce(e.name, ''), coalesce(s.value, ''), date_trunc('day', p.bucket, 'UTC') AS day,
       md5(string_agg(extract(epoch FROM p.bucket)::bigint || '=' || p.value::bigint, ',' ORDER BY p.bucket))
FROM metric_series AS s
LEFT JOIN events AS e ON e.id = s.scope_id
CROSS JOIN LATERAL metric_points(s.id, timestamptz '2000-01-01', timestamptz '2100-01-01') AS p
WHERE s.scan_config_id = %s
  AND (s.scope_type = 'event' OR s.scope_type = 'project_total' AND s."column" IS NULL)
GROUP BY 1, 2, 3
"""
DOUBLED = """
UPDATE metric_chunks SET vals = (SELECT array_agg(v * %s ORDER BY at) FROM unnest(vals) WITH ORDINALITY AS u (v, at))
WHERE (series_id, chunk_no) = (
    SELECT series_id, chunk_no FROM metric_chunks AS c JOIN metric_series AS s ON s.id = c.series_id
    WHERE s.scan_config_id = %s AND s.scope_type = 'event' ORDER BY series_id, chunk_no LIMIT 1)
"""


@dataclass(frozen=True)
class OwnDatabase:
    """The PostgreSQL of a `tripl up`, over its socket."""

    data: pathlib.Path

    def connect(self) -> psycopg.Connection[Any]:
        lines = (self.data / "secrets.env").read_text().splitlines()
        password = dict(line.split("=", 1) for line in lines)["POSTGRES_PASSWORD"]
        return psycopg.connect(
            user="tripl",
            dbname="tripl",
            password=password,
            host=str(self.data / "run"),
            autocommit=True,
            application_name="observer",
            connect_timeout=5,
        )


def fill(dsn: str, table: str, rows: int, days: int) -> Fingerprints:
    """Make the table and count it, once."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET timezone = 'UTC'")
        connection.execute(
            sql.SQL(FILL).format(table=sql.Identifier(table), seconds=sql.Literal(days * 86400), rows=sql.Literal(rows))
        )
        found = connection.execute(sql.SQL(REFERENCE).format(table=sql.Identifier(table))).fetchall()
    return {(section, platform, day): hashed for section, platform, day, hashed in found}


def differences(own: OwnDatabase, scan_id: uuid.UUID, reference: Fingerprints, *, whole: bool) -> list[str]:
    """Days whose counts are not those of the reference: up to the reached point, or all of them.

    The day that the reached point lies in is incomplete and left out; nothing may be stored after it.
    """
    with own.connect() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SET LOCAL timezone = 'UTC'")
        reached = connection.execute("SELECT collected_to FROM scan_configs WHERE id = %s", (scan_id,)).fetchone()
        stored = {(e, p, day): hashed for e, p, day, hashed in connection.execute(STORED, (scan_id,))}
    until = reached[0] if reached else None
    if until is None:
        return [f"{len(stored)} days are stored and nothing is collected"] if stored else []
    edge = until.replace(hour=0, minute=0, second=0, microsecond=0)
    late = [f"{key} lies after the reached point" for key in stored if key[2] > edge]
    want = {key: hashed for key, hashed in reference.items() if whole or key[2] < edge}
    got = {key: hashed for key, hashed in stored.items() if whole or key[2] < edge}
    return late + [f"{key}" for key in sorted({*want, *got}) if want.get(key) != got.get(key)]


def multiply_one_chunk(own: OwnDatabase, scan_id: uuid.UUID, factor: float) -> None:
    """What a chunk that was added twice would look like."""
    with own.connect() as connection:
        assert connection.execute(DOUBLED, (factor, scan_id)).rowcount == 1
