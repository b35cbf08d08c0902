"""Whether two clients are one and the same: what they share, and how sure that makes it.

The one place for this: imports, the list of duplicates and the caller's card ask here. Cheap
enough for every row of a large file: pairs are looked for by `block_keys` and only then compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from smallcrm.domain import keys, phone, pinyin
from smallcrm.domain.enums import ClientKind, DuplicateReason, Likeness
from smallcrm.domain.records import AddressText, ClientRecord

# Addresses that several people read, by what stands before the @.
_ROLES: Final = frozenset(
    "info office contact kontakt contacto contato mail email post admin administration hello hallo"
    " hi support service services sales vertrieb verkauf shop store order orders bestellung team"
    " buero billing accounts accounting buchhaltung rechnung invoice invoices finance"
    " enquiries enquiry inquiry reception empfang secretary sekretariat hr jobs press presse"
    " marketing help webmaster noreply no-reply postmaster root booking reservations reception"
    " kefu xiaoshou caiwu".split()
)
_TAX_SIGNS: Final = re.compile(r"[\W_]+")
_TAX_LEAST: Final = 5
_ONE_SLIP: Final = 5
_TWO_SLIPS: Final = 9
_WORD_LEAST: Final = 3
_LONG_CHINESE: Final = 4
_DIGITS: Final = re.compile(r"\d+")
_STRONG: Final = frozenset({DuplicateReason.PHONE, DuplicateReason.EMAIL})
_NEAR: Final = frozenset(
    {
        DuplicateReason.PHONE,
        DuplicateReason.EMAIL,
        DuplicateReason.ORGANISATION,
        DuplicateReason.ADDRESS,
        DuplicateReason.BIRTHDAY,
    }
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a client is compared, folded; make it by `traits` or `of_record`.

    `words` are the name's in order, `name` the same sorted. `reading` is what the name sounds
    like, whatever the order of its words and wherever they are cut; `chinese` tells that it is
    written so. `phones` are keys of numbers (see `phone`). `person`: it may be a person.
    """

    words: tuple[str, ...]
    name: str
    reading: str
    chinese: bool
    organisation: str
    code: str
    tax_number: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    addresses: tuple[str, ...]
    birthday_on: date | None
    person: bool

    @property
    def reachable(self) -> bool:
        """Whether there is a number or an e-mail address to compare."""
        return bool(self.phones or self.emails)


def traits(
    name: str,
    *,
    kind: ClientKind | None = None,
    organisation: str | None = None,
    code: str | None = None,
    tax_number: str | None = None,
    phone_keys: Iterable[str] = (),
    emails: Iterable[str] = (),
    addresses: Iterable[str] = (),
    birthday_on: date | None = None,
) -> Traits:
    """Make the traits of a client; `addresses` come from `address_key`, e-mails as typed."""
    words = tuple(keys.words(name))
    return Traits(
        words=words,
        name=" ".join(sorted(words)),
        reading=reading(words),
        chinese=pinyin.has_chinese(name),
        organisation=" ".join(keys.words(organisation)) if organisation else "",
        code=(code or "").strip(),
        tax_number=tax_key(tax_number),
        phones=tuple(dict.fromkeys(key for key in phone_keys if key)),
        emails=tuple(dict.fromkeys(key for item in emails if (key := email_key(item)))),
        addresses=tuple(dict.fromkeys(key for key in addresses if key)),
        birthday_on=birthday_on,
        person=kind in (None, ClientKind.PERSON),
    )


def of_record(record: ClientRecord, phone_keys: Iterable[str]) -> Traits:
    """Make the traits of a row of a file; its numbers were parsed by the caller."""
    return traits(
        record.name,
        kind=record.kind,
        organisation=record.organisation,
        code=record.code,
        tax_number=record.tax_number,
        phone_keys=phone_keys,
        emails=(item.address for item in record.emails),
        addresses=(address_key_of(item) for item in record.addresses),
        birthday_on=record.birthday,
    )


def address_key(
    street: str | None, postal_code: str | None, locality: str | None, text: str | None = None
) -> str:
    """Fold a postal address for comparing; empty where it names no house, only a place."""
    if street:
        parts = (street, postal_code or "", locality or "")
    elif text and _DIGITS.search(text):
        parts = (text, "", "")
    else:
        return ""
    return " ".join(sorted(word for part in parts if part for word in keys.words(part)))


def address_key_of(address: AddressText) -> str:
    """Fold a postal address of a file for comparing."""
    return address_key(address.street, address.postal_code, address.locality, address.text)


def tax_key(number: str | None) -> str:
    """Fold a tax number: letters and digits alone; empty where too short to tell anybody."""
    key = _TAX_SIGNS.sub("", keys.fold(number)).upper() if number else ""
    return key if len(key) >= _TAX_LEAST else ""


def reading(words: Sequence[str]) -> str:
    """Return what a name sounds like: 李小明, Li Xiaoming and Xiao-Ming Li are read alike.

    `words` are folded. Chinese is romanised, words are joined, and the letters turned round until
    they are the first of all turns by the alphabet, so that no order of surname and given name
    and no cutting into syllables matters.
    """
    spoken: list[str] = []
    written: list[str] = []
    for index, word in enumerate(words):
        if pinyin.has_chinese(word):
            spoken.append("".join(pinyin.syllables(word, surname=index == 0)))
        else:
            written.append(word)
    if not spoken:
        return _turned("".join(written))
    sound = _turned("".join(spoken))
    # A name that is given in both scripts sounds as either of them.
    if not written or _turned("".join(written)) == sound:
        return sound
    return _turned("".join((*written, *spoken)))


def email_key(address: str) -> str:
    """Fold an e-mail address for comparing."""
    return keys.fold(address).strip()


def is_role(email: str) -> bool:
    """Tell whether a folded address is one that several people read (info@, office@)."""
    return email.partition("@")[0] in _ROLES


def reasons(one: Traits, other: Traits) -> tuple[DuplicateReason, ...]:
    """Say what two clients share; a similar spelling only where they share something else."""
    found: list[DuplicateReason] = []
    if one.code and one.code == other.code:
        found.append(DuplicateReason.CODE)
    if one.tax_number and one.tax_number == other.tax_number:
        found.append(DuplicateReason.TAX_NUMBER)
    same_name = bool(one.name) and one.name == other.name
    if same_name:
        found.append(DuplicateReason.NAME)
    elif one.reading and _same_reading(one, other):
        found.append(DuplicateReason.READING)
        same_name = True
    if shares_phone(one, other):
        found.append(DuplicateReason.PHONE)
    if one.emails and not set(one.emails).isdisjoint(other.emails):
        found.append(DuplicateReason.EMAIL)
    if one.organisation and one.organisation == other.organisation:
        found.append(DuplicateReason.ORGANISATION)
    if one.addresses and not set(one.addresses).isdisjoint(other.addresses):
        found.append(DuplicateReason.ADDRESS)
    if one.birthday_on is not None and one.birthday_on == other.birthday_on:
        found.append(DuplicateReason.BIRTHDAY)
    if found and not same_name and _similar(one, other):
        found.append(DuplicateReason.SIMILAR)
    return tuple(found)


def likeness(
    found: Iterable[DuplicateReason], one: Traits | None = None, other: Traits | None = None
) -> Likeness | None:
    """Say how sure the reasons make it; None: they say nothing.

    With both traits at hand it also counts what speaks against: other codes or birthdays are
    never certain, an address like info@ is shared by colleagues, and so is a company's tax number
    by the people who work there. A shared phone alone is never more than possible.
    """
    why = frozenset(found)
    by_role = False
    against = False
    if one is not None and other is not None:
        by_role = DuplicateReason.EMAIL in why and all(
            is_role(email) for email in set(one.emails).intersection(other.emails)
        )
        against = _speaks_against(one, other)
        if (
            DuplicateReason.TAX_NUMBER in why
            and DuplicateReason.CODE not in why
            and one.person
            and other.person
            and not _named_alike(why)
        ):
            return Likeness.LIKELY
    if _certain(why):
        return Likeness.LIKELY if against else Likeness.CERTAIN
    if _likely(why, by_role=by_role):
        return Likeness.LIKELY
    if why & {DuplicateReason.PHONE, DuplicateReason.EMAIL, DuplicateReason.NAME}:
        return Likeness.POSSIBLE
    if DuplicateReason.READING in why:
        # Names that only sound alike are as many as there are people, if both are Chinese.
        both = one is not None and other is not None and one.chinese and other.chinese
        return None if both else Likeness.POSSIBLE
    return None


def compare(one: Traits, other: Traits) -> tuple[Likeness, tuple[DuplicateReason, ...]] | None:
    """Return how alike two clients are and why, or None where nothing says so."""
    found = reasons(one, other)
    how = likeness(found, one, other) if found else None
    return None if how is None else (how, found)


def may_be_certain(one: Traits, other: Traits) -> bool:
    """Tell cheaply whether two could be certainly one, or unopposed: false for most pairs."""
    return (
        one.name == other.name
        or (bool(one.tax_number) and one.tax_number == other.tax_number)
        or (bool(one.code) and one.code == other.code)
    )


def unopposed(one: Traits, other: Traits) -> bool:
    """Tell whether two bear one name and nothing else could be compared.

    Same name and organisation, no two codes, and one of them has no number and no address: a row
    of a file read once more, or by one that knows less, is no second client.
    """
    return (
        bool(one.name)
        and one.name == other.name
        and one.organisation == other.organisation
        and not (one.reachable and other.reachable)
        and not _speaks_against(one, other)
    )


def block_keys(client: Traits) -> tuple[str, ...]:
    """Return keys of which any two clients who may be one share at least one.

    `p:` the end of a phone number, `e:` an e-mail address, `n:` the name, `r:` its reading, `t:`
    the tax number, `c:` the code.
    """
    found = [f"p:{key[: phone.SAME_DIGITS]}" for key in client.phones]
    found += [f"e:{email}" for email in client.emails]
    if client.name:
        found += [f"n:{client.name}", f"r:{client.reading}"]
    if client.tax_number:
        found.append(f"t:{client.tax_number}")
    if client.code:
        found.append(f"c:{client.code}")
    return tuple(dict.fromkeys(found))


def shares_phone(one: Traits, other: Traits) -> bool:
    """Tell whether two have a number in common, however it was typed."""
    for mine in one.phones:
        end = mine[: phone.SAME_DIGITS]
        for theirs in other.phones:
            # Most differ in their last digits, which costs least to see.
            if theirs.startswith(end) and phone.same_key(mine, theirs):
                return True
    return False


def _named_alike(why: frozenset[DuplicateReason]) -> bool:
    return bool(why & {DuplicateReason.NAME, DuplicateReason.READING, DuplicateReason.SIMILAR})


def _certain(why: frozenset[DuplicateReason]) -> bool:
    if why & {DuplicateReason.CODE, DuplicateReason.TAX_NUMBER}:
        return True
    return DuplicateReason.NAME in why and bool(why & _STRONG)


def _likely(why: frozenset[DuplicateReason], *, by_role: bool) -> bool:
    if DuplicateReason.EMAIL in why and not by_role:
        return True
    if why & {DuplicateReason.NAME, DuplicateReason.READING}:
        return bool(why & _NEAR)
    return DuplicateReason.SIMILAR in why and bool(
        why & {DuplicateReason.PHONE, DuplicateReason.EMAIL, DuplicateReason.BIRTHDAY}
    )


def _speaks_against(one: Traits, other: Traits) -> bool:
    if one.code and other.code and one.code != other.code:
        return True
    return None not in (one.birthday_on, other.birthday_on) and (
        one.birthday_on != other.birthday_on
    )


def _same_reading(one: Traits, other: Traits) -> bool:
    if one.reading == other.reading:
        return True
    if one.chinese == other.chinese:
        return False
    # A character may be read in several ways: 单 is Shan as a surname, Dan to a clerk.
    chinese, other = (one, other) if one.chinese else (other, one)
    if len(chinese.words) != 1:
        return False
    full, _ = pinyin.readings(chinese.words[0])
    return any(_turned(form) == other.reading for form in full)


def _turned(letters: str) -> str:
    # ü is typed as v, u or yu; after l and n only, where it is another sound.
    plain = letters.replace("lyu", "lu").replace("nyu", "nu").replace("lv", "lu")
    plain = plain.replace("nv", "nu")
    if not plain:
        return plain
    twice = plain + plain
    size = len(plain)
    first = min(plain)
    return min(twice[start : start + size] for start in range(size) if plain[start] == first)


def _similar(one: Traits, other: Traits) -> bool:
    """Tell whether two names are spelt alike: a slip of the keys, an initial, a word left out."""
    if not (one.words and other.words):
        return False
    if _numbers(one) != _numbers(other):
        return False  # branch 1 and branch 2 are not a slip
    mine, theirs = "".join(one.words), "".join(other.words)
    shortest = min(len(mine), len(theirs))
    if one.chinese or other.chinese:
        # Three characters of which two agree are brother and sister.
        return shortest >= _LONG_CHINESE and (
            _within(mine, theirs, 1) or mine.startswith(theirs) or theirs.startswith(mine)
        )
    most = (shortest >= _ONE_SLIP) + (shortest >= _TWO_SLIPS)
    if most and _within(mine, theirs, most):
        return True
    return _shortened(one.words, other.words)


def _numbers(client: Traits) -> list[str]:
    return sorted(_DIGITS.findall(client.name))


def _shortened(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether each word of the shorter name is in the longer, or the initial of one there."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    left = list(long)
    whole = False
    for word in sorted(short, key=len, reverse=True):
        if word in left:
            left.remove(word)
            whole = whole or len(word) >= _WORD_LEAST
            continue
        meant = next((full for full in left if len(word) == 1 and full.startswith(word)), None)
        if meant is None:
            meant = next((full for full in left if len(full) == 1 and word.startswith(full)), None)
        if meant is None:
            return False
        left.remove(meant)
    return whole


def _within(one: str, other: str, most: int) -> bool:
    """Tell whether so many slips make two words one: a letter more, less, another, two swapped."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=most) <= most
