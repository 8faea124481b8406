import pytest

from tripl.features.scans.schemas.identity import Identity
from tripl.features.scans.schemas.planning import PlannerConfig
from tripl.features.scans.service.naming import check_format, naming
from tripl.features.scans.service.personal import sensitivity
from tripl.kit.errors import Invalid


def named(row, fmt=None, rules=(), segments=(), type_name=None):
    config = PlannerConfig("SELECT 1", event_name_format=fmt, event_group_rules=rules)
    identity = Identity(type_name, None if type_name else "kind", tuple(row), segments)
    return naming(config, identity)(row)


@pytest.mark.spec("S-45", "S-46")
def test_a_format_renders_text_and_columns():
    assert named({"kind": "k", "a": "x", "b": "y"}, "{a}: {b}") == ("k", "x: y")
    assert named({"kind": "k", "a": "x", "b": None}, "{a}/{b}") == ("k", "x/")
    assert named({"kind": "k", "a": None}, "page {a}") == ("k", "")
    assert named({"kind": "k", "a": "true"}, "{a}") == ("k", "true")


@pytest.mark.spec("S-44", "S-42")
def test_without_a_format_columns_make_the_name_or_the_type_does():
    row = {"kind": "k", "color": "red", "size": None}
    assert named(row, segments=("color", "size")) == ("k", "color=red · size=")
    assert named({"kind": "k"}) == ("k", "k")
    assert named({"a": "x"}, type_name="visit") == ("visit", "visit")
    assert named({"kind": None}) == ("", "")


@pytest.mark.spec("S-50", "G-26")
def test_rules_rewrite_the_derived_name():
    rule = {"group_name": "styles", "conditions": [{"field": "__event_name", "pattern": r"\.css$"}]}
    both = {
        "group_name": "web styles",
        "conditions": [{"field": "event_name", "pattern": "css"}, {"field": "platform", "pattern": "^web$"}],
    }
    row = {"kind": "k", "a": "reset.css", "platform": "web"}
    assert named(row, "{a}", [rule]) == ("k", "styles")
    assert named(row, "{a}", [both, rule]) == ("k", "web styles")
    assert named({**row, "platform": "ios"}, "{a}", [both, rule]) == ("k", "styles")
    assert named({**row, "event_name": "real"}, "{a}", [both]) == ("k", "reset.css")


@pytest.mark.spec("S-45", "S-36")
def test_unknown_keys_are_listed_with_what_there_is():
    with pytest.raises(Invalid, match=r"\{page\}.*Available: \{path\}, \{section\}"):
        check_format("{section}/{page}", ["section", "path"])
    with pytest.raises(Invalid, match="names no column"):
        check_format("fixed", ["section"])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a@example.com", "b.c@mail.example.org", None], "pii"),
        (["+49 170 1234567", "(030) 123-4567 8"], "pii"),
        (["10.0.0.1", "192.168.7.9", "2001:db8::1"], "pii"),
        (["4111 1111 1111 1111", "5500005555555559"], "financial"),
        (["d41d8cd98f00b204e9800998ecf8427e", "9e107d9d372bb6826bd81d3542a419d6"], "secret"),
        (["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"], "secret"),
        (["home", "blog", "a@b"], "none"),
        (["2026-03-02", "2026-03-03 10:00:00"], "none"),
        (["1.2.3", "10.4.1"], "none"),
        (["200", "404", "1015"], "none"),
        (["1767225600000", "1767225660000"], "none"),
        (["0b0c37f8-6d3e-4c8a-9a57-1f0f9f1e2a11"], "none"),
        ([None, ""], "none"),
    ],
)
def test_personal_data_is_recognised(values, expected):
    assert sensitivity(values) == expected
