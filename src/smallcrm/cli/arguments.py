"""argparse, speaking the program's languages, and answering with one line instead of a page."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

from smallcrm.i18n.messages import mark, mark_plural

if TYPE_CHECKING:
    from smallcrm.i18n.messages import Translator

# What argparse says by itself, so that the catalogues have it; it looks these texts up in whatever
# its module calls `_` and `ngettext`.
ARGPARSE: Final = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("show program's version number and exit"),
    mark("expected one argument"),
    mark("expected at most one argument"),
    mark("expected at least one argument"),
    mark("ignored explicit argument %r"),
    mark("not allowed with argument %s"),
    mark("unrecognized arguments: %s"),
    mark("the following arguments are required: %s"),
    mark("one of the arguments %s is required"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("invalid %(type)s value: %(value)r"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("%(heading)s:"),
    mark_plural("expected %s argument", "expected %s arguments"),
)
_CHINESE_HEADING: Final = re.compile(r"^(\S*[\u4e00-\u9fff]):$", re.MULTILINE)


class WrongUsageError(Exception):
    """The command line cannot be understood; the message is one line for people."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `WrongUsageError`, and takes no option by a mere part of its name."""

    def __init__(self, *arguments: Any, tr: Translator | None = None, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)
        self._tr = tr
        # Whether subjects may stand after options as well: `report labels --sheet L7160 Ann`.
        self.mixed = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse what it knows; one that takes subjects after options does so in two rounds."""
        if not self.mixed:
            return super().parse_known_args(args, namespace)
        self.mixed = False  # argparse asks this very method twice
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixed = True

    def speaking(self, tr: Translator) -> Parser:
        """Give the language of its complaints."""
        self._tr = tr
        return self

    def format_help(self) -> str:
        """Write the help; Chinese headings end with a Chinese colon."""
        return _CHINESE_HEADING.sub(r"\1：", super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where there is help."""
        if self._tr is not None:
            # Translators: a mistake on the command line, and the command that shows the help
            text = self._tr.gettext("{mistake}. See: {command} --help")
            message = text.format(mistake=message, command=self.prog)
        raise WrongUsageError(message)


def count(text: str) -> int:
    """Read how many: a whole number in digits; a ValueError for anything else."""
    number = int(text) if text.isascii() and text.isdigit() else -1
    if number < 0:
        raise ValueError(text)
    return number


count.__name__ = "number"  # what argparse calls it


@contextmanager
def argparse_speaks(tr: Translator) -> Iterator[None]:
    """Let argparse look its own texts up in our catalogue while a parser is built and used."""
    names = ("_", "ngettext")
    before = {name: getattr(argparse, name) for name in names}
    setattr(argparse, "_", tr.gettext)  # noqa: B010  (typeshed does not know the name)
    setattr(argparse, "ngettext", tr.ngettext)  # noqa: B010
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(argparse, name, value)


def peeked(arguments: Sequence[str], option: str) -> str | None:
    """Look for an option's last value before anything is parsed: the parser needs a language."""
    found: str | None = None
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == option and index + 1 < len(arguments):
            found = arguments[index + 1]
        elif argument.startswith(f"{option}="):
            found = argument.partition("=")[2]
    return found
