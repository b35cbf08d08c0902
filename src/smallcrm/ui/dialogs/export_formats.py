"""What can be exported, in which formats, and what each format is good for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.domain.watch import Watch
    from smallcrm.exporters import Written
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.order import Order
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class What(StrEnum):
    """What is exported."""

    SHOWN = "shown"
    SELECTED = "selected"
    ALL = "all"
    RECORD = "record"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Offer:
    """The list that the owner looks at: its tab, how it is narrowed, and what is selected.

    `shown` counts the rows that it shows; `client` is the current row's, with their name.
    """

    tab: str
    title: str
    order: Order | None = None
    shown: int = 0
    selected: tuple[int, ...] = ()
    client: tuple[int, str] | None = None

    @property
    def narrowed(self) -> bool:
        """Tell whether the list shows fewer rows than there are."""
        return self.order is not None and bool(self.order.filters or self.order.text)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name in the registry, its ending, its words."""

    name: str
    ending: str
    text: str
    good_for: str


def choices(tr: I18n, offer: Offer) -> list[tuple[What, str]]:
    """Return what can be exported, each with its words; the list as it is shown comes first."""
    number = tr.formats.number
    found = []
    if offer.narrowed:
        text = tr.ngettext(
            "The {count} row that the list &shows",
            "The {count} rows that the list &shows",
            offer.shown,
        )
        found.append((What.SHOWN, text.format(count=number(offer.shown))))
    if len(offer.selected) > 1:
        text = tr.gettext("The {count} se&lected rows")
        found.append((What.SELECTED, text.format(count=number(len(offer.selected)))))
    # Translators: all rows of a list: "All of Sales", "All of Sales (412)"
    text = tr.gettext("&All of {list}")
    if offer.shown and not offer.narrowed:
        text = tr.gettext("&All of {list} ({count})")
    found.append((What.ALL, text.format(list=offer.title, count=number(offer.shown))))
    if offer.client is not None:
        text = tr.gettext("All that is stored of {client}, f&or them")
        found.append((What.RECORD, text.format(client=offer.client[1].replace("&", "&&"))))
    found.append((What.EVERYTHING, tr.gettext("&Everything in the data file")))
    return found


def formats(tr: I18n, what: What, tab: str) -> list[Format]:
    """Return the formats in which something can be exported, the usual one first."""
    workbook = Format(
        "xlsx",
        ".xlsx",
        tr.gettext("&Workbook (.xlsx)"),
        tr.gettext("For Excel, WPS, Numbers: days, amounts and text as what they are."),
    )
    json = Format(
        "json",
        ".json",
        tr.gettext("&JSON (.json)"),
        tr.gettext("For programs: every detail, with fixed names."),
    )
    if what is What.EVERYTHING:
        whole = Format(
            "json",
            ".json",
            json.text,
            tr.gettext("The whole file in words: Import fills an empty data file with it."),
        )
        look = Format(
            "xlsx",
            ".xlsx",
            workbook.text,
            tr.gettext("A sheet for each kind of row, to look at and to reckon with."),
        )
        return [whole, look]
    if what is What.RECORD:
        paper = Format(
            "pdf",
            ".pdf",
            tr.gettext("&PDF (.pdf)"),
            tr.gettext("To print or send to somebody who asks what is stored about them."),
        )
        return [paper, json]
    text = Format(
        "csv",
        ".csv",
        tr.gettext("&Table as text (.csv)"),
        tr.gettext("For any other program; nothing in it can run as a formula."),
    )
    found = [workbook, text, json]
    if tab == "clients":
        found += (
            Format(
                "vcard",
                ".vcf",
                tr.gettext("&Contacts (.vcf)"),
                tr.gettext("For phones and address books of today: vCard 4.0."),
            ),
            Format(
                "vcard3",
                ".vcf",
                tr.gettext("Contacts for ol&der phones (.vcf)"),
                tr.gettext("The same as vCard 3.0, which every phone and mail program reads."),
            ),
        )
    return found


def file_name(tr: I18n, what: What, offer: Offer, ending: str) -> str:
    """Suggest a file's name: what is in it, and the day."""
    from smallcrm.reports.files import safe_file_name

    name = offer.title
    if what is What.EVERYTHING:
        name = tr.pgettext("file name", "Everything")
    elif what is What.RECORD and offer.client is not None:
        name = tr.pgettext("file name", "{client}, all that is stored").format(
            client=offer.client[1][:80]
        )
    # Translators: the name of a file: what is in it, and the day
    stem = tr.pgettext("file name", "{what}, {day}").format(
        what=name, day=tr.formats.clock.today().isoformat()
    )
    return safe_file_name(stem, ending)


def work_of(
    context: UiContext, offer: Offer, what: What, chosen: Format, path: Path, watch: Watch
) -> Callable[[Backend], Written]:
    """Return the work that writes the file, for a thread beside the screen."""
    tr = context.tr

    def tab(backend: Backend) -> Written:
        from smallcrm.exporters.tab_sheets import export_tab

        return export_tab(
            backend.queries,
            offer.tab,
            offer.order if what is What.SHOWN else None,
            path,
            tr=tr,
            ids=offer.selected if what is What.SELECTED else None,
            watch=watch,
            format_name=chosen.name,
            in_words=True,
        )

    def everything(backend: Backend) -> Written:
        from smallcrm.exporters.everything import export_everything

        return export_everything(backend.queries, path, tr=tr, watch=watch)

    def record(backend: Backend) -> Written:
        from smallcrm.exporters.record_file import export_record

        assert offer.client is not None, "offered of a client only"
        now = context.clock.now()
        return export_record(backend.queries, offer.client[0], path, now=now, watch=watch)

    def paper(backend: Backend) -> Written:
        from smallcrm.exporters import Written
        from smallcrm.reports import Stationery, write_pdf
        from smallcrm.reports.material import Paper, PaperKind
        from smallcrm.reports.papers import make

        assert offer.client is not None, "offered of a client only"
        stationery = Stationery(
            settings=context.settings, tr=tr, resources=context.resources, clock=context.clock
        )
        made = make(backend.queries, Paper(PaperKind.RECORD, offer.client[0]), stationery)
        write_pdf(made.content, path)
        return Written(0)

    if what is What.EVERYTHING:
        return everything
    if what is What.RECORD:
        return paper if chosen.name == "pdf" else record
    return tab
