"""The list of warehouses: complete, light to import, honest about what it can do."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tripl.warehouses.base import ConnectionSpec, WarehouseError
from tripl.warehouses.capabilities import ALL
from tripl.warehouses.registry import FACTORIES, capabilities, connect, refuse_unpinned

HEAVY = ("pyarrow", "duckdb", "psycopg", "sqlglot")


def test_importing_the_registry_loads_no_driver() -> None:
    program = (
        "import sys, tripl.warehouses.registry, tripl.warehouses.base, tripl.warehouses.capabilities\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.spec("AC-61")
def test_a_driver_that_chooses_addresses_itself_is_refused_where_only_public_hosts_may_be_reached() -> None:
    loose = replace(ALL["postgres"], label="Loose", pinned=False)
    spec = ConnectionSpec("postgres", host="8.8.8.8", public_hosts_only=True)
    with pytest.raises(WarehouseError, match="driver of Loose chooses an address by itself"):
        refuse_unpinned(loose, spec)
    refuse_unpinned(loose, replace(spec, public_hosts_only=False))
    assert all(each.pinned or each.files or each.generated for each in ALL.values())


def test_every_factory_has_a_row_in_the_matrix() -> None:
    assert set(FACTORIES) == set(ALL)
    assert {each.db_type for each in ALL.values()} == set(ALL)


@pytest.mark.spec("W-150", "W-151")
def test_support_and_evidence_are_stated_apart() -> None:
    for each in ALL.values():
        assert set(each.support.values()) <= {"full", "bounded", "none"}
        assert each.evidence in ("executed", "released", "analysed", "mocked")
    assert len({frozenset(each.support) for each in ALL.values()}) == 1


def test_an_unknown_type_is_refused_with_the_choice() -> None:
    for call in (lambda: capabilities("oracle"), lambda: connect(ConnectionSpec("oracle")).__enter__()):
        with pytest.raises(WarehouseError, match="Choose one of: postgres, duckdb") as refusal:
            call()
        assert refusal.value.kind == "unsupported"
