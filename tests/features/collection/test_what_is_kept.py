"""What a scan leaves in the database of tripl: counts and a plan, never the rows it read."""

import json

import pytest
from sqlalchemy import Engine, inspect, text
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source, visits, write_csv

from tripl.db.session import transaction
from tripl.features.scans import service as scans
from tripl.models.scans import ScanJob

PERSONAL = "@kept-nowhere.example"
UNIQUE = "free-text-of-row-"


def everything(engine: Engine) -> dict[str, str]:
    """Every row of every table there is, as text."""
    held = {}
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT t::text FROM "{table}" AS t')).scalars()
            held[table] = "\n".join(rows)
    return held


@pytest.mark.spec("AC-71")
def test_no_table_holds_what_stood_in_a_single_row(engine, committing, shop, drain, tmp_path):
    read = visits(hours=30)
    rows = [{**row, "visitor": f"{UNIQUE}{at}.", "email": f"person{at}{PERSONAL}"} for at, row in enumerate(read)]
    write_csv(tmp_path, "visits", rows)
    with transaction(committing) as session:
        source = make_source(session, shop, host="file", database_name=str(tmp_path))
        scan = make_scan_of(session, shop, source, is_static=True, metric_breakdown_columns=["platform"])
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        done = session.get_one(ScanJob, job.id)
        assert done.status == "completed", done.error_message

    held = everything(engine)
    found = {table: rows for table, rows in held.items() if UNIQUE in rows or PERSONAL in rows}
    assert found == {}, json.dumps(found)[:2_000]
    assert str(scan.id) in held["metric_series"]
    assert "home" in held["events"]
    assert "email" in held["field_definitions"], "the column was read"
