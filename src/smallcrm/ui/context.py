"""What every part of the screen is given: made once by the composition root, passed down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.domain.clock import Clock
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

if TYPE_CHECKING:
    from smallcrm.machine_settings import MachineSettings
    from smallcrm.ui.phone_lines import PhoneLines


@dataclass(slots=True)
class UiContext:
    """Everything a window needs; `settings` is renewed when the file's settings change.

    `phone` is there where a window's life listens to lines.
    """

    theme: ThemeContext
    tr: I18n
    runner: Runner
    hub: Hub
    clock: Clock
    resources: Path
    machine: MachineSettings
    settings: FileSettings
    phone: PhoneLines | None = None
