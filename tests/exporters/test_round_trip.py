"""What a list of clients says is brought back by our own importer as it was, by every format."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import NOW, ZONE

from smallcrm import importers
from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import ClientKind, Level, Lifecycle, OwnFieldKind, Source
from smallcrm.domain.records import RecordKind
from smallcrm.exporters.tab_sheets import export_tab, tab_sheet
from smallcrm.i18n.catalog import I18n
from smallcrm.paths import Paths
from smallcrm.services import commands

Said = list[dict[str, str]]
RESOURCES = Path(__file__).parents[2] / "resources"
CLOCK = Clock.fixed(NOW, ZONE)


@contextmanager
def backend() -> Iterator[tuple[Backend, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        paths = Paths(data=path / "data", machine_settings=path / "machine.json")
        opened = open_backend(paths, CLOCK, country="IE", currency="EUR")
        try:
            yield opened, path
        finally:
            opened.close()


def do(one: Backend, command: commands.Command) -> int:
    return one.services.perform(command, source=Source.SCREEN).result.id


def said(one: Backend) -> Said:
    """Return what the list of clients says, by heading; what nobody has is left out."""
    sheet = tab_sheet(one.queries, "clients")
    rows = [dict(zip(sheet.heading, row.cells, strict=True)) for row in sheet.rows]
    return [{head: cell for head, cell in row.items() if cell} for row in rows]


def through(
    people: Sequence[commands.AddClient], ending: str, language: str = ""
) -> tuple[Said, Said]:
    """Return what is said of people before, and in an empty file after, their list was imported.

    The list is in a `language`, else as the command line writes it.
    """
    tr = I18n.load(language, RESOURCES, clock=CLOCK) if language else None
    with backend() as (before, folder):
        fields = {
            "Piano": do(before, commands.AddOwnField(name="Piano")),
            "Keys": do(before, commands.AddOwnField(name="Keys", kind=OwnFieldKind.NUMBER)),
            "Tuned": do(before, commands.AddOwnField(name="Tuned", kind=OwnFieldKind.DATE)),
        }
        values = {"Piano": "Upright, 1920", "Keys": "88", "Tuned": "2024-03-14"}
        own = tuple(
            commands.OwnValueInput(own_field=number, value=values[name])
            for name, number in fields.items()
        )
        first = None
        for number, one in enumerate(people):
            client = do(before, one)
            if number == 0:
                do(before, commands.EditClient(client=client, own=own))
                first = client
            else:
                do(before, commands.AddReferral(referrer=first, client=client))
        path = folder / f"clients{ending}"
        export_tab(before.queries, "clients", None, path, tr=tr, in_words=tr is not None)
        with backend() as (after, _):
            plan = importers.read(path, country="IE", default_currency="EUR")
            assert plan.understood.kind is RecordKind.CLIENTS
            assert not plan.rejected
            do(
                after,
                commands.ImportRecords(
                    kind=plan.understood.kind,
                    records=plan.records,
                    rejected=plan.rejected,
                    rows_read=plan.rows_read,
                    file_name=path.name,
                    own_fields=tuple(
                        commands.AddOwnField(name=new.name, kind=new.kind, choices=new.choices)
                        for new in plan.understood.new_fields
                    ),
                ),
            )
            return said(before), said(after)


def differences(before: Said, after: Said) -> list[object]:
    """Return only what is not the same, so that a failure can be read."""
    if len(before) != len(after):
        return [len(before), len(after)]
    return [
        (one.get("Name"), head, one.get(head), other.get(head))
        for one, other in zip(before, after, strict=True)
        for head in {**one, **other}
        if one.get(head) != other.get(head)
    ]


ANN = commands.AddClient(
    name="Ann O’Brien",
    organisation="Lee & Sons",
    kind=ClientKind.PERSON,
    code="007",
    level=Level.VIP,
    lifecycle=Lifecycle.PROSPECT,
    source="fair",
    language="en",
    currency="EUR",
    payment_term_days=14,
    discount_percent=Decimal("7.5"),
    credit_limit=Decimal(1500),
    tax_number="IE1234567T",
    birthday=date(1980, 2, 3),
    phones=(
        commands.PhoneInput(number="030 111111"),
        commands.PhoneInput(number="+353 86 123 4567", label="mobile"),
        commands.PhoneInput(number="030 222222", label="fax"),
        commands.PhoneInput(number="+86 10 1234 5678 ext. 9", label="work"),
    ),
    emails=(
        commands.EmailInput(address="ann@example.org"),
        commands.EmailInput(address="office@example.org", label="work"),
    ),
    addresses=(
        commands.AddressInput(
            street="1 Main St", locality="Cork", postal_code="T12 AB34", country="Ireland"
        ),
    ),
    handles=(commands.HandleInput(kind="wechat", value="ann_w"),),
    contact_people=(
        commands.ContactPersonInput(
            name="Judith Keane",
            role="secretary",
            phones=(
                commands.PhoneInput(number="030 333333"),
                commands.PhoneInput(number="+353 86 765 4321", label="mobile"),
            ),
            emails=(commands.EmailInput(address="judith@example.org"),),
        ),
        commands.ContactPersonInput(name="王芳"),
    ),
    tags=("piano", "school"),
    note="=1+1\nLikes tea, “black”; no sugar",
)


@pytest.mark.parametrize("language", ["", "en", "zh_CN"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".vcf"])
def test_all_that_a_list_says_comes_back(ending: str, language: str) -> None:
    firm = commands.AddClient(
        name="上海明珠贸易有限公司", kind=ClientKind.ORGANISATION, currency="CNY"
    )
    partner = commands.AddClient(name="@Lex", kind=ClientKind.PARTNER)
    before, after = through((ANN, firm, partner), ending, language)
    assert differences(before, after) == []


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".vcf"])
def test_addresses_in_one_piece_come_back_beside_those_in_parts(ending: str) -> None:
    text = commands.AddClient(name="Bob", addresses=(commands.AddressInput(text="Cork, Quay 1"),))
    before, after = through((ANN, text), ending)
    assert differences(before, after) == []


TEXT = st.text(
    st.one_of(
        st.sampled_from("aZé=+-@'\"<&;:|\\张伟李–€😀٣ 	"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")),
    ),
    min_size=1,
    max_size=24,
).map(str.strip)
NAME = TEXT.filter(lambda text: any(sign.isalpha() for sign in text))


@st.composite
def clients(draw: st.DrawFn) -> commands.AddClient:
    name = draw(NAME)
    return commands.AddClient(
        name=name,
        kind=draw(st.sampled_from(ClientKind)),
        organisation=draw(st.none() | NAME),
        level=draw(st.sampled_from(Level)),
        lifecycle=draw(st.sampled_from(Lifecycle)),
        currency=draw(st.sampled_from((None, "EUR", "JPY", "CNY"))),
        payment_term_days=draw(st.none() | st.integers(0, 365)),
        birthday=draw(st.none() | st.dates(date(1905, 1, 1), date(2026, 1, 1))),
        tags=tuple(draw(st.sets(st.sampled_from(("piano", "école", "标签")), max_size=2))),
        note=draw(st.none() | NAME),
        code=f"C{draw(st.integers(0, 10**9))}",
    )


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # each example fills two data files
)
@given(
    people=st.lists(clients(), min_size=1, max_size=9, unique_by=lambda one: one.code),
    ending=st.sampled_from((".csv", ".xlsx", ".vcf")),
    language=st.sampled_from(("", "en", "zh_CN")),
)
def test_anything_typed_comes_back(
    people: list[commands.AddClient], ending: str, language: str
) -> None:
    before, after = through(people, ending, language)
    assert differences(before, after) == []
