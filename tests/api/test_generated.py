"""Every route of the document with requests nobody thought of: none breaks it, and each answer is as documented.

`make chaos` sends more of them. API_EXAMPLES and API_SEED choose how many a route and repeat a sequence.
"""

import os
import time

import pytest
from tests.api.documented import operations
from tests.api.generated import try_out

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
SEED = int(os.environ.get("API_SEED", "1"))


@pytest.mark.timeout(max(300, EXAMPLES * 30))
@pytest.mark.spec("API-21", "SC-7", "API-3")
def test_no_request_breaks_a_route_and_every_answer_fits_the_document(site_door, site, capsys):
    begin = time.monotonic()
    broken = {route: found for route in operations() if (found := try_out(site_door, site, route, EXAMPLES, SEED))}
    with capsys.disabled():
        seconds = time.monotonic() - begin
        print(f"\nAPI_SEED={SEED} API_EXAMPLES={EXAMPLES}: {len(operations())} routes in {seconds:.0f} s")
    assert broken == {}
