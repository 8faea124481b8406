"""Lines to records: whatever is in a file, every line of it is accounted for."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tripl.warehouses.intake import records
from tripl.warehouses.intake.records import Block, Shape, blocks

PIECES = st.sampled_from(["a", "1", ",", ",", ",", '"', '"', '""', "\\", " ", "é", "\x00", "\udcff", "'"])
LINES = st.lists(st.lists(PIECES, max_size=9).map("".join), max_size=40)


def read(lines: list[str], shape: Shape) -> Block:
    found = Block()
    for block in blocks(iter([f"{line}\n" for line in lines]), shape):
        found.rows += block.rows
        found.numbers += block.numbers
        found.rejects += block.rejects
        found.blank += block.blank
        found.comments += block.comments
    return found


@settings(max_examples=400, deadline=None)
@given(LINES, st.sampled_from(["", '"', "'"]), st.sampled_from(["", "\\"]), st.integers(1, 3))
@example(['a,"b', "c,d", "e,f"], '"', "", 2)
@example(['a,"b', 'c",d', "e,f"], '"', "", 2)
@example(['"', '"'], '"', "", 1)
def test_every_line_is_a_row_a_reject_or_blank(lines, quote, escape, width):
    shape = Shape(",", quote, escape if quote else "", width=width)
    found = read(lines, shape)
    inside = sum(cell.count("\n") for row in found.rows for cell in row)
    assert len(found.rows) + inside + len(found.rejects) + found.blank == len(lines)
    assert all(len(row) == width for row in found.rows)
    seen = sorted([*found.numbers, *(each.line for each in found.rejects)])
    assert len(seen) == len(set(seen)), "no line counts twice"


def test_a_block_may_end_inside_a_record(monkeypatch):
    monkeypatch.setattr(records, "BLOCK", 2)
    lines = ["a,1", 'b,"two', 'lines"', "c,3", 'd,"never', "e,5", "", "f,6"]
    found = read(lines, Shape(",", '"', width=2))
    assert found.rows == [["a", "1"], ["b", "two\nlines"], ["c", "3"], ["e", "5"], ["f", "6"]]
    assert [(each.line, each.text) for each in found.rejects] == [(5, 'd,"never')]
    assert found.blank == 1


def test_open_quotes_cost_a_line_each_and_not_what_lies_between():
    lines = ["a,b" if at % 50 else 'x,"open' for at in range(3_000)]
    found = read(lines, Shape(",", '"', width=2))
    assert (len(found.rows), len(found.rejects)) == (2_940, 60)
