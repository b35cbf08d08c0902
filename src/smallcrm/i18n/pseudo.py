"""A made-up language, longer and accented: what stays plain on a screen was never translated."""

from __future__ import annotations

import re
from gettext import NullTranslations

PSEUDO = "qps"

_ACCENTS = str.maketrans(
    "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz",
    "ȦȧƁƀĆćĎďĘęƑƒĜĝĤĥĪīĴĵĶķĻļṀṁŃńŌōƤƥɊɋŘřŞşŢţŪūṼṽŴŵẊẋŶŷŽž",
)
# What must survive: placeholders, tags, entities, and the letter after & that is a key.
_KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]+>|&[a-z]+;|&\w|\s+)")
_LONGER = 0.4
_PAD = "~"


def pseudo(message: str) -> str:
    """Accent a message and make it 40 % longer; the key's letter and placeholders are kept."""
    if not message.strip():
        return message
    parts = _KEPT.split(message)
    text = "".join(
        part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts)
    )
    return f"[!!! {text} {_PAD * max(3, round(len(message) * _LONGER) - 9)} !!!]"


class PseudoTranslations(NullTranslations):
    """Answers every message with its pseudo form."""

    def gettext(self, message: str) -> str:
        """Translate a message."""
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate a message that depends on a number."""
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002  (one form for all)
        """Translate a message in a context."""
        return pseudo(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        """Translate a message in a context that depends on a number."""
        return self.ngettext(msgid1, msgid2, n)
