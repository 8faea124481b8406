"""`tripl up --demo`: one line at the end says where the demo is and how to get in."""

import json
import re
import signal
import urllib.request

import pytest
from tests.cli.conftest import open_folder
from tests.ops.running import RunningUp

READY = re.compile(r"demo ready: (http://\S+)/p/(demo-\w+)/overview, sign in as (\S+) / (\S+)")


@pytest.mark.spec("DM-1")
def test_up_with_a_demo_ends_on_a_collected_project_and_finds_it_again():
    data = open_folder() / "data"
    found = []
    for _ in range(2):
        with RunningUp(data, "--demo") as up:
            up.wait_for("demo ready: ", seconds=120)
            base, slug, email, password = READY.findall("\n".join(up.lines))[0]
            found.append((slug, email, password))
            request = urllib.request.Request(
                f"{base}/api/v1/auth/login",
                data=json.dumps({"email": email, "password": password}).encode(),
                headers={"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                cookie = answer.headers["Set-Cookie"].split(";")[0]
            asked = urllib.request.Request(f"{base}/api/v1/projects/{slug}", headers={"Cookie": cookie})
            with urllib.request.urlopen(asked, timeout=10) as answer:
                summary = json.load(answer)["summary"]
            assert summary["active_event_count"] == 13 and summary["monitoring_signal_count"] >= 1
            assert up.end(signal.SIGINT)[0] == 0
    assert found[0] == found[1]
    assert f"DEMO_PASSWORD={found[0][2]}" in (data / "secrets.env").read_text()
    said = [path for path in (data / "logs").iterdir() if found[0][2] in path.read_text(errors="replace")]
    assert said == [], "the password stands in secrets.env and on the terminal only"
