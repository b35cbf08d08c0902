"""What the languages cost at start: `python tests/i18n/benchmark_start.py`, prints milliseconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
# What the window's own imports bring along anyway is loaded before the clock starts.
SCRIPT = """
import sys, time, decimal, datetime, re, enum, dataclasses, pathlib, typing, locale
sys.path.insert(0, {source!r})
start = time.perf_counter()
from smallcrm.domain.clock import Clock
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
imported = time.perf_counter()
tr = I18n.load({language!r}, pathlib.Path({resources!r}), clock=Clock(), format_locale={locale!r})
loaded = time.perf_counter()
tr.formats.weekday_date(Clock().today()), tr.formats.money(Money(48000, "EUR"))
done = time.perf_counter()
print(imported - start, loaded - imported, done - loaded, "babel" in sys.modules)
"""


def main() -> None:
    """Print the median of some fresh starts, with and without Babel's data."""
    for language, locale in (("en", "en_IE"), ("zh_CN", "zh_CN"), ("en", "de_DE")):
        runs = []
        babel = ""
        for _ in range(9):
            script = SCRIPT.format(
                source=str(ROOT / "src"),
                resources=str(ROOT / "resources"),
                language=language,
                locale=locale,
            )
            *times, babel = subprocess.check_output(
                [sys.executable, "-c", script], text=True
            ).split()
            runs.append([float(time) * 1000 for time in times])
        parts = [f"{median(column):6.2f}" for column in zip(*runs, strict=True)]
        sys.stdout.write(
            f"{language} with {locale}: import {parts[0]}, catalogue {parts[1]}, "
            f"first formats {parts[2]} ms (Babel loaded: {babel})\n"
        )


if __name__ == "__main__":
    main()
