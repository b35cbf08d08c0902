"""What `smallcrm check` found: codes and parameters."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a code, where, and parameters."""

    code: str
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All findings, and what was looked at; `unreadable` says that pages cannot be read."""

    problems: tuple[Problem, ...]
    clients: int
    sales: int
    payments: int
    sqlite: str
    schema: str
    unreadable: bool = False
