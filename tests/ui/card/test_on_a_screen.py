"""On a real screen with a window manager: a ring is seen above all else, and takes no keyboard."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_NEEDED = ("xvfb-run", "openbox", "xdotool", "xprop")
_STORY = 'openbox & manager=$!; sleep 1; "$@"; seen=$?; kill $manager; exit $seen'


@pytest.mark.skipif(
    not all(shutil.which(program) for program in _NEEDED), reason="no X server to try it on"
)
def test_a_ring_is_seen_and_takes_no_keyboard() -> None:
    said = subprocess.run(
        [
            *(str(shutil.which("xvfb-run")), "-a", "sh", "-c", _STORY, "sh"),
            *(sys.executable, "-m", "tests.ui.card.x_story"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[3],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"},
    )
    assert said.returncode == 0, said.stderr
    seen = json.loads(said.stdout.splitlines()[-1])
    assert seen.pop("typed") == "before during after"
    assert all(seen.values()), seen
