"""XML read as it comes, within bounds: no entities, no document types, no endless text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.parsers import expat

from smallcrm.domain.errors import Refusal
from smallcrm.importers.plan import MAX_CELL_CHARACTERS
from smallcrm.importers.zip_bounds import damaged, too_large

MAX_DEPTH: Final = 100
_MOST_UNREAD: Final = 4 * 1024 * 1024  # bytes of one tag or comment that goes on and on
MAX_TEXT: Final = 256 * 1024 * 1024  # characters of one document that are kept

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


class Text:
    """Gathers the text of a place in a document while it is `open`, at most one cell's worth."""

    __slots__ = ("_pieces", "_size", "_whole", "open")

    def __init__(self) -> None:
        self.open = False
        self._pieces: list[str] = []
        self._size = 0
        self._whole = 0

    def add(self, piece: str) -> None:
        """Add text where it is wanted; raises Refusal `cell_too_large`, `workbook_too_large`."""
        if self.open:
            self._size += len(piece)
            if self._size > MAX_CELL_CHARACTERS:
                raise Refusal("cell_too_large", field="file", limit=MAX_CELL_CHARACTERS)
            self._pieces.append(piece)

    def take(self) -> str:
        """Return what was gathered, and begin anew."""
        self._whole += self._size
        if self._whole > MAX_TEXT:
            raise too_large()
        pieces = self._pieces
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        self._pieces = []
        self._size = 0
        return text


def parsed(
    pieces: Iterable[bytes], start: Start, end: End, text: Text, *, counts_itself: bool = False
) -> Iterator[None]:
    """Feed a document to handlers, a step for each piece, so that rows can be taken meanwhile.

    Names of elements come without their prefixes. Raises Refusal `workbook_damaged` for what is no
    XML, nested beyond sense, or has a document type of its own (entities that feed on each other
    live there). Handlers that `count` their depth `themselves` spare a call for each element.
    """
    if not counts_itself:
        start, end = _counted(start, end)
    parser = _parser(start, end, text)
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _MOST_UNREAD:
                raise too_large()
            yield
        parser.Parse(b"", True)
    # What it does not know, an encoding for one, comes up as any of these.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged() from error
    yield


def _parser(start: Start, end: End, text: Text) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def first(name: str, attributes: Attributes) -> None:
        """Spare documents without prefixes the work of taking them off."""
        if ":" in name:
            parser.StartElementHandler, parser.EndElementHandler = _without_prefixes(start, end)
        else:
            parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartElementHandler(name, attributes)

    parser.StartElementHandler = first
    parser.CharacterDataHandler = text.add
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def _counted(start: Start, end: End) -> tuple[Start, End]:
    """Refuse elements in elements without end: each that is open costs memory."""
    depth = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise damaged()
        start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    return started, ended


def _without_prefixes(start: Start, end: End) -> tuple[Start, End]:
    local: dict[str, str] = {}

    def started(name: str, attributes: Attributes) -> None:
        plain = local.get(name)
        if plain is None:
            plain = local[name] = name.rpartition(":")[2]
        start(plain, attributes)

    def ended(name: str) -> None:
        end(local[name])

    return started, ended


def _no_document_type(*_declared: object) -> None:
    raise damaged()
