"""Which columns may carry which time grid, and what a refusal says."""

import pytest

from tripl.kit.clock import INTERVALS
from tripl.warehouses.base import Column, WarehouseError
from tripl.warehouses.capabilities import ALL, DUCKDB, POSTGRES, Capabilities
from tripl.warehouses.sql import check_time_column

ACCEPTED = [
    (POSTGRES, Column("t", "timestamp with time zone", "datetime", zoned=True)),
    (POSTGRES, Column("t", "timestamp without time zone", "datetime")),
    (DUCKDB, Column("t", "TIMESTAMP_NS", "datetime")),
]
REFUSED = [
    (POSTGRES, Column("t", "time without time zone", "time")),
    (POSTGRES, Column("t", "time with time zone", "time")),
    (POSTGRES, Column("t", "timestamp with time zone[]", "array")),
    (POSTGRES, Column("t", "text", "string")),
    (POSTGRES, Column("t", "bigint", "number")),
    (DUCKDB, Column("t", "TIME", "time")),
]


@pytest.mark.spec("W-101")
@pytest.mark.parametrize("interval", [*INTERVALS, None])
@pytest.mark.parametrize(("capabilities", "column"), ACCEPTED)
def test_timestamps_carry_every_interval(capabilities: Capabilities, column: Column, interval: str | None) -> None:
    check_time_column(column, interval, capabilities)


@pytest.mark.spec("W-101", "W-103")
@pytest.mark.parametrize(("capabilities", "column"), REFUSED)
def test_other_types_are_refused_by_name_type_and_advice(capabilities: Capabilities, column: Column) -> None:
    with pytest.raises(WarehouseError, match=r"“t” has the type .* Choose a") as refusal:
        check_time_column(column, "1h", capabilities)
    assert column.native_type in refusal.value.message
    assert refusal.value.kind == "unsupported"


@pytest.mark.spec("W-103")
@pytest.mark.parametrize("capabilities", ALL.values())
def test_a_date_carries_days_and_weeks_only(capabilities: Capabilities) -> None:
    column = Column("day", "date", "date")
    for interval in ("1d", "1w", None):
        check_time_column(column, interval, capabilities)
    for interval in ("15m", "1h", "6h"):
        with pytest.raises(WarehouseError, match=f"“day” has the type date.*{interval}.*1d or 1w"):
            check_time_column(column, interval, capabilities)


@pytest.mark.spec("W-92")
def test_nothing_else_is_an_interval() -> None:
    for interval in ("5m", "1M", "", "2h", "1H"):
        with pytest.raises(WarehouseError, match="Choose one of 15m, 1h, 6h, 1d, 1w"):
            check_time_column(ACCEPTED[0][1], interval, POSTGRES)
