"""Connection tests and the list of tables, on the request path under a limit of their own."""

import logging
import uuid

from sqlalchemy.orm import Session

from tripl.features.audit import service as audit
from tripl.features.sources.schemas import ColumnOut, DraftTest, SchemaOut, SourcePolicy, TableOut, TestStatus
from tripl.features.sources.service.connections import probe_spec
from tripl.features.sources.service.reading import found
from tripl.features.sources.service.slots import SLOTS
from tripl.kit.clock import utcnow
from tripl.kit.errors import Impossible, Unavailable
from tripl.kit.principal import Principal
from tripl.models.sources import DataSource
from tripl.warehouses.base import WarehouseError
from tripl.warehouses.registry import connect

log = logging.getLogger(__name__)
FAILED = "Connection test failed: "


def probe(source: DataSource, policy: SourcePolicy) -> DraftTest:
    """Connect and ask for the version; Unavailable when all places are taken."""
    with SLOTS.taken():
        try:
            with connect(probe_spec(source, policy)) as warehouse:
                answer = warehouse.probe()
        except WarehouseError as error:
            log.info("connection test failed: %s", error.kind, exc_info=error)
            return DraftTest(success=False, message=f"{FAILED}{error.message}", tested_at=utcnow())
    return DraftTest(success=True, message=f"Connected to {answer}.", tested_at=utcnow())


def test(session: Session, principal: Principal, source_id: uuid.UUID, policy: SourcePolicy) -> DraftTest:
    """Probe a stored source and remember the answer."""
    source = found(session, principal, source_id)
    outcome = probe(source, policy)
    remember(source, outcome)
    session.flush()
    audit.record(
        session,
        principal,
        action="data_source.test",
        target_type="data_source",
        target_id=source.id,
        target_name=source.name,
        payload={"db_type": source.db_type, "host": source.host, "success": outcome.success},
    )
    return outcome


def remember(source: DataSource, outcome: DraftTest) -> None:
    status: TestStatus = "success" if outcome.success else "failed"
    source.last_test_at, source.last_test_status = outcome.tested_at, status
    source.last_test_message = outcome.message


def tables(session: Session, principal: Principal, source_id: uuid.UUID, policy: SourcePolicy) -> SchemaOut:
    """Tables and columns; Unavailable when the warehouse does not answer, Impossible when it refuses."""
    source = found(session, principal, source_id)
    with SLOTS.taken():
        try:
            with connect(probe_spec(source, policy)) as warehouse:
                listed = warehouse.tables()
        except WarehouseError as error:
            raise refusal(error) from error
    return SchemaOut(
        tables=[
            TableOut(name=t.name, columns=[ColumnOut(name=c.name, data_type=c.native_type) for c in t.columns])
            for t in listed
        ]
    )


def refusal(error: WarehouseError) -> Unavailable | Impossible:
    """A warehouse's refusal where an answer was asked for."""
    if error.kind in {"timeout", "unreachable", "no_answer", "cancelled"}:
        return Unavailable(error.message)
    return Impossible(error.message)
