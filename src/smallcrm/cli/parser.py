"""The grammar of the command line: every name and option of the contract."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from smallcrm.cli.arguments import Parser, count
from smallcrm.cli.report_grammar import add_report
from smallcrm.domain.enums import Level, SaleStatus
from smallcrm.i18n.system import LANGUAGES

if TYPE_CHECKING:
    from smallcrm.i18n.messages import Translator

EXPORTED: Final = (
    "clients",
    "quotes",
    "sales",
    "invoices",
    "payments",
    "products",
    "contracts",
    "referrals",
    "followups",
    "everything",
    "record",
    "document",
)
IMPORTED: Final = (
    "clients",
    "contact_people",
    "notes",
    "products",
    "sales",
    "sale_lines",
    "payments",
    "referrals",
    "statement",
    "auto",
)
LISTED: Final = (
    "clients",
    "quotes",
    "sales",
    "invoices",
    "payments",
    "products",
    "contracts",
    "referrals",
    "overdue",
    "promises",
    "reminders",
    "followups",
    "calls",
    "bank",
    "rates",
    "rewards",
    "credits",
    "league",
    "sources",
    "own_fields",
    "tags",
    "level_rules",
    "label_sheets",
    "stale",
    "duplicates",
    "merges",
    "documents",
    "import_mappings",
)
_SELLABLE: Final = tuple(
    status.value for status in SaleStatus if status is not SaleStatus.CANCELLED
)


class Grammar:
    """Builds the parser; `handler` of what it parses is `module:function` below `smallcrm.cli`."""

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._everywhere = _everywhere(tr)

    def build(self) -> Parser:
        """Make the whole parser."""
        tr = self._tr
        parser = Parser(
            prog="smallcrm",
            description=tr.gettext("Who is calling, what they owe, what to remember."),
            epilog=tr.gettext("Without a command, the window opens."),
        ).speaking(tr)
        _add_globals(parser, tr)
        parser.add_argument("--version", action="store_true", help=tr.gettext("show the version"))
        parser.add_argument("--smoke-test", action="store_true", help=argparse.SUPPRESS)
        parser.set_defaults(handler=None)
        commands = parser.add_subparsers(
            title=tr.gettext("commands"), metavar=tr.gettext("COMMAND"), parser_class=Parser
        )
        self._lookups(commands)
        self._add(commands)
        self._follow_up(commands)
        self._files(commands)
        self._upkeep(commands)
        return parser

    def _command(
        self, commands: Any, name: str, handler: str | None, text: str, **options: Any
    ) -> Parser:
        command: Parser = commands.add_parser(
            name, help=text, description=text, parents=[self._everywhere], **options
        )
        if handler is not None:
            command.set_defaults(handler=handler)
        return command.speaking(self._tr)

    def _client(self, command: Parser, name: str = "client", **options: Any) -> None:
        command.add_argument(
            name,
            metavar="CLIENT",
            help=self._tr.gettext("id:7, or anything that one client alone matches"),
            **options,
        )

    def _lookups(self, commands: Any) -> None:
        tr = self._tr
        command = self._command(
            commands, "call", "calling:call", tr.gettext("show who is calling, in the window")
        )
        command.add_argument("number", metavar="NUMBER", help=tr.gettext("a number, or tel:…"))
        command.add_argument("--name", metavar="TEXT", default="")
        command.add_argument("--outgoing", action="store_true")
        # What a call that finds no window starts: this process becomes the window.
        command.add_argument("--start", action="store_true", help=argparse.SUPPRESS)
        command = self._command(
            commands, "find", "lookups:find", tr.gettext("list clients as the search box does")
        )
        command.add_argument("query", metavar="QUERY")
        self._limit(command, default=20)
        command = self._command(
            commands, "card", "lookups:card", tr.gettext("show who a client is and what they owe")
        )
        self._client(command)
        command = self._command(
            commands, "list", "listing:list_rows", tr.gettext("list the rows of a tab")
        )
        command.add_argument("what", choices=LISTED)
        self._client(command, nargs="?")
        self._period(command)
        command.add_argument(
            "--missed", action="store_true", help=tr.gettext("only calls that wait for an answer")
        )
        self._limit(command)

    def _period(self, command: Parser) -> None:
        tr = self._tr
        command.add_argument("--from", dest="since", metavar="D", help=tr.gettext("the first day"))
        command.add_argument("--until", metavar="D", help=tr.gettext("the last day"))

    def _limit(self, command: Parser, default: int | None = None) -> None:
        command.add_argument(
            "--limit",
            metavar="N",
            type=count,
            default=default,
            help=self._tr.gettext("at most so many"),
        )

    def _add(self, commands: Any) -> None:
        tr = self._tr
        add = self._command(commands, "add", None, tr.gettext("record something new"))
        kinds = add.add_subparsers(metavar=tr.gettext("WHAT"), required=True, parser_class=Parser)
        client = self._command(kinds, "client", "adding:client", tr.gettext("a client"))
        client.add_argument("--name", metavar="TEXT", required=True)
        for option in ("organisation", "code", "note"):
            client.add_argument(f"--{option}", metavar="TEXT")
        client.add_argument("--phone", metavar="TEXT", action="append", default=[])
        client.add_argument("--email", metavar="TEXT", action="append", default=[])
        client.add_argument("--level", choices=[level.value for level in Level])
        client.add_argument("--currency", metavar="CUR")
        client.add_argument("--referred-by", metavar="CLIENT")
        note = self._command(kinds, "note", "adding:note", tr.gettext("a note about a client"))
        self._client(note)
        note.add_argument("text", metavar="TEXT")
        note.add_argument("--pin", action="store_true", help=tr.gettext("always shown first"))
        note.add_argument("--until", metavar="DATE", help=tr.gettext("not first after that day"))
        note.add_argument("--said-by", metavar="NAME", help=tr.gettext("which contact person"))
        sale = self._command(kinds, "sale", "adding:sale", tr.gettext("a sale of one line"))
        self._client(sale)
        sale.add_argument("--title", metavar="TEXT", required=True)
        sale.add_argument("--amount", metavar="DECIMAL", required=True)
        sale.add_argument("--currency", metavar="CUR")
        sale.add_argument("--date", metavar="D")
        sale.add_argument("--due", metavar="D")
        sale.add_argument("--status", choices=_SELLABLE, default=SaleStatus.DELIVERED.value)
        self._add_trade(kinds)
        self._add_kept(kinds)
        payment = self._command(kinds, "payment", "adding:payment", tr.gettext("money received"))
        self._client(payment)
        payment.add_argument("amount", metavar="AMOUNT")
        payment.add_argument("--currency", metavar="CUR")
        payment.add_argument(
            "--sale",
            metavar="NUMBER",
            action="append",
            help=tr.gettext("settle this sale, and no other that is not named"),
        )
        payment.add_argument("--date", metavar="D")
        payment.add_argument("--method", metavar="TEXT")
        payment.add_argument("--reference", metavar="TEXT")
        referral = self._command(
            kinds, "referral", "adding:referral", tr.gettext("who sent whom, in either direction")
        )
        referral.add_argument("--from", dest="sender", metavar="CLIENT")
        referral.add_argument("--to", dest="receiver", metavar="CLIENT")
        referral.add_argument("--date", metavar="D")
        referral.add_argument(
            "--out", action="store_true", help=tr.gettext("we sent a client to a partner")
        )
        referral.add_argument("--client", metavar="CLIENT")
        referral.add_argument("--partner", metavar="TEXT")
        referral.add_argument("--what-for", metavar="TEXT")
        referral.add_argument(
            "--commission",
            metavar="DECIMAL",
            help=tr.gettext("what the partner gives us for a client that we sent"),
        )
        referral.add_argument("--currency", metavar="CUR")

    def _follow_up(self, commands: Any) -> None:
        tr = self._tr
        follow_up = self._command(commands, "followup", None, tr.gettext("what is to be done"))
        verbs = follow_up.add_subparsers(
            metavar=tr.gettext("WHAT"), required=True, parser_class=Parser
        )
        for name, words in (
            ("done", tr.gettext("mark it done; the next of one that repeats is there at once")),
            ("reopen", tr.gettext("open it again")),
            ("remove", tr.gettext("remove it")),
            ("snooze", tr.gettext("do not tell of it before then")),
        ):
            verb = self._command(verbs, name, f"following:{name}", words)
            verb.add_argument("id", metavar="ID", type=count)
            if name == "snooze":
                verb.add_argument(
                    "until", metavar="WHEN", help=tr.gettext("such as: in 2 hours, Friday 10am")
                )

    def _add_kept(self, kinds: Any) -> None:
        tr = self._tr
        document = self._command(
            kinds, "document", "keeping:document", tr.gettext("files that are kept with a client")
        )
        self._client(document)
        document.add_argument("files", metavar="FILE", nargs="+")
        for option in ("sale", "quote", "contract"):
            document.add_argument(f"--{option}", metavar="NUMBER")
        task = self._command(
            kinds, "followup", "following:add", tr.gettext("something to do for a client")
        )
        self._client(task)
        task.add_argument(
            "text", metavar="TEXT", help=tr.gettext("what and when: Tuesday 3pm call about piano")
        )
        task.add_argument("--due", metavar="D", help=tr.gettext("the text is left as it is"))
        task.add_argument("--time", metavar="HH:MM")
        task.add_argument("--repeat", metavar="RRULE")
        email = self._command(
            kinds,
            "email",
            "keeping:email",
            tr.gettext("an e-mail: a file that ends in .eml or .msg"),
        )
        self._client(email)
        email.add_argument("file", metavar="FILE")

    def _add_trade(self, kinds: Any) -> None:
        tr = self._tr
        quote = self._command(kinds, "quote", "adding:quote", tr.gettext("a quote of one line"))
        self._client(quote)
        quote.add_argument("--title", metavar="TEXT", required=True)
        quote.add_argument("--amount", metavar="DECIMAL", required=True)
        quote.add_argument("--currency", metavar="CUR")
        quote.add_argument("--date", metavar="D")
        quote.add_argument("--valid-until", metavar="D")
        product = self._command(
            kinds, "product", "adding:product", tr.gettext("a product, and what it costs")
        )
        product.add_argument("--name", metavar="TEXT", required=True)
        for option in ("code", "unit"):
            product.add_argument(f"--{option}", metavar="TEXT")
        product.add_argument("--price", metavar="DECIMAL")
        product.add_argument("--currency", metavar="CUR")
        product.add_argument("--tax", metavar="PERCENT")

    def _files(self, commands: Any) -> None:
        tr = self._tr
        command = self._command(
            commands, "import", "importing:import_files", tr.gettext("bring files in")
        )
        command.add_argument("files", metavar="FILE", nargs="+")
        command.add_argument("--as", dest="kind", choices=IMPORTED, default="auto")
        command.add_argument(
            "--map",
            metavar="COLUMN=FIELD",
            action="append",
            default=[],
            help=tr.gettext("take a column for this field"),
        )
        command.add_argument(
            "--likely",
            choices=("new", "update", "skip"),
            default="new",
            help=tr.gettext("what becomes of rows that likely are a client who is there"),
        )
        command.add_argument(
            "--sheet", metavar="NAME", help=tr.gettext("which sheet of a workbook")
        )
        command.add_argument(
            "--encoding", metavar="NAME", help=tr.gettext("how a text file is encoded")
        )
        command.add_argument(
            "--date-order",
            choices=("ymd", "dmy", "mdy"),
            help=tr.gettext("in which order day, month and year stand"),
        )
        command.add_argument(
            "--dry-run", action="store_true", help=tr.gettext("say what would come in, and stop")
        )
        command = self._command(
            commands,
            "export",
            "exporting:export",
            tr.gettext("write a file: .xlsx, .csv, .json, .vcf of clients, .ics of followups"),
        )
        command.add_argument("what", choices=EXPORTED)
        command.add_argument("file", metavar="FILE")
        command.add_argument(
            "--client",
            metavar="CLIENT",
            help=tr.gettext("whose record: all that is stored of a client, as .json"),
        )
        command.add_argument(
            "--id", metavar="ID", type=count, help=tr.gettext("which document, as listed")
        )
        command.add_argument(
            "--vcard",
            choices=("4.0", "3.0"),
            help=tr.gettext("the version of a .vcf: 4.0, or 3.0 for older phones"),
        )
        command = self._command(
            commands,
            "report",
            "reporting:report",
            tr.gettext("write reports, letters, lists or labels as PDF"),
        )
        add_report(command, tr)
        command = self._command(
            commands,
            "apply",
            "apply:apply",
            tr.gettext("do many things: a file of JSON lines, each one action"),
        )
        command.add_argument(
            "file", metavar="FILE", help=tr.gettext("- is what comes on standard input")
        )

    def _upkeep(self, commands: Any) -> None:
        tr = self._tr
        command = self._command(
            commands, "settings", "upkeep:settings", tr.gettext("show or change settings")
        )
        command.add_argument("key", metavar="KEY", nargs="?")
        command.add_argument("value", metavar="VALUE", nargs="?")
        self._command(commands, "undo", "upkeep:undo", tr.gettext("take back the last action"))
        self._command(commands, "redo", "upkeep:redo", tr.gettext("bring back what was undone"))
        command = self._command(
            commands, "backup", "upkeep:backup", tr.gettext("make a verified copy of the data file")
        )
        command.add_argument("file", metavar="FILE", nargs="?")
        command = self._command(
            commands, "restore", "upkeep:restore", tr.gettext("put a copy back; the file is kept")
        )
        command.add_argument("file", metavar="FILE")
        self._command(
            commands, "check", "upkeep:check", tr.gettext("look for what is wrong with the file")
        )
        command = self._command(
            commands, "erase", "upkeep:erase", tr.gettext("make a client anonymous for good")
        )
        self._client(command)
        command.add_argument("--yes", action="store_true", help=tr.gettext("do not ask"))
        command = self._command(
            commands, "sample", "upkeep:sample", tr.gettext("fill an empty file with made-up data")
        )
        command.add_argument("--clients", metavar="N", type=count, default=200)
        command.add_argument("--seed", metavar="S", type=int, default=1)


def _everywhere(tr: Translator) -> Parser:
    """Make the options that stand before a command, and are understood behind it as well."""
    parent = Parser(add_help=False)
    _add_globals(parent, tr, hidden=True)
    return parent


def _add_globals(parser: Parser, tr: Translator, *, hidden: bool = False) -> None:
    def text(shown: str) -> str:
        return argparse.SUPPRESS if hidden else shown

    # Without a default, the one given before the command is not overwritten behind it.
    options: dict[str, Any] = {"default": argparse.SUPPRESS}
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help=text(tr.gettext("the folder of the data file")),
        **options,
    )
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=text(tr.gettext("has the passphrase of an encrypted file")),
        **options,
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=text(tr.gettext("the language to speak")), **options
    )
    parser.add_argument(
        "--now",
        metavar="ISO-INSTANT",
        help=text(tr.gettext("take this for the present")),
        **options,
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=tr.gettext("print one JSON document and nothing else"),
        **options,
    )
