"""What a page of HTML says, as plain text: nothing in it is run, followed or fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 1_000_000
_HIDDEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_BLOCKS: Final = frozenset(
    "address article aside blockquote center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section table tr ul".split()
)
_APART: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"})


class _Sayer(HTMLParser):
    """Gathers text; blocks begin lines, cells stand apart, what is hidden says nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a cell or something hidden."""
        del attrs
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "body":
            self._hidden.clear()  # a head that was never closed hides nothing of the page
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n" if tag in _APART else "\n")
            if tag == "li":
                self.pieces.append("- ")

    def handle_endtag(self, tag: str) -> None:
        """End a line, or what was hidden."""
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.pieces.append("\n\n" if tag in _APART else "\n")

    def handle_data(self, data: str) -> None:
        """Keep what is seen; line ends in the source are spaces."""
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def html_text(page: str) -> str:
    """Return what a page says, line by line."""
    sayer = _Sayer()
    try:
        sayer.feed(page[:LONGEST])
        sayer.close()
    except (AssertionError, ValueError):  # what the parser gives up on ends there
        pass
    said = "".join(sayer.pieces).replace("\xa0", " ")
    lines = [
        re.sub(r" *\t[ \t]*", "\t", re.sub(r" {2,}", " ", line)).strip()
        for line in said.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
