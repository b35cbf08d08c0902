"""The catalogues of translations: `python tools/translations.py update | compile | check`.

`update` collects the messages of the source and carries them into each catalogue; `compile` writes
what the program loads; `check` lists what is missing or wrong, and ends with 1 if anything is.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "smallcrm"
TRANSLATIONS = ROOT / "resources" / "translations"
DOMAIN = "smallcrm"
_KEYWORDS = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "mark": None,
    "mark_plural": (1, 2),
    "mark_in": ((1, "c"), 2),
}
# No dates, no tool and no version: a catalogue changes only when a message does.
_HEADERS = {
    "zh_CN": (
        "Project-Id-Version: Small CRM",
        "Language: zh_CN",
        "Plural-Forms: nplurals=1; plural=0;",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ),
}
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[sdr]")
_KEY = re.compile(r"&(?=\w)")
_TAG = re.compile(r"</?[a-z]+[^<>]*>")
# A Chinese sentence has Chinese punctuation.
_WESTERN = re.compile("[\u4e00-\u9fff][,:;?!]|[\u4e00-\u9fff]\\.(?!\\w)")
_MO_MAGIC = 0x950412DE


class Key(NamedTuple):
    """What tells one message from another; the plural is empty for a message without."""

    context: str
    singular: str
    plural: str


def languages() -> list[str]:
    """List the languages that have a catalogue."""
    return sorted(_HEADERS)


def po_path(language: str) -> Path:
    """Return where a language's catalogue for people lies."""
    return TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_path(language: str) -> Path:
    """Return where a language's catalogue for the program lies."""
    return po_path(language).with_suffix(".mo")


def key_of(message: Message) -> Key:
    """Return a message's key."""
    context = message.context or ""
    if isinstance(message.id, str):
        return Key(context, message.id, "")
    return Key(context, message.id[0], message.id[1])


def strings_of(message: Message) -> tuple[str, ...]:
    """Return a message's translations, one for each plural form; empty strings where missing."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def extract(source: Path = SOURCE) -> Catalog:
    """Collect the messages of the source, sorted, with what translators are told about them."""
    found = Catalog()
    for _file, _line, message, comments, context in extract_from_dir(
        source,
        method_map=[("**.py", "python")],
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        found.add(message, auto_comments=comments, context=context)
    template = Catalog()
    for entry in sorted((entry for entry in found if entry.id), key=key_of):
        comments = sorted(set(entry.auto_comments))
        template.add(entry.id, auto_comments=comments, context=entry.context)
    return template


def load(language: str) -> Catalog:
    """Read a language's catalogue; an empty one if there is none yet."""
    path = po_path(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, template: Catalog) -> None:
    """Carry the source's messages into a catalogue; what the source dropped is dropped."""
    known = {key_of(message): message for message in load(language) if message.id}
    catalogue = Catalog(locale=language)
    for message in template:
        if not message.id:
            continue
        old = known.get(key_of(message))
        string = old.string if old else None
        catalogue.add(
            message.id,
            string,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            flags=old.flags if old else (),
            context=message.context,
        )
    body = io.BytesIO()
    write_po(body, catalogue, no_location=True, omit_header=True, width=100)
    header = "".join(f'"{line}\\n"\n' for line in _HEADERS[language])
    text = f'msgid ""\nmsgstr ""\n{header}\n{body.getvalue().decode()}'
    po_path(language).parent.mkdir(parents=True, exist_ok=True)
    po_path(language).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def compiled(language: str) -> bytes:
    """Make the catalogue that gettext reads, the same bytes for the same translations."""
    pairs = {b"": "".join(f"{line}\n" for line in _HEADERS[language]).encode()}
    for message in load(language):
        strings = strings_of(message)
        if message.id and all(strings) and not message.fuzzy:
            key = key_of(message)
            name = f"{key.singular}\0{key.plural}" if key.plural else key.singular
            name = f"{key.context}\x04{name}" if key.context else name
            pairs[name.encode()] = "\0".join(strings).encode()
    names = sorted(pairs)
    start = 7 * 4
    values_at = start + len(names) * 8
    text_at = values_at + len(names) * 8
    tables = {start: b"", values_at: b""}
    texts = b""
    for table, items in ((start, names), (values_at, [pairs[name] for name in names])):
        for item in items:
            tables[table] += struct.pack("<2I", len(item), text_at + len(texts))
            texts += item + b"\0"
    head = struct.pack("<7I", _MO_MAGIC, 0, len(names), start, values_at, 0, values_at)
    return head + tables[start] + tables[values_at] + texts


def compile_language(language: str) -> None:
    """Write the catalogue that the program loads."""
    mo_path(language).write_bytes(compiled(language))


def problems(source: Path = SOURCE) -> Iterator[str]:
    """List what is missing or wrong in the source's messages and in each catalogue."""
    yield from source_problems(source)
    wanted = {key_of(message) for message in extract(source) if message.id}
    for language in languages():
        catalogue = [message for message in load(language) if message.id]
        known = {key_of(message) for message in catalogue}
        for key in sorted(wanted - known):
            yield f"{language}: not in the catalogue: {_shown(key)}"
        for key in sorted(known - wanted):
            yield f"{language}: no longer in the source: {_shown(key)}"
        for message in catalogue:
            for problem in message_problems(message):
                yield f"{language}: {problem}: {_shown(key_of(message))}"
        if not mo_path(language).is_file() or mo_path(language).read_bytes() != compiled(language):
            yield f"{language}: {mo_path(language).name} is not up to date: run compile"


def message_problems(message: Message) -> Iterator[str]:
    """List what is wrong with one translation."""
    strings = strings_of(message)
    if not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    key = key_of(message)
    originals = [key.singular, key.plural] if key.plural else [key.singular]
    for string in strings:
        for name, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG)):
            forms = [sorted(pattern.findall(original)) for original in originals]
            if sorted(pattern.findall(string)) not in forms:
                yield f"other {name} than the original"
        if len(_KEY.findall(string)) != len(_KEY.findall(originals[0])):
            yield "an & for the key is missing or too many"
        if (string[:1] + string[-1:]).count("\n") != (originals[0][:1] + originals[0][-1:]).count(
            "\n"
        ):
            yield "other line breaks at the ends"
        if _WESTERN.search(_PLACEHOLDER.sub("", string)):
            yield "western punctuation after Chinese"


def source_problems(source: Path = SOURCE) -> Iterator[str]:
    """List calls whose message is put together before it is looked up, which finds nothing."""
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name in _KEYWORDS and any(map(_put_together, node.args)):
                where = f"{path.relative_to(source)}:{node.lineno}"
                yield f"source: {where}: {name} gets a text that is put together"


def _put_together(argument: ast.expr) -> bool:
    """Tell an f-string, a sum or a formatted text from a plain one."""
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute):
        return argument.func.attr == "format" and isinstance(argument.func.value, ast.Constant)
    return isinstance(argument, ast.JoinedStr) or (
        isinstance(argument, ast.BinOp)
        and any(
            isinstance(side, (ast.JoinedStr, ast.Constant)) and not _is_number(side)
            for side in (argument.left, argument.right)
        )
    )


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _shown(key: Key) -> str:
    return f"[{key.context}] {key.singular}" if key.context else key.singular


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three jobs; the exit status is 1 if `check` finds anything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("job", nargs="?", default="update", choices=("update", "compile", "check"))
    job = parser.parse_args(arguments).job
    if job == "check":
        found = list(problems())
        sys.stdout.writelines(f"{problem}\n" for problem in found)
        return 1 if found else 0
    template = extract() if job == "update" else None
    for language in languages():
        if template is not None:
            update(language, template)
        compile_language(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
