"""Create metric points."""

from alembic import op

revision = "20261123_1911"
down_revision = "20261123_1910"
branch_labels = None
depends_on = None

VIEW = """
CREATE VIEW public.metric_values AS
SELECT series_id, chunk_no, vals FROM public.metric_chunks
UNION ALL
SELECT series_id, chunk_no, vals FROM public.metric_tail
"""
# A view cannot turn a filter on the bucket into one on chunk_no; a function can.
POINTS = """
CREATE FUNCTION public.metric_points(series integer, from_time timestamptz, to_time timestamptz)
RETURNS TABLE (bucket timestamptz, value double precision)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH grid AS (
        SELECT CASE s.interval WHEN '1w' THEN timestamptz '1970-01-05 00:00:00+00'
                               ELSE timestamptz '1970-01-01 00:00:00+00' END AS origin,
               CASE s.interval WHEN '15m' THEN 900 WHEN '1h' THEN 3600 WHEN '6h' THEN 21600
                               WHEN '1d' THEN 86400 WHEN '1w' THEN 604800 END AS width
        FROM public.metric_series AS s WHERE s.id = metric_points.series
    ), range AS (
        SELECT origin, width,
               ceil(extract(epoch FROM metric_points.from_time - origin) / width)::integer AS low,
               ceil(extract(epoch FROM metric_points.to_time - origin) / width)::integer - 1 AS high
        FROM grid
    )
    SELECT r.origin + make_interval(secs => (v.chunk_no * 128 + e.at - 1)::double precision * r.width), e.value
    FROM range AS r
    JOIN public.metric_values AS v ON v.series_id = metric_points.series
        AND v.chunk_no BETWEEN floor(r.low / 128.0)::integer AND floor(r.high / 128.0)::integer
    CROSS JOIN LATERAL unnest(v.vals) WITH ORDINALITY AS e (value, at)
    WHERE e.value IS NOT NULL AND v.chunk_no * 128 + e.at - 1 BETWEEN r.low AND r.high
    ORDER BY 1;
END
"""


def upgrade() -> None:
    op.execute(VIEW)
    op.execute(POINTS)


def downgrade() -> None:
    op.execute("DROP FUNCTION public.metric_points(integer, timestamptz, timestamptz)")
    op.execute("DROP VIEW public.metric_values")
