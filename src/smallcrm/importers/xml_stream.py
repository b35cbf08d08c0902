"""XML read as it comes, within bounds: no entities, no document types, no bottomless nesting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Protocol
from xml.parsers import expat

from smallcrm.domain.errors import Refusal
from smallcrm.importers.plan import MAX_CELL_CHARACTERS
from smallcrm.importers.zip_bounds import damaged

MAX_DEPTH: Final = 100


class Handler(Protocol):
    """What is told of a document. Names come without their namespace's prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear of an element that begins; the names of attributes keep their prefixes."""
        ...

    def end(self, name: str) -> None:
        """Hear of an element that ends."""
        ...


class Text:
    """Gathers the text of a place in a document while it is `open`, at most one cell's worth."""

    __slots__ = ("_pieces", "_size", "open")

    def __init__(self) -> None:
        self.open = False
        self._pieces: list[str] = []
        self._size = 0

    def add(self, piece: str) -> None:
        """Add text where it is wanted; raises Refusal `cell_too_large`."""
        if self.open:
            self._size += len(piece)
            if self._size > MAX_CELL_CHARACTERS:
                raise Refusal("cell_too_large", field="file", limit=MAX_CELL_CHARACTERS)
            self._pieces.append(piece)

    def take(self) -> str:
        """Return what was gathered, and begin anew."""
        pieces = self._pieces
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        self._pieces = []
        self._size = 0
        return text


def parsed(pieces: Iterable[bytes], handler: Handler, text: Text) -> Iterator[None]:
    """Feed a document to a handler, a step for each piece, so that rows can be taken meanwhile.

    Raises Refusal `workbook_damaged` for what is no XML, or has a document type of its own.
    """
    parser = _parser(handler, text)
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
    # Whatever is unknown to it, an encoding among it, comes up as one of these.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged() from error
    yield


def _parser(handler: Handler, text: Text) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}
    depth = 0
    started, ended = handler.start, handler.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise damaged()
        plain = local.get(name)
        if plain is None:
            plain = local[name] = name.rpartition(":")[2]
        started(plain, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ended(local[name])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.add
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def _no_document_type(*_declared: object) -> None:
    """Refuse a document type: entities that feed on each other live there."""
    raise damaged()


def local_name(attributes: Mapping[str, str], name: str) -> str | None:
    """Return an attribute by its name without a prefix."""
    found = attributes.get(name)
    if found is not None:
        return found
    ending = f":{name}"
    return next((value for key, value in attributes.items() if key.endswith(ending)), None)


Progress = Callable[[int], None]
