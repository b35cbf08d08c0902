"""Errors in codes and parameters; sentences for people are made in the layers above."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

ParameterValue = object


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault of the program)
    """A request that was understood and is not carried out; nothing was changed.

    `code` names the reason (`unknown_currency`, `over_allocated`, ...), `field` the input it is
    about, if one, and `parameters` what a sentence about it needs: plain values, Money, dates.
    """

    def __init__(
        self, code: str, *, field: str | None = None, **parameters: ParameterValue
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.parameters: Mapping[str, ParameterValue] = parameters

    def __str__(self) -> str:
        """For logs: code and field only, since parameters may hold what the owner typed."""
        return f"{self.code} ({self.field})" if self.field else self.code


class FileTrouble(StrEnum):
    """Why a data file cannot be used; the exit statuses of the command line follow from it."""

    NEWER = "newer"
    UNWRITABLE = "unwritable"
    LOCKED = "locked"
    DAMAGED = "damaged"
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105  (the name of a trouble)


class DataFileError(Exception):
    """The data file cannot be opened, read or written as things stand; it was left untouched."""

    def __init__(self, trouble: FileTrouble, *, detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {detail}" if detail else trouble.value)
        self.trouble = trouble
        self.detail = detail
