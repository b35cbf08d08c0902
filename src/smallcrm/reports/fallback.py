"""Faces for the letters that the house's own faces lack, looked for only when a text has one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from smallcrm.reports import system_fonts
from smallcrm.reports.fonts import Typeface, typeface

# In the order in which they are asked: those that names need most come first, and signs last,
# since the faces of scripts have the signs that go with their letters.
FACES: Final = tuple(
    f"Noto{name}-Regular"
    for name in (
        *("Sans", "SansArabic", "SansHebrew", "SansThai", "SansDevanagari", "SansKR", "Emoji"),
        *("SansArmenian", "SansGeorgian", "SansBengali", "SansGurmukhi", "SansGujarati"),
        *("SansOriya", "SansTamil", "SansTelugu", "SansKannada", "SansMalayalam", "SansSinhala"),
        *("SansLao", "SansKhmer", "SansMyanmar", "SansEthiopic", "SerifTibetan"),
        *("SansSyriac", "SansThaana", "SansNKo", "SansAdlam", "SansMongolian", "SansCherokee"),
        *("SansCanadianAboriginal", "SansTifinagh", "SansJavanese", "SansBalinese"),
        *("SansSundanese", "SansBatak", "SansBuginese", "SansRejang", "SansCham", "SansTaiTham"),
        *("SansTaiLe", "SansNewTaiLue", "SansTaiViet", "SansKayahLi", "SansLisu", "SansMiao"),
        *("SansYi", "SansLimbu", "SansLepcha", "SansMeeteiMayek", "SansOlChiki", "SansChakma"),
        *("SansSaurashtra", "SansSylotiNagri", "SansHanifiRohingya", "SansVai", "SansOsage"),
        *("SansCoptic", "SansSamaritan"),
        *("SansSymbols2", "SansSymbols", "SansMath"),
    )
)
_FOLDER = "fallback"
_PRINTED = "LNPS"  # letters, numbers, punctuation, signs: what is worth a look at the system
# Join or part letters and show nothing themselves: no face needs to have them.
_JOINERS = {ord(joiner): None for joiner in "\u200c\u200d"}


@lru_cache(4_096)
def face_for(text: str, fonts: Path) -> Typeface | None:
    """Return the first face that has all of a text, of the system's at last; None: none has."""
    wanted = text.translate(_JOINERS)
    found = next((face for face in _faces(fonts) if face.has(wanted)), None)
    if found is None and len(wanted) == 1 and unicodedata.category(wanted)[0] in _PRINTED:
        return system_fonts.face_for(wanted)
    return found


def _faces(fonts: Path) -> Iterator[Typeface]:
    """Open the faces one after the other, each once in the life of the program."""
    return (typeface(fonts / _FOLDER / f"{name}.ttf", shaped=True) for name in FACES)
