from __future__ import annotations

import pytest

from smallcrm.i18n.names import initials, person_name


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Beatriz", "Gonçalves", "Beatriz Gonçalves"),
        ("伟", "张", "张伟"),
        ("민준", "김", "김민준"),
        ("太郎", "山田", "山田太郎"),
        ("David", "陈", "陈 David"),
        ("", "张", "张"),
        ("伟", "", "伟"),
        ("Ann", "", "Ann"),
        ("", "Lee", "Lee"),
        (" Ann ", " Lee ", "Ann Lee"),
        ("", "", ""),
    ],
)
def test_names(given: str, family: str, name: str) -> None:
    assert person_name(given, family) == name


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Beatriz Gonçalves", "BG"),
        ("Rui Gonçalves Prata", "RP"),
        ("Siobhán O’Neill", "SO"),
        ("ann lee", "AL"),
        ("Orla", "O"),
        ("张伟", "张"),
        ("上海明珠贸易有限公司", "上"),
        ("欧阳 娜娜", "欧"),
        ("Dr. Ann (Annie) Lee", "DL"),
        ("3M", "M"),
        ("42", "4"),
        ("", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
