"""Names and notes that nobody types, and some that people do: always the same for a seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

# First and last letter of scripts that are written, Latin and Chinese being the most usual.
SCRIPTS: Final = (
    "AZ az ÀÖ Øö ĀſĠ ƀȰ Ḁỿ ΑΩ αω АЯ ая Ѐѿ ԱՖ את ءي ٠٩ ܐܬ ހޱ ߊߪ अह "
    "कह ঀহ ਅਹ અહ ଅହ அஹ అహ ಅಹ അഹ අෆ กฮ ກຮ ཀཧ ကအ აჰ ᄀᇿ 가힣 አፐ Ꭰᏽ ᐁᙶ "
    "ងអ ᠠᡂ ᤀᤞ ᥐᥭ ᦀᦫ ᨠᩌ ᬅᬳ ᮃᮠ ᯀᯥ ᰀᰣ ᱐ᱽ ⴰⵧ あん アン 一龥 ㄅㄩ ꀀꒌ ꓐꓽ ꕠꕿ ꠀꠢ "
    "ꤊꤥ ꤰꥆ ꦄꦲ ꨀꨨ ꪀꪯ ꯀꯢ 𐒰𐓓 𐴀𐴣 𑄃𑄦 𖼀𖽄 𞤀𞤡 𞤢𞥃"
).split()
SIGNS: Final = (
    "⁰₉ ⅐ↈ ←⇿ ∀⋿ ⌀⏿ ─╿ ■◿ ☀⛿ ✁➾ ⠀⣿ 𝐀𝟿 🀀🀫 🂡🃵 🌀🗿 😀🙏 🚀🛅 🤌🧿 🇦🇿 "
    "𐤀𐤕 𐐀𐐧 𐌰𐍊 \ue000\ue010 \U00013000\U0001342e 𠀀𠀯"
).split()
MARKS: Final = (
    "\u0300\u0301\u0327\u0351\u0353\u0488\u20dd\u05b8\u064e\u0651\u093c\u0e49\u0eb9\u3099"
)
INVISIBLE: Final = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2069\u061c\ufeff"
    "\u00ad\u034f\u2060\ufe0f\U000e0067\u180e\u3164"
)
CONTROLS: Final = "\x00\x07\x0b\x1b\x1f\x7f\x85\x9f\u2028\u2029\ufffe\uffff\ufdd0\ud800\udfff\t\r"
MARKUP: Final = (
    '<img src="http://x/y.png">', "<b>x</b>", "<para>&lt;&#65;</para>", "&amp;&nbsp;",
    "{0} %s {name}", "\\n\\u0041 ) Tj ET Q", "(unbalanced ( <3C>",
    "javascript:alert(1)", "=HYPERLINK(1)", "';--",
)  # fmt: skip
SEEN: Final = (
    "محمد علي", "דוד כהן", "สมชาย ใจดี", "अमित शर्मा", "김철수", "Ελένη Παπαδοπούλου",
    "مُحَمَّدٌ", "שָׁלוֹם עֲלֵיכֶם", "می\u200cخواهم", "ශ්\u200dරී ලංකා", "क्षत्रिय", "কোমল", "மொழி", "ខ្មែរ",
    "မြန်မာ", "བོད་སྐད་", "O’Brien-Ní Dhomhnaill", "Nguyễn Thị Hồng", "Łukasz Żółć",
    "Ọlá ẹ́", "Дмитрий Ёлкин", "张伟", "𠮷野家", "👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🇮🇪🇨🇳",
    "1️⃣ ❤️", "ｗｉｄｅ　ｎａｍｅ", "Ǆ ﬁ ſ", "½ ㎏ ℡ №",
)  # fmt: skip


class Hostile:
    """Makes texts up, by a seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._kinds: tuple[Callable[[], str], ...] = (
            self._of_one_script,
            self._of_one_script,
            self._of_many_scripts,
            self._of_signs,
            self._of_any_character,
            self._seen,
            self._marked,
            self._beset,
            self._with_markup,
        )

    def names(self, count: int) -> Iterator[str]:
        """Make names up."""
        for number in range(count):
            if number % 400 == 399:
                yield self._long()
            else:
                yield self._dice.choice(self._kinds)()

    def notes(self, count: int) -> Iterator[str]:
        """Make notes of several names up, some over more than one line."""
        for _ in range(count):
            parts = list(self.names(self._dice.randint(3, 25)))
            yield "".join(part + self._dice.choice((" ", ", ", "\n", " (", ") ")) for part in parts)

    def _letters(self, span: str, count: int) -> str:
        first, last = ord(span[0]), ord(span[1])
        found = (chr(self._dice.randint(first, last)) for _ in range(count))
        return "".join(one for one in found if unicodedata.category(one) != "Cn")

    def _of_one_script(self) -> str:
        span = self._dice.choice(SCRIPTS)
        words = (self._letters(span, self._dice.randint(1, 12)) for _ in range(3))
        return " ".join(words) + self._dice.choice(("", " 12", " (7)", ", Ltd", "!", " № 3"))

    def _of_many_scripts(self) -> str:
        words = (
            self._letters(self._dice.choice(SCRIPTS), self._dice.randint(1, 6)) for _ in range(5)
        )
        return self._dice.choice((" ", "", "-", ", ")).join(words)

    def _of_signs(self) -> str:
        return "".join(self._letters(self._dice.choice(SIGNS), 2) for _ in range(4))

    def _of_any_character(self) -> str:
        return "".join(chr(self._dice.randrange(0x110000)) for _ in range(self._dice.randint(1, 9)))

    def _seen(self) -> str:
        return " ".join(self._dice.sample(SEEN, 2))

    def _marked(self) -> str:
        base = self._letters(self._dice.choice(SCRIPTS), 4)
        most = self._dice.choice((1, 3, 40))
        return "".join(
            letter + "".join(self._dice.choices(MARKS, k=self._dice.randint(0, most)))
            for letter in base
        )

    def _beset(self) -> str:
        letters = list(self._of_many_scripts())
        for _ in range(self._dice.randint(1, 6)):
            at = self._dice.randint(0, len(letters))
            letters.insert(at, self._dice.choice(INVISIBLE + CONTROLS))
        return "".join(letters)

    def _with_markup(self) -> str:
        return f"{self._of_one_script()} {self._dice.choice(MARKUP)} {self._seen()}"

    def _long(self) -> str:
        span = self._dice.choice((*SCRIPTS, "WW", "，，", "((", "--", "\u0301\u0301"))
        return self._letters(span, 4_000)
