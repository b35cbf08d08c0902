"""The grammar of `report`: which papers there are, of whom, and what each may be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.cli.arguments import count
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import NOTES, PAGE_SIZES
from smallcrm.reports.material import EnvelopeSize, PaperKind, Step

if TYPE_CHECKING:
    from smallcrm.cli.arguments import Parser
    from smallcrm.i18n.messages import Translator

# Statements of everybody with a balance: a run, where `statement` is of the clients named.
STATEMENTS: Final = "statements"
REPORTS: Final = (*(kind.value for kind in PaperKind), STATEMENTS)
_STATEMENT: Final = frozenset({PaperKind.STATEMENT, STATEMENTS})
_LABELS: Final = frozenset({PaperKind.LABELS})
_ENVELOPE: Final = frozenset({PaperKind.ENVELOPE})
_SALES: Final = frozenset({PaperKind.SALES})
# Which options are for some papers only, by where the parser puts what was said.
ONLY_FOR: Final = (
    ("since", "--from", _STATEMENT | {PaperKind.LEAGUE, PaperKind.SALES}),
    ("until", "--until", frozenset({PaperKind.LEAGUE, PaperKind.SALES, PaperKind.CALLS})),
    ("sent", "--for", frozenset({PaperKind.THANKS})),
    ("step", "--step", _SALES),
    ("by", "--by", _SALES),
    ("currency", "--currency", _SALES),
    ("sheet", "--sheet", _LABELS),
    ("first", "--first", _LABELS),
    ("copies", "--copies", _LABELS),
    ("borders", "--borders", _LABELS),
    ("size", "--size", _ENVELOPE),
    ("no_sender", "--no-sender", _ENVELOPE),
    ("xml", "--xml", frozenset({PaperKind.INVOICE})),
)


def add_report(command: Parser, tr: Translator) -> None:
    """Say what `report` takes."""
    command.mixed = True
    command.add_argument("what", choices=REPORTS)
    command.add_argument(
        "subjects",
        metavar="CLIENT|NUMBER|ID",
        nargs="*",
        help=tr.gettext(
            "CLIENTS, numbers of quotes, invoices or deliveries, ids of payments or reminders"
        ),
    )
    target = command.add_mutually_exclusive_group(required=True)
    target.add_argument("--pdf", metavar="FILE", help=tr.gettext("write one PDF"))
    target.add_argument(
        "--folder", metavar="DIR", help=tr.gettext("write a PDF each into a folder")
    )
    target.add_argument(
        "--xml", metavar="FILE", help=tr.gettext("write an invoice as XML (EN 16931) alone")
    )
    command.add_argument("--notes", choices=NOTES, default="all")
    command.add_argument("--from", dest="since", metavar="D", help=tr.gettext("the first day"))
    command.add_argument("--until", metavar="D", help=tr.gettext("the last day"))
    command.add_argument(
        "--language", choices=LANGUAGES, help=tr.gettext("the language of the paper")
    )
    command.add_argument("--page", choices=PAGE_SIZES, help=tr.gettext("the size of the paper"))
    command.add_argument(
        "--for",
        dest="sent",
        metavar="CLIENT",
        help=tr.gettext("whom they sent, for a letter of thanks"),
    )
    sales = command.add_argument_group(tr.gettext("of the sales report"))
    sales.add_argument(
        "--step", choices=tuple(Step), help=tr.gettext("how long its periods are: month")
    )
    sales.add_argument(
        "--by", metavar="client,product", help=tr.gettext("its tables beside the periods: both")
    )
    sales.add_argument("--currency", metavar="CODE", help=tr.gettext("in one currency only"))
    labels = command.add_argument_group(tr.gettext("of labels and envelopes"))
    labels.add_argument(
        "--sheet", metavar="NAME", help=tr.gettext("the sheet of labels, such as L7160")
    )
    labels.add_argument(
        "--first", metavar="N", type=count, help=tr.gettext("the first label that is free: 1")
    )
    labels.add_argument(
        "--copies", metavar="N", type=count, help=tr.gettext("how many of each label: 1")
    )
    labels.add_argument(
        "--borders", action="store_true", help=tr.gettext("draw the edges, to try a sheet")
    )
    labels.add_argument(
        "--size", choices=tuple(EnvelopeSize), help=tr.gettext("the size of the envelope: DL")
    )
    labels.add_argument(
        "--no-sender", action="store_true", help=tr.gettext("leave your own address out")
    )
