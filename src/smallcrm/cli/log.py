"""The log of what should not have happened: where in the program, never what the owner typed."""

from __future__ import annotations

import contextlib
import traceback
from pathlib import Path
from typing import Final

from smallcrm.domain.clock import Clock, to_text
from smallcrm.paths import make_private

_NAME: Final = "command-line.log"
_MAX_BYTES: Final = 512 * 1024


def log_fault(folder: Path, clock: Clock, fault: BaseException) -> None:
    """Note an unforeseen error by its type and the lines it passed through; never fails."""
    with contextlib.suppress(OSError, ValueError):
        make_private(folder)
        path = folder / _NAME
        if path.exists() and path.stat().st_size > _MAX_BYTES:
            path.replace(path.with_suffix(".old.log"))
        frames = traceback.extract_tb(fault.__traceback__)
        steps = " < ".join(
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
        )
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{to_text(clock.now())} {type(fault).__name__}: {steps}\n")
