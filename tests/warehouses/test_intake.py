"""Guesses over single columns, lines and bytes of strangers' files."""

import pyarrow as pa
import pytest
from tests.features.files import spellings as known

from tripl.warehouses.intake import encodings
from tripl.warehouses.intake.columns import decimal_of, typed, typing_of
from tripl.warehouses.intake.dialect import Given, guess
from tripl.warehouses.intake.records import BLOCK_CHARS, Shape, blocks
from tripl.warehouses.intake.times import convert, recognise


@pytest.mark.parametrize("name", known.SPELLINGS)
def test_times(name):
    column = pa.array(known.spelled(known.SPELLINGS[name]))
    found = recognise(column)
    assert found is not None
    assert convert(column, found.way).to_pylist() == known.TIMES


@pytest.mark.parametrize("language", known.LEGACY)
def test_encodings(language):
    codec, words = known.LEGACY[language]
    text = "at;place\n" + "".join(f"2025-01-01;{word}\n" for word in words.split() * 4)
    assert text.encode(codec).decode(encodings.guess([text.encode(codec)])[0]) == text


@pytest.mark.parametrize("name", known.FRAMES)
def test_frames(name):
    lines, before = known.FRAMES[name]
    found = guess([f"{line}\n" for line in lines], Given(), whole=True)
    assert (found.names, found.header, len(found.before)) == (known.NAMES, True, before)


@pytest.mark.parametrize("name", known.NUMBERS)
def test_numbers(name):
    values, decimal, wanted = known.NUMBERS[name]
    column = pa.array(values)
    assert decimal_of([column], ";") == decimal
    found = typing_of(column, decimal)
    made = typed(column, found)
    assert made is not None
    assert (found.kind, made.to_pylist()) == ("number", wanted)


def test_gaps_stay_in_a_column_of_texts():
    column = pa.array(["NA", "DE", "-"])
    assert typed(column, typing_of(column, ".")) == column


def test_long_lines_come_in_small_blocks():
    line = "x," * 100_000 + "\n"
    found = list(blocks(iter([line] * 400), Shape(width=100_001)))
    assert sum(len(each.numbers) for each in found) == 400
    assert max(len(each.numbers) for each in found) * len(line) < 2 * BLOCK_CHARS
