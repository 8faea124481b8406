"""Who may call which route, out of access_table.csv, which is written from the specification and read by people.

Its columns, from left to right: the route; what a browser session of each person meets; what a key of somebody who is
let in meets; what the request of the test is answered once it is let in (an empty body, unknown ids); where it stands.

`in` is let in, 401 and 403 are said before the body and the ids are looked at, and 404 hides: it is the answer of a
project or an organisation that does not exist. `anonymous` has no credentials. `stranger`, `viewer`, `editor` and
`creator` are members of the organisation: with the role none, viewer, editor, and editor of a project they made.
`admin` and `owner` are those of the organisation, `outsider` owns another one. `bound` is a write key of this project.

What holds of every route stands in tests/api/test_access.py: a key of another project, and what has ended.
"""

import csv
import pathlib
from dataclasses import dataclass

P = "/projects/{slug}"
TYPE = P + "/event-types/{type_id}"
SCAN = P + "/scans/{scan_id}"
DESTINATION = P + "/alert-destinations/{destination_id}"
PEOPLE = ("anonymous", "stranger", "viewer", "editor", "creator", "admin", "owner", "outsider")
KEYS = ("read", "write", "bound")
STREAMS = frozenset({f"GET {P}/events/stream"})
"""They last until somebody leaves, and are in no document."""


@dataclass(frozen=True)
class Row:
    people: dict[str, str]
    keys: dict[str, str]
    admitted: int
    source: str

    @property
    def is_open(self) -> bool:
        return self.people["anonymous"] == "in"

    @property
    def is_edit(self) -> bool:
        """For editors of the project and upwards."""
        return (self.people["viewer"], self.people["editor"]) == ("403", "in")


def _read() -> dict[str, Row]:
    lines = pathlib.Path(__file__).with_suffix(".csv").read_text().splitlines()
    found: dict[str, Row] = {}
    for line in csv.DictReader(lines, skipinitialspace=True, strict=True):
        assert line["route"] not in found, f"{line['route']} stands there twice"
        people, keys = ({name: line[name] for name in names} for names in (PEOPLE, KEYS))
        assert set(people.values()) <= {"in", "401", "403", "404"}, line
        assert set(keys.values()) <= {"in", "403"}, line
        assert line["source"], line
        found[line["route"]] = Row(people, keys, int(line["admitted"]), line["source"])
    return found


TABLE = _read()
ROUTES = {route: row for route, row in TABLE.items() if route not in STREAMS}

LIMITS: dict[str, tuple[int, int]] = {
    "GET /users": (200, 1000),
    "GET /orgs/{org}/members": (200, 1000),
    "GET /audit": (50, 200),
    "GET /files": (50, 200),
    "GET /files/{file_id}/rejects": (100, 1_000),
    f"GET {P}/events": (200, 10_000),
    f"GET {SCAN}/jobs": (50, 200),
    f"GET {P}/alert-deliveries": (50, 200),
    "GET /activity/projects/{slug}": (20, 100),
    f"GET {P}/anomalies/past": (5, 100),
    f"GET {P}/overview/top-events": (10, 100),
}
"""Default and maximum of `limit`."""
