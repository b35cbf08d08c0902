"""The own fields and level rules of a sample: a piano tuner's, and in China a designer's."""

from __future__ import annotations

from typing import Final

from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.services.sample_care import ToldCare, ToldField, ToldLevel

ENGLISH: Final = ToldCare(
    fields=(
        ToldField(
            name="Instrument",
            kind=OwnFieldKind.TEXT,
            values={
                "Beatriz Gonçalves": "Two Steinway B",
                "Declan Murphy": "Bechstein in the lobby, upright in the bar",
                "Niamh Farrell": "Nine Yamaha U1",
                "Clara Byrne": "Upright of 1911, restored",
                "Hannah Keogh": "Kawai K-300",
            },
            drawn=("Yamaha U1", "Kawai K-300", "Steinway B", "Bechstein", "Blüthner"),
            each=6,
        ),
        ToldField(
            name="Pitch",
            kind=OwnFieldKind.CHOICE,
            choices=("440 Hz", "442 Hz", "443 Hz", "415 Hz"),
            values={
                "Beatriz Gonçalves": "442 Hz",
                "Anneliese Vogt": "443 Hz",
                "Ruth Jameson": "415 Hz",
                "Niamh Farrell": "440 Hz",
            },
            drawn=("440 Hz", "440 Hz", "442 Hz"),
            each=4,
        ),
        ToldField(
            name="Next tuning",
            kind=OwnFieldKind.DATE,
            values={"Beatriz Gonçalves": "-35", "Declan Murphy": "-20", "Niamh Farrell": "-60"},
        ),
        ToldField(
            name="Yearly plan",
            kind=OwnFieldKind.AMOUNT,
            values={"Niamh Farrell": "1950", "Declan Murphy": "960", "Beatriz Gonçalves": "1360"},
        ),
        ToldField(
            name="Bill by post",
            kind=OwnFieldKind.YES_NO,
            on_card=False,
            values={"Margaret Doyle": "yes", "Clara Byrne": "yes", "James Johnson": "no"},
        ),
    ),
    levels=(
        ToldLevel(level=Level.VIP, paid="5000", months=24),
        ToldLevel(level=Level.PREFERRED, won=3),
    ),
)

CHINESE: Final = ToldCare(
    fields=(
        ToldField(
            name="合作类型",
            kind=OwnFieldKind.CHOICE,
            choices=("品牌", "包装", "网站", "印刷"),
            values={"张伟": "网站", "李娜": "包装", "周建华": "品牌", "何志远": "印刷"},
            drawn=("品牌", "包装", "网站"),
            each=4,
        ),
        ToldField(
            name="对接负责人",
            kind=OwnFieldKind.TEXT,
            values={"张伟": "小陈", "周建华": "招生办刘老师", "陆明": "市场部"},
            drawn=("市场部", "总经办", "采购部"),
            each=6,
        ),
        ToldField(
            name="续约日期",
            kind=OwnFieldKind.DATE,
            values={"张伟": "-35", "周建华": "-60"},
        ),
        ToldField(
            name="年度预算",
            kind=OwnFieldKind.AMOUNT,
            values={"张伟": "40000", "李娜": "30000", "周建华": "50000"},
        ),
        ToldField(
            name="发票需邮寄",
            kind=OwnFieldKind.YES_NO,
            on_card=False,
            values={"张伟": "yes", "陈国强": "yes", "李娜": "no"},
        ),
    ),
    levels=(
        ToldLevel(level=Level.VIP, paid="30000", months=24),
        ToldLevel(level=Level.PREFERRED, won=3),
    ),
)
