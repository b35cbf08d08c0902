"""One run of the command line: what it was asked, and what it works with."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smallcrm.cli.output import Output
from smallcrm.cli.refusals import SeveralClients
from smallcrm.cli.values import query_of
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import Refusal
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.telephony.handover import deliver
from smallcrm.telephony.wire import encode_changed

if TYPE_CHECKING:
    from smallcrm.cli.program import Backend, Program
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import Command, Outcome

_ID = "id:"


@dataclass(slots=True)
class Run:
    """One run; the data file is opened when it is first needed, and closed by whoever made this."""

    asked: argparse.Namespace
    program: Program
    paths: Paths
    clock: Clock
    tr: I18n
    out: Output
    language: str | None = None
    _backend: Backend | None = field(default=None, init=False)

    @property
    def backend(self) -> Backend:
        """The open data file; raises DataFileError."""
        if self._backend is None:
            self._backend = self.program.open_backend(self.paths, self.clock)
        return self._backend

    @property
    def machine_settings(self) -> MachineSettings:
        """The settings of this machine."""
        return MachineSettings(self.paths.machine_settings)

    def close(self) -> None:
        """Close the data file, if it was opened."""
        if self._backend is not None:
            backend, self._backend = self._backend, None
            backend.close()

    def perform(self, command: Command, *, nudge: bool = True) -> Outcome:
        """Carry a command out, and tell the open window to look again."""
        outcome = self.backend.services.perform(command, source=Source.COMMAND_LINE)
        if nudge:
            self.nudge()
        return outcome

    def nudge(self) -> None:
        """Tell the window, if one is open, that the file has changed."""
        deliver(str(self.paths.data), encode_changed())

    def client_id(self, text: str) -> int:
        """Return the one client that `id:7` or a QUERY means; refuse none, and several."""
        query = query_of(text)
        digits = query.strip().removeprefix(_ID)
        if query.strip().startswith(_ID) and digits.isascii() and digits.isdigit():
            number = int(digits[:20])
            if number >= 2**63 or not self.backend.queries.client_exists(number):
                raise Refusal("no_client_of_id", field="client", id=digits[:20])
            return number
        found = self.backend.queries.resolve(query)
        if not found:
            raise Refusal("not_found", field="client", query=query)
        if len(found) > 1:
            raise SeveralClients(query, found)
        return found[0].client.id
