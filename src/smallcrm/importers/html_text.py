"""What a page of HTML says, as plain text: nothing in it is run, followed or fetched.

Read in one pass: a page of an e-mail is whatever somebody sends, and the standard library's parser
takes minutes for a megabyte of comments that never end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 400_000
# What is in these is not shown; all but the first two may hold other tags.
_HIDDEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_BLOCKS: Final = frozenset(
    "address article aside blockquote center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section table tr ul".split()
)
_APART: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"})
_NAME: Final = re.compile(r"/?[a-z][a-z0-9]{0,20}")
_ENDS: Final = (("!--", "-->"), ("![CDATA[", "]]>"), ("!", ">"), ("?", ">"))


def html_text(page: str) -> str:
    """Return what a page says, line by line."""
    said = "".join(_pieces(page[:LONGEST])).replace("\xa0", " ")
    lines = [
        re.sub(r" *\t[ \t]*", "\t", re.sub(r" {2,}", " ", line)).strip()
        for line in said.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(page: str) -> Iterator[str]:
    """Walk from tag to tag: blocks begin lines, cells stand apart, what is hidden says nothing."""
    lower = page.lower() if len(page.lower()) == len(page) else page
    at = 0
    while at < len(page):
        start = page.find("<", at)
        yield _text(page[at : start if start >= 0 else len(page)])
        if start < 0:
            return
        tag = _NAME.match(lower, start + 1)
        end = _closing(lower, start, tag is not None)
        if end < 0:
            return  # begun and never ended: there is nothing more to say
        if end == start:
            yield "<"
            at = start + 1
            continue
        at = end
        if tag is None:
            continue
        name = tag[0]
        if name in _HIDDEN and not lower.startswith("/>", end - 2):
            at = lower.find(f"</{name}", end)
            if at < 0 and name == "head":
                at = lower.find("<body", end)  # a head that was never closed
            if at < 0:
                return
        else:
            yield _begin(name)


def _closing(page: str, start: int, is_tag: bool) -> int:
    """Return where what begins with `<` is over; -1 if nowhere, `start` if it is but a sign."""
    for beginning, end in _ENDS:
        if page.startswith(beginning, start + 1):
            found = page.find(end, start + 1 + len(beginning))
            return found + len(end) if found >= 0 else -1
    if not is_tag:
        return start
    found = page.find(">", start)
    return found + 1 if found >= 0 else -1


def _begin(tag: str) -> str:
    """Return what stands for a tag in the text."""
    name = tag.removeprefix("/")
    if name == "br":
        return "\n"
    if tag in ("td", "th"):
        return "\t"
    if name not in _BLOCKS:
        return ""
    lines = "\n\n" if name in _APART else "\n"
    return f"{lines}- " if tag == "li" else lines


def _text(text: str) -> str:
    """Keep what is seen; line ends in the source are spaces."""
    return re.sub(r"[ \t\r\n\f]+", " ", html.unescape(text))
