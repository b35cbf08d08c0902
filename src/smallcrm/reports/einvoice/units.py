"""Codes of units (UN/ECE Recommendation 20 and 21) for what people write as a unit (BT-130)."""

from __future__ import annotations

from functools import cache
from typing import Final

ONE: Final = "C62"  # a unit without a name

# Code: what it is written as, in the languages of the program's neighbours.
_WRITTEN: Final = {
    "H87": "piece pieces pc pcs pce stück stk pièce pièces pza pezzo pezzi pz stuk stuks szt"
    " 个 件 只 支 张 枚 块 台 本 条 把 幅 個 張 條",
    "HUR": "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren godz"
    " 小时 时 小時 時",
    "MIN": "min minute minutes minuten 分钟 分鐘",
    "DAY": "d day days tag tage jour jours día días dia dias giorno giorni dag dagen 天 日",
    "WEE": "week weeks woche wochen semaine semaines semana semanas settimana settimane 周 星期",
    "MON": "month months mo monat monate mois mes meses mese mesi maand maanden 月 个月 個月",
    "ANN": "year years yr jahr jahre an ans année années año años anno anni jaar 年",
    "KGM": "kg kilo kilos kilogram kilograms kilogramm kilogramme 公斤 千克",
    "GRM": "g gram grams gramm gramme grammes 克",
    "TNE": "t ton tons tonne tonnes 吨 噸",
    "LTR": "l litre litres liter liters litro litros 升 公升",
    "MLT": "ml millilitre millilitres milliliter 毫升",
    "MTR": "m metre metres meter meters mètre mètres metro metros 米 公尺",
    "CMT": "cm centimetre centimetres centimeter 厘米 公分",
    "MMT": "mm millimetre millimetres millimeter 毫米",
    "KMT": "km kilometre kilometres kilometer kilometers kilomètre kilomètres 公里 千米",
    "MTK": "m2 m² sqm qm 平米 平方米",
    "MTQ": "m3 m³ cbm 立方米",
    "KWH": "kwh 度 千瓦时",
    "SET": "set sets satz 套",
    "PR": "pair pairs paar paire paires 双 对 雙 對",
    "DZN": "dozen dozens dz 打",
    "XBX": "box boxes karton kartons carton cartons 盒 箱",
    "XBG": "bag bags 袋",
    "XBO": "bottle bottles flasche flaschen bouteille bouteilles 瓶",
    "XPK": "pack packs package packages paket pakete 包",
    "XRO": "roll rolls rolle rollen 卷",
    "XTN": "tin tins can cans dose dosen 罐 听",
    "LS": "pauschal pauschale forfait 总价 包干",
    "P1": "percent % prozent",
}
_TWO_WORDS: Final = {"lump sum": "LS", "flat rate": "LS"}


def code_of(unit: str | None) -> str:
    """Return the code of a unit as somebody wrote it (`hours`, `小时`, `Std.`), else `C62`."""
    plain = " ".join((unit or "").casefold().replace(".", " ").split())
    return _TWO_WORDS.get(plain) or _codes().get(plain, ONE)


@cache
def _codes() -> dict[str, str]:
    return {word: code for code, words in _WRITTEN.items() for word in words.split()}
