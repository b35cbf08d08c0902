"""Settings of the data file; the machine's are kept elsewhere."""

from __future__ import annotations

from sqlalchemy import select

from smallcrm.db.models import FileSetting, PhoneNumber, UnknownCall
from smallcrm.db.settings import ASKED
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import phone
from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import Scope, setting
from smallcrm.services.commands import SetSetting
from smallcrm.services.result import Made

_BATCH = 1000
_SHOWN = 200


def set_file_setting(uow: UnitOfWork, command: SetSetting) -> Made:
    """Set one setting of the file; a new country keys all numbers anew, of calls too."""
    wanted = setting(command.key)
    if wanted.scope is not Scope.FILE:
        raise Refusal("setting_of_machine", field="key", text=command.key)
    value = wanted.check(command.value)
    row = _put(uow, command.key, value)
    if command.key in {"file.country", "file.currency"}:
        _put(uow, ASKED, "1")
    if command.key == "file.country" and value != uow.settings.country:
        _key_numbers_anew(uow, value)
    # A logo or a long text would fill the history; its key is what the history shows.
    uow.describe("setting", key=command.key, value=value if len(value) <= _SHOWN else "")
    return Made(row.id)


def _put(uow: UnitOfWork, key: str, value: str) -> FileSetting:
    row = uow.session.scalars(select(FileSetting).where(FileSetting.key == key)).first()
    if row is None:
        row = FileSetting(key=key, value=value)
        uow.session.add(row)
    row.value = value
    uow.session.flush()
    return row


def _key_numbers_anew(uow: UnitOfWork, country: str) -> None:
    for row in uow.session.scalars(select(PhoneNumber).execution_options(yield_per=_BATCH)):
        parsed = phone.parse(row.number, country)
        row.e164, row.extension = parsed.e164, parsed.extension
        row.typed_key, row.e164_key = parsed.typed_key, parsed.e164_key
    for call in uow.session.scalars(select(UnknownCall).execution_options(yield_per=_BATCH)):
        call.e164 = phone.parse(call.number, country).e164 if call.number else None
