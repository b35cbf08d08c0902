"""What the owner prints: reports as PDF, each one file behind the registry.

reportlab is imported when the first report is made, not before (0.2 s).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

from smallcrm.domain.registry import Registry
from smallcrm.reports.files import safe_file_name, write_pdf

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.domain.settings import FileSettings
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.shapes import ClientCard

__all__ = [
    "CLIENT_REPORT",
    "NOTES",
    "PAGE_SIZES",
    "REPORTS",
    "Notes",
    "PageSize",
    "Report",
    "Stationery",
    "render_client_report",
    "safe_file_name",
    "write_pdf",
]

Notes = Literal["all", "pinned", "none"]
NOTES: Final[tuple[Notes, ...]] = ("all", "pinned", "none")
PageSize = Literal["A4", "Letter"]
PAGE_SIZES: Final[tuple[PageSize, ...]] = ("A4", "Letter")

Subject_contra = TypeVar("Subject_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every report is made with: letterhead, language, fonts, the present, the paper.

    Without `page_size` the paper is the one usual in the file's country.
    """

    settings: FileSettings
    tr: I18n
    resources: Path
    clock: Clock
    page_size: PageSize | None = None


class Report(Protocol[Subject_contra]):
    """One kind of report about one kind of subject; made on any thread."""

    @property
    def name(self) -> str:
        """The name that the command line calls it by."""

    def make(
        self, subject: Subject_contra, stationery: Stationery, *, notes: Notes = "all"
    ) -> bytes:
        """Return the PDF; the same for the same arguments and the same present."""

    def suggested_file_name(self, subject: Subject_contra, tr: I18n) -> str:
        """Return the name that a save dialog begins with."""


class ClientReport:
    """The card on paper, for the owner's own eyes."""

    name = "client"

    def make(self, subject: ClientCard, stationery: Stationery, *, notes: Notes = "all") -> bytes:
        """Return the PDF."""
        from smallcrm.reports.client_report import make

        return make(subject, stationery, notes=notes)

    def suggested_file_name(self, subject: ClientCard, tr: I18n) -> str:
        """Return `Beatriz Gonçalves, client report, 2026-05-12.pdf`."""
        # Translators: the name of a file
        stem = tr.gettext("{client}, client report, {date}").format(
            client=subject.details.ref.name[:80],
            date=tr.formats.clock.today().isoformat(),
        )
        return safe_file_name(stem)


CLIENT_REPORT: Final[Report[ClientCard]] = ClientReport()


def _built() -> Registry[Report[ClientCard]]:
    registry: Registry[Report[ClientCard]] = Registry()
    registry.add(CLIENT_REPORT.name, CLIENT_REPORT)
    return registry


REPORTS: Final = _built()


def render_client_report(
    card: ClientCard,
    *,
    settings: FileSettings,
    tr: I18n,
    resources: Path,
    clock: Clock,
    notes: Notes = "all",
    page_size: PageSize | None = None,
) -> bytes:
    """Make the client report (give it the card of `Queries.client_history(..., full=True)`)."""
    stationery = Stationery(
        settings=settings, tr=tr, resources=resources, clock=clock, page_size=page_size
    )
    return CLIENT_REPORT.make(card, stationery, notes=notes)
