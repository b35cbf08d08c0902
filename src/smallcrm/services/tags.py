"""Tags as such: another name, one of two, none; on a client they are put with its other fields."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from smallcrm.db.models import ClientTag, Tag
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import required_line
from smallcrm.services.care_commands import RemoveTag, RenameTag
from smallcrm.services.result import Made

LONGEST_TAG = 60


def rename(uow: UnitOfWork, command: RenameTag) -> Made:
    """Give a tag another name; where another tag has that name the two become one."""
    row = get(uow, command.tag)
    before = row.name
    name = required_line(command.name, field="name", code="no_name", longest=LONGEST_TAG)
    other = _named(uow, name, row.id)
    if other is None:
        row.name = name
        uow.session.flush()
        uow.describe("rename_tag", before=before, name=name)
        return Made(row.id)
    _make_one(uow, row, other)
    uow.describe("merge_tags", before=before, name=other.name)
    return Made(other.id)


def remove(uow: UnitOfWork, command: RemoveTag) -> Made:
    """Take a tag off all clients, and forget it."""
    row = get(uow, command.tag)
    uow.session.execute(delete(ClientTag).where(ClientTag.tag_id == row.id))
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("remove_tag", name=row.name)
    return Made(row.id)


def get(uow: UnitOfWork, tag_id: int) -> Tag:
    """Return a tag, or refuse (`no_such_tag`)."""
    row = uow.session.get(Tag, tag_id)
    if row is None:
        raise Refusal("no_such_tag", field="tag", id=tag_id)
    return row


def _named(uow: UnitOfWork, name: str, own_id: int) -> Tag | None:
    """Return the other tag of that name: of just that spelling before one of other capitals."""
    folded = keys.fold(name)
    alike = [
        tag
        for tag in uow.session.scalars(select(Tag).where(Tag.id != own_id).order_by(Tag.id))
        if keys.fold(tag.name) == folded
    ]
    return next((tag for tag in alike if tag.name == name), alike[0] if alike else None)


def _make_one(uow: UnitOfWork, row: Tag, other: Tag) -> None:
    bearing = select(ClientTag.client_id).where(ClientTag.tag_id == other.id)
    uow.session.execute(
        delete(ClientTag).where(ClientTag.tag_id == row.id, ClientTag.client_id.in_(bearing))
    )
    uow.session.execute(update(ClientTag).where(ClientTag.tag_id == row.id).values(tag_id=other.id))
    uow.session.delete(row)
    uow.session.flush()
