"""The window that calls are forwarded to: `forwarding_child.py DATA_FOLDER`, run by `forwarding`.

Prints `ready` once it listens, and for each call the reading of the clock that all processes share.
"""

from __future__ import annotations

import sys
import time
from typing import Any


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: str) -> None:
    """Start the program as its entrance does, and say when a call has come to its slot."""
    from smallcrm import app, paths
    from smallcrm.domain.clock import Clock
    from smallcrm.ui import start

    receive = start.WindowLife.receive

    def received(self: start.WindowLife, message: Any) -> None:
        say(repr(time.perf_counter()))
        receive(self, message)

    opened = start.WindowLife._on_settings

    def ready(self: start.WindowLife, settings: Any) -> None:
        opened(self, settings)
        say("ready")

    start.WindowLife.receive = received  # type: ignore[method-assign]
    start.WindowLife._on_settings = ready  # type: ignore[method-assign]
    app.run_window(paths.find(folder), Clock())


if __name__ == "__main__":
    main(sys.argv[1])
