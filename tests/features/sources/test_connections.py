import pytest
from tests.factories.sources import make_source

from tripl.features.sources.schemas import SourcePolicy
from tripl.features.sources.service import WarehouseSlots, connection_spec, open_warehouse
from tripl.kit.errors import NotFound, Unavailable
from tripl.warehouses.base import WarehouseError


def test_private_hosts_are_refused_where_only_public_ones_may_be_reached(session, project):
    policy = SourcePolicy(public_hosts_only=True)
    for host in ("127.0.0.1", "10.1.2.3", "localhost", "169.254.169.254", "::1"):
        source = make_source(session, project, db_type="postgres", host=host, port=5432)
        with pytest.raises(WarehouseError, match="not public"):
            connection_spec(session, source.id, policy)
        assert connection_spec(session, source.id, SourcePolicy()).host == host
    public = make_source(session, project, db_type="postgres", host="192.0.2.1", port=5432)
    with pytest.raises(WarehouseError):  # documentation addresses are not global either
        connection_spec(session, public.id, policy)
    public.host = "8.8.8.8"
    assert connection_spec(session, public.id, policy).host == "8.8.8.8"


@pytest.mark.spec("W-30")
def test_a_source_has_five_minutes_unless_it_says_otherwise(session, project):
    plain, quick = make_source(session, project), make_source(session, project, timeout_seconds=7)
    assert connection_spec(session, plain.id, SourcePolicy()).timeout_seconds == 300
    assert connection_spec(session, quick.id, SourcePolicy()).timeout_seconds == 7


def test_files_are_off_without_folders_and_unknown_sources_are_not_found(session, project, folder):
    source = make_source(session, project, database_name=str(folder))
    with pytest.raises(WarehouseError, match="FILE_SOURCE_DIRS"), open_warehouse(session, source.id, SourcePolicy()):
        pass
    with open_warehouse(session, source.id, SourcePolicy(file_dirs=(str(folder),))) as warehouse:
        assert warehouse.probe().startswith("DuckDB")
    with pytest.raises(NotFound):
        open_warehouse(session, project.id, SourcePolicy())


def test_places_are_given_back_after_an_error():
    slots = WarehouseSlots(1)

    def fail():
        with slots.taken():
            raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):
            fail()
    with slots.taken(), pytest.raises(Unavailable):
        fail()
