"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from smallcrm.domain.errors import Refusal

_Answer = TypeVar("_Answer")


def write_whole(path: Path, write: Callable[[BinaryIO], _Answer]) -> _Answer:
    """Let `write` fill a file that takes the place of `path` when it is complete.

    The owner alone can read it. Raises Refusal `cannot_write_file` where the system will not have
    it; what was there before is left then.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".smallcrm-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            answer = write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        raise Refusal("cannot_write_file", field="file", file=path.name) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
    return answer
