"""Whose name the bank wrote: folded, without what companies put behind theirs, nearly equal."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from sqlalchemy import Connection, text

from smallcrm.domain import keys

_SUFFIXES: Final = frozenset(
    "gmbh mbh ggmbh ag kg kgaa ug ohg gbr ek ev eg se co cie inc llc llp lp ltd limited plc corp"
    " corporation company sa sas sasu sarl eurl srl spa sl slu bv nv vof oy oyj ab as aps kft sro"
    " spzoo pty pte sdn bhd kk dac the und and y et".split()
)
_TITLES: Final = frozenset(
    "herr frau mr mrs ms miss sir dr prof ing dipl mag mme monsieur madame sr sra dhr mevr fam"
    " familie family".split()
)
_DOTTED: Final = re.compile(r"\b(?:[a-z]\.\s?){2,}", re.IGNORECASE)
_CHINESE_SUFFIX: Final = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|有限合伙|责任公司|分公司|公司|个体工商户|先生|女士|小姐)$"
)
_CHINESE_LEAST: Final = 4
_LEAST: Final = 88
_PART: Final = 92
_WHOLE: Final = 100
_CUT: Final = 20  # banks cut names off; what is shorter was hardly cut
_MOST: Final = 5
_CROWD: Final = 400
_NAMES: Final = "SELECT id, name, organisation FROM client"


@dataclass(frozen=True, slots=True)
class Named:
    """A client that a name may mean; `whole` where it is the same name."""

    client_id: int
    score: float

    @property
    def whole(self) -> bool:
        """Whether it is the same name, not only a like one."""
        return self.score >= _WHOLE


def clients_named(
    connection: Connection, names: Collection[str]
) -> Mapping[str, tuple[Named, ...]]:
    """Return for each of these names the clients that it may mean, the likeliest first."""
    asked = {name: forms(name) for name in names}
    wanted: set[str] = set()
    for several in asked.values():
        for form in several:
            wanted |= form
            wanted |= _inner(form)
    if not wanted:
        return {}
    clients: dict[frozenset[str], list[int]] = {}
    seen: dict[str, tuple[frozenset[str], ...]] = {}
    for client_id, name, organisation in connection.execute(text(_NAMES)):
        for own in (name, organisation):
            if not own:
                continue
            if own not in seen:
                seen[own] = () if wanted.isdisjoint(_tokens(own)) else forms(own)
            for form in seen[own]:
                clients.setdefault(form, []).append(client_id)
    known = _Known(clients, {})
    for form in clients:
        for token in form & wanted:
            known.by_token.setdefault(token, []).append(form)
    return {name: found for name, several in asked.items() if (found := known.likeliest(several))}


def forms(name: str) -> tuple[frozenset[str], ...]:
    """Return the words that a name is known by; with ä as ae too, where it has such letters."""
    plain = _essential(keys.words(_undotted(name)))
    found = [plain] if plain else []
    if keys.has_variants(name):
        spelt = _essential(keys.spelt_out(_undotted(name)))
        if spelt and spelt != plain:
            found.append(spelt)
    return tuple(found)


def score(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Say how like a bank's name is to a client's, from 0 to 100 (the same words)."""
    if one == other:
        return _WHOLE
    common = one & other
    small = min(len(one), len(other))
    if len(common) == small and (small > 1 or any(map(keys.is_cjk, common))):
        return _PART
    if any(map(keys.is_cjk, one | other)):
        inside = any(
            len(word) >= _CHINESE_LEAST and word in longer
            for few, many in ((one, other), (other, one))
            for word in few
            for longer in many
        )
        return _PART if inside else 0
    if not common:
        return 0
    first, second = " ".join(sorted(one)), " ".join(sorted(other))
    if len(first) >= _CUT and _is_cut(one, other):
        return _PART
    return fuzz.ratio(first, second, score_cutoff=_LEAST)


def _is_cut(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Tell whether a bank's name is a client's, broken off."""
    return all(any(longer.startswith(word) for longer in other) for word in one)


@dataclass(frozen=True, slots=True)
class _Known:
    """The clients of each form of a name, and the forms that have a word."""

    clients: Mapping[frozenset[str], Sequence[int]]
    by_token: dict[str, list[frozenset[str]]]

    def likeliest(self, several: tuple[frozenset[str], ...]) -> tuple[Named, ...]:
        """Return whom these forms of one name may mean, the likeliest first."""
        best: dict[int, float] = {}
        for form in several:
            near = {other for token in self._telling(form) for other in self.by_token[token]}
            for other in near:
                how = score(form, other)
                if how >= _LEAST:
                    for client_id in self.clients[other]:
                        best[client_id] = max(how, best.get(client_id, 0))
        if not best:
            return ()
        # A namesake is no less likely; what is only like does not stand beside the same name.
        most = max(best.values())
        level = most if most >= _WHOLE else _LEAST
        ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Named(*item) for item in ordered if item[1] >= level)[:_MOST]

    def _telling(self, form: frozenset[str]) -> list[str]:
        """Return the words of a name that few others have: through them its clients are found."""
        by_token = self.by_token
        known = sorted((form | _inner(form)) & by_token.keys(), key=lambda one: len(by_token[one]))
        few = [token for token in known if len(by_token[token]) <= _CROWD]
        return few or known[:1]


def _essential(words: list[str]) -> frozenset[str]:
    found = []
    for word in words:
        if keys.is_cjk(word):
            found.append(_without_chinese_suffix(word))
        elif word not in _SUFFIXES and word not in _TITLES and len(word) > 1:
            found.append(word)
    return frozenset(found or words)


def _without_chinese_suffix(word: str) -> str:
    while (shorter := _CHINESE_SUFFIX.sub("", word)) != word and len(shorter) > 1:
        word = shorter
    return word


def _inner(form: frozenset[str]) -> frozenset[str]:
    """Return what a long Chinese name may hold as a client's shorter one."""
    return frozenset(
        word[start:end]
        for word in form
        if keys.is_cjk(word) and len(word) > _CHINESE_LEAST
        for start in range(len(word) - _CHINESE_LEAST + 1)
        for end in range(start + _CHINESE_LEAST, len(word) + 1)
    )


def _tokens(name: str) -> AbstractSet[str]:
    """Return the words of a name in all its forms; quickly, since every client is looked at."""
    if name.isascii() and "." not in name and "'" not in name:
        return set(keys.split(name.lower()))
    return frozenset().union(*forms(name))


def _undotted(name: str) -> str:
    """Write e. K. and S.A. as one word."""
    return _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", name)
