"""What is to be done for a client: in the owner's words, or in ours where the program asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from smallcrm.domain.enums import FollowUpCode

if TYPE_CHECKING:
    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n


class _Named(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


class _FollowUp(Protocol):
    """What a sentence needs of a follow-up; `FollowUpShape` of the read side has it."""

    @property
    def client(self) -> _Named: ...
    @property
    def text(self) -> str: ...
    @property
    def code(self) -> FollowUpCode | None: ...
    @property
    def referred(self) -> _Named | None: ...
    @property
    def amount(self) -> Money | None: ...


def follow_up_text(tr: I18n, shape: _FollowUp) -> str:
    """Say what is to be done; the one place for the sentences of follow-ups with a code."""
    if shape.code is None:
        return shape.text
    if shape.code is FollowUpCode.THANKS:
        return _thanks(tr, shape)
    if shape.code is FollowUpCode.UPDATE_DETAILS:
        return tr.gettext("Ask {name} for phone, e-mail and address").format(name=shape.client.name)
    amount = tr.formats.money(shape.amount) if shape.amount is not None else ""
    taken_back = shape.code is FollowUpCode.CREDIT_TAKEN_BACK
    if shape.referred is None:
        text = (
            tr.gettext("{amount} of referral credit was taken back after it was spent")
            if taken_back
            else tr.gettext("{amount} paid out as referral credit is no longer earned")
        )
    elif shape.referred.id == shape.client.id:  # a reward of the client who was sent
        text = (
            tr.gettext("{amount} of credit for coming to us was taken back after it was spent")
            if taken_back
            else tr.gettext("{amount} paid out for coming to us is no longer earned")
        )
    else:
        text = (
            tr.gettext("{amount} of credit for sending {client} was taken back after it was spent")
            if taken_back
            else tr.gettext("{amount} paid out for sending {client} is no longer earned")
        )
    client = shape.referred.name if shape.referred is not None else ""
    return text.format(amount=amount, client=client)


def _thanks(tr: I18n, shape: _FollowUp) -> str:
    if shape.referred is None:
        return tr.gettext("Thank {name} for a referral").format(name=shape.client.name)
    return tr.gettext("Thank {name} for sending {client}").format(
        name=shape.client.name, client=shape.referred.name
    )
