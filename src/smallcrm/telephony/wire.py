"""What may be said to the window: one JSON object a line, at most 1 KiB, of three kinds.

`call` opens a card, `show` brings the window to the front, `changed` says that the file was written
by somebody else. Nothing else gets through. `encode_*` need no import, for the forwarder's sake.
"""

MAX_BYTES = 1024
CALL, SHOW, CHANGED = "call", "show", "changed"
# In bytes; each may double by its escapes, and both fit.
_MAX_NUMBER = 200
_MAX_NAME = 200


class WireError(ValueError):
    """A message that is not one of ours; it is dropped, whoever sent it."""


class Message:
    """One message to the window; `number` and `name` are plain text on one line.

    An empty `number` is a call whose number is withheld.
    """

    __slots__ = ("kind", "name", "number", "outgoing")

    def __init__(self, kind: str, number: str = "", name: str = "", outgoing: bool = False) -> None:
        self.kind = kind
        self.number = number
        self.name = name
        self.outgoing = outgoing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        """Without number and name, which no log may hold."""
        return f"Message({self.kind!r})"

    def _parts(self) -> tuple[str, str, str, bool]:
        return self.kind, self.number, self.name, self.outgoing


def plain(text: str, longest: int) -> str:
    """Make text of anywhere fit to be sent and shown: one line, no control or direction marks.

    `longest` counts bytes of UTF-8.
    """
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * longest])
    line = " ".join(shown.split())
    return line.encode("utf-8", "ignore")[:longest].decode("utf-8", "ignore").rstrip()


def encode_call(number: str, name: str = "", *, outgoing: bool = False) -> bytes:
    """Say that somebody calls (or is called): `number` is what the phone said, as it said it."""
    message = f'{{"kind": "call", "number": {_quoted(plain(number, _MAX_NUMBER))}'
    if name:
        message += f', "name": {_quoted(plain(name, _MAX_NAME))}'
    if outgoing:
        message += ', "outgoing": true'
    return (message + "}\n").encode()


def encode_show() -> bytes:
    """Ask the window to come to the front."""
    return b'{"kind": "show"}\n'


def encode_changed() -> bytes:
    """Say that the file has changed: look again."""
    return b'{"kind": "changed"}\n'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def decode(line: bytes) -> Message:
    """Read one message, number and name taken apart and cleaned; WireError for anything else."""
    if len(line) > MAX_BYTES:
        raise WireError("too long")
    found = _members(line)
    kind = found.pop("kind", None)
    if kind in (SHOW, CHANGED) and not found:
        return Message(str(kind))
    if kind != CALL:
        raise WireError("no message of ours")
    number, name, outgoing = (
        found.pop("number", None),
        found.pop("name", ""),
        found.pop("outgoing", False),
    )
    if found or not (
        isinstance(number, str) and isinstance(name, str) and isinstance(outgoing, bool)
    ):
        raise WireError("no call of ours")
    from smallcrm.telephony.caller import parse

    caller = parse(number)
    return Message(CALL, caller.number, plain(name, _MAX_NAME) or caller.name, outgoing)


def _members(line: bytes) -> dict[str, object]:
    import json

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise WireError("a key twice")
        return members

    try:
        found = json.loads(line.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
    if not isinstance(found, dict):
        raise WireError("no object")
    return found


class Receiver:
    """Cuts what arrives on one connection into messages; the window keeps one a connection.

    `feed` returns the messages that are complete, and leaves out what is not ours. Once `overrun`
    is True the peer has said too much without a line's end: hang up.
    """

    def __init__(self) -> None:
        self._rest = b""
        self.overrun = False

    def feed(self, data: bytes) -> list[Message]:
        """Take the bytes that came."""
        if self.overrun:
            return []
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.overrun = len(self._rest) > MAX_BYTES
        messages = []
        for line in lines:
            try:
                messages.append(decode(line))
            except WireError:
                continue
        return messages
