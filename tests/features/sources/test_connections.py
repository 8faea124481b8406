import pytest
from tests.factories.sources import make_source

from tripl.features.sources.schemas import SourcePolicy
from tripl.features.sources.service import WarehouseSlots, connection_spec, open_warehouse
from tripl.kit.errors import NotFound, Unavailable
from tripl.warehouses.base import WarehouseError

ONLY_PUBLIC = SourcePolicy(public_hosts_only=True)


@pytest.mark.spec("AC-59", "W-60")
@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "localhost", "::1", "192.0.2.1", "100.64.0.1", "2130706433", "0x7f.1", "fd00::1"],
)
def test_private_hosts_are_refused_where_only_public_ones_may_be_reached(session, project, host):
    """By the connection itself, whatever the host was when the source was saved."""
    source = make_source(session, project, db_type="postgres", host=host, port=1)
    with pytest.raises(WarehouseError, match="private"), open_warehouse(session, source.id, ONLY_PUBLIC):
        pass
    with pytest.raises(WarehouseError) as reached, open_warehouse(session, source.id, SourcePolicy()):
        pass
    assert "private" not in reached.value.message


@pytest.mark.spec("AC-62")
@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "::ffff:169.254.169.254", "fd00:ec2::254"])
def test_metadata_addresses_are_refused_whatever_the_operator_allows(owner, host):
    body = {"name": "m", "db_type": "postgres", "host": host, "port": 5432, "database_name": "d", "username": "u"}
    source = owner.post("/data-sources", json=body).json()
    assert source["last_test_status"] == "failed"
    assert "metadata" in source["last_test_message"]
    assert host not in source["last_test_message"]


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
