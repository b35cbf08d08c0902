"""What letters of other scripts cost: a line of them against a Latin one, and their faces."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from tests.benchmarks.common import Context, Row, Times, against
from tests.reports.factory import RESOURCES

_RUNS, _STARTS = 200, 7
_LATIN = "Beatriz Gonçalves, Dublin"
_OTHERS = {
    "Arabic": "محمد عبد الله علي، دبي",
    "Hindi": "अमित शर्मा, दिल्ली",
    "mixed": "Invoice for محمد علي, 12",
}


def run(_context: Context) -> list[Row]:
    """Set a line of each script on many papers; open the faces in a fresh process."""
    latin = _line(_LATIN)
    rows = [
        against(f"a line on paper, {name}", _line(text).own, "a Latin one", latin.own)
        for name, text in _OTHERS.items()
    ]
    first = [json.loads(_child()) for _ in range(_STARTS)]
    plain = [found["plain"] for found in first]
    for what in ("Arabic", "unknown"):
        taken = [found[what] for found in first]
        rows.append(against(f"faces for the first {what} letter", taken, "the house's own", plain))
    return rows


def _line(text: str) -> Times:
    from smallcrm.reports.fonts import EmbeddedFonts, typefaces
    from smallcrm.reports.text import Style, Typesetter

    style = Style(9.3, 13.0, "0 0 0")
    fonts = EmbeddedFonts(typefaces(RESOURCES))
    times = Times()
    for number in range(_RUNS):
        setter = Typesetter(fonts, "en")

        def draw(setter: Typesetter = setter, number: int = number) -> None:
            line = setter.line(f"{text} {number}", style)
            "".join(run.drawing for run in line.runs)

        times.measure(draw)
    return times


def _child() -> str:
    command = (sys.executable, "-m", "tests.benchmarks.letters")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _first() -> dict[str, float]:
    """Time how long it takes to open the faces for the first letters of this process."""
    from smallcrm.reports.fallback import face_for
    from smallcrm.reports.fonts import typefaces

    begin = time.perf_counter()
    faces = typefaces(RESOURCES)
    found = {"plain": time.perf_counter() - begin}
    for what, letter in (("Arabic", "م"), ("unknown", "\U00013000")):
        begin = time.perf_counter()
        face_for(letter, faces.folder)
        found[what] = time.perf_counter() - begin
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_first()))
