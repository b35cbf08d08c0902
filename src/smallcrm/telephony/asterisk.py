"""Asterisk and what is built on it (FreePBX...), by its manager interface (AMI, TCP 5038).

    Asterisk Call Manager/5.0.1
    Event: DialBegin
    CallerIDNum: 02079460000
    CallerIDName: Ann Lee
    Linkedid: 1479768643.7
    DestChannel: PJSIP/100-00000003

Messages are headers up to an empty line. The password goes as the answer to a challenge (MD5), and
never itself. The user needs `read = call`, and `write = call,originate` to catch up and to dial.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.telephony import dialling
from smallcrm.telephony.asterisk_calls import NAME, AsteriskCalls
from smallcrm.telephony.connection import Line
from smallcrm.telephony.conversation import LONGEST_LINE, Answer, Lines, decoded
from smallcrm.telephony.reports import CallReport

_GREETING: Final = re.compile(r"Asterisk Call Manager/[\d.]{1,20}")
_CHALLENGE, _LOGIN = "smallcrm-challenge", "smallcrm-login"
_MOST_HEADERS: Final = 200
_RING_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Asterisk(Line):
    """The source."""

    name: str = NAME
    dials: bool = True
    has_secret: bool = True

    def conversation(
        self, settings: Mapping[str, str], secret: str | None, since: datetime, clock: Clock
    ) -> AsteriskConversation:
        """Log in; refuses `no_user` and `no_secret`."""
        del since
        if not settings["user"]:
            raise Refusal("no_user", field="telephony.asterisk.user")
        if not secret:
            raise Refusal("no_secret", field="secret")
        return AsteriskConversation(
            clock,
            settings["user"],
            secret,
            extension=settings["extension"],
            context=settings["context"],
        )


class AsteriskConversation:
    """Logs in and passes events on; calls under way are kept from one connection to the next."""

    def __init__(
        self, clock: Clock, user: str, secret: str, *, extension: str, context: str
    ) -> None:
        self._calls = AsteriskCalls(clock, extension)
        self._user, self._secret = user, secret
        self._extension, self._context = extension, context
        self._lines = Lines(LONGEST_LINE)
        self._headers: dict[str, str] = {}
        self._seen_name = False
        self._greeted = False
        # What is answered next: a server may ask for the answer to one challenge, not to many.
        self._awaited = ""
        self._dialled = 0

    @property
    def greeted(self) -> bool:
        """Whether it is a manager and has let us in."""
        return self._greeted

    def opening(self) -> bytes:
        """Begin a new connection: the other end speaks first."""
        self._lines = Lines(LONGEST_LINE)
        self._headers = {}
        self._seen_name = self._greeted = False
        self._calls.listing_begins()
        return b""

    def feed(self, data: bytes) -> Answer:
        """Take the bytes that came."""
        reports: list[CallReport] = []
        reply = b""
        for raw in self._lines.feed(data):
            line = decoded(raw)
            if not self._seen_name:
                if _GREETING.fullmatch(line.strip()) is None:
                    return Answer(reports, trouble="not_this")
                self._seen_name = True
                self._awaited = _CHALLENGE
                reply += _action("Challenge", _CHALLENGE, AuthType="MD5")
            elif line:
                name, colon, value = line.partition(":")
                if colon and len(self._headers) < _MOST_HEADERS:
                    self._headers.setdefault(name.strip().lower(), value.strip())
            elif self._headers:
                headers, self._headers = self._headers, {}
                answer = self._message(headers)
                reports += answer.reports
                reply += answer.reply
                if answer.trouble:
                    return Answer(reports, reply, answer.trouble)
        return Answer(reports, reply, "too_much" if self._lines.overrun else "")

    def dialling(self, number: str) -> bytes:
        """Return what rings the owner's phone and then the number; refuses `no_extension`."""
        if not self._extension:
            raise Refusal("no_extension", field="telephony.asterisk.extension")
        digits = dialling.dialled(number)
        self._dialled += 1
        return _action(
            "Originate",
            f"smallcrm-dial-{self._dialled}",
            Channel=self._extension,
            Context=self._context,
            Exten=digits,
            Priority="1",
            CallerID=digits,
            Timeout=str(_RING_MS),
            Async="true",
        )

    def _message(self, headers: Mapping[str, str]) -> Answer:
        if "event" in headers:
            return Answer(self._calls.event(headers)) if self._greeted else Answer()
        ours, well = headers.get("actionid", ""), headers.get("response") == "Success"
        if ours != self._awaited:
            return Answer()
        if ours == _CHALLENGE:
            if not well or "challenge" not in headers:
                return Answer(trouble="not_this")
            self._awaited = _LOGIN
            return Answer(reply=self._login(headers["challenge"]))
        if not well:
            return Answer(trouble="wrong_password")
        self._awaited, self._greeted = "", True
        return Answer(reply=_action("CoreShowChannels", "smallcrm-calls"))

    def _login(self, challenge: str) -> bytes:
        # What the interface asks for; it keeps the password off the wire and is no more than that.
        digest = hashlib.md5(f"{challenge}{self._secret}".encode(), usedforsecurity=False)
        return _action(
            "Login",
            _LOGIN,
            AuthType="MD5",
            Username=self._user,
            Key=digest.hexdigest(),
            Events="call",
        )


def _action(name: str, action_id: str, **headers: str) -> bytes:
    """Write an action; its values are settings, which were checked, and digits."""
    lines = [f"Action: {name}", f"ActionID: {action_id}"]
    lines += [f"{header}: {value}" for header, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
