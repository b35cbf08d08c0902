"""Operations of `apply` on files that are kept: their bytes come in the line, in base64.

A name in a line is never a path: what a file of lines says must not reach into this machine.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Final

from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import CLIENT, CONTRACT, DOCUMENT, QUOTE, SALE
from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command, FileInput


def _add_document(line: Fields) -> Command:
    name = required(line.text("name"), "name")
    content = _content(required(line.text("content"), "content"))
    file = FileInput(
        name=name,
        content=content,
        media_type=line.text("media_type") or kept_files.media_type(name),
        text=line.text("text"),
    )
    return commands.AddDocuments(
        client=required(line.row("client", CLIENT), "client"),
        files=(file,),
        sale=line.row("sale", SALE),
        quote=line.row("quote", QUOTE),
        contract=line.row("contract", CONTRACT),
        request_id=line.text("request_id"),
    )


def _edit_document(line: Fields) -> Command:
    return commands.EditDocument(
        document=_document(line),
        name=line.edit("name", line.must(line.text)),
        sale=line.edit("sale", lambda name: line.row(name, SALE)),
        quote=line.edit("quote", lambda name: line.row(name, QUOTE)),
        contract=line.edit("contract", lambda name: line.row(name, CONTRACT)),
        request_id=line.text("request_id"),
    )


def _remove_document(line: Fields) -> Command:
    return commands.RemoveDocument(document=_document(line), request_id=line.text("request_id"))


def _document(line: Fields) -> int:
    return required(line.row("document", DOCUMENT), "document")


def _content(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("field_wrong", field="content", text="content", kind="base64") from error


DOCUMENTS: Final[Mapping[str, Operation]] = {
    "add_document": Operation(_add_document, DOCUMENT),
    "edit_document": Operation(_edit_document, DOCUMENT),
    "remove_document": Operation(_remove_document, DOCUMENT),
}
