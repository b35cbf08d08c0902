"""Runs: many papers in one file or one each, stopped, and what could not be made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.factories import client, sale
from tests.reports import trading
from tests.reports.conftest import page_texts, reader, text_of
from tests.reports.factory import RESOURCES
from tests.reports.trading import Trade, do

from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, MadeRun, make, run
from smallcrm.services import commands


@pytest.fixture
def stationery(backend: Backend) -> Stationery:
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    return Stationery(
        settings=backend.file_settings(), tr=tr, resources=RESOURCES, clock=backend.clock
    )


def _owing(backend: Backend, names: list[str], language: str | None = None) -> list[Paper]:
    papers = []
    for number, name in enumerate(names, 1):
        ann = client(backend, name, language=language)
        sale(backend, ann, f"{number}00", on=date(2026, 1, number), title=f"Lamp {number}")
        papers.append(Paper(PaperKind.STATEMENT, ann))
    return papers


def _bookmarks(done: MadeRun) -> list[str]:
    assert done.content is not None
    outline = reader(done.content).outline
    return [str(mark.title) for mark in outline if not isinstance(mark, list)]


def test_one_file_has_a_part_and_a_bookmark_each(backend: Backend, stationery: Stationery) -> None:
    papers = _owing(backend, ["Ann", "Bo", "Cy"])
    done = run(backend.queries, papers, stationery)
    assert (done.made, done.left_out) == (3, ())
    assert done.content is not None
    texts = page_texts(done.content)
    assert len(texts) == 3
    for name, text in zip(("Ann", "Bo", "Cy"), texts, strict=True):
        assert name in text
        assert "Page 1 of 1" in " ".join(text.split())
    assert _bookmarks(done) == [f"{name}: Statement of account" for name in ("Ann", "Bo", "Cy")]
    sections = [mark for mark in reader(done.content).outline if isinstance(mark, list)]
    assert len(sections) == 3  # below each


def test_a_run_says_the_same_as_its_papers_alone(backend: Backend, stationery: Stationery) -> None:
    trading.irish_owner(backend)
    traded = trading.trade(backend, trading.school(backend))
    papers = [
        Paper(PaperKind.CLIENT, traded.client),
        Paper(PaperKind.QUOTE, traded.quote),
        Paper(PaperKind.INVOICE, traded.invoice),
        Paper(PaperKind.RECEIPT, traded.payment),
        Paper(PaperKind.DELIVERY, traded.delivery),
        Paper(PaperKind.STATEMENT, traded.client),
        Paper(PaperKind.RECORD, traded.client),
        Paper(PaperKind.LEAGUE),
    ]
    done = run(backend.queries, papers, stationery)
    assert done.content is not None
    together = text_of(done.content)
    alone = [make(backend.queries, paper, stationery).content for paper in papers]
    assert together == " ".join(map(text_of, alone))


def test_each_part_is_in_its_clients_language(backend: Backend, stationery: Stationery) -> None:
    papers = _owing(backend, ["Ann"]) + _owing(backend, ["张伟"], "zh")
    done = run(backend.queries, papers, stationery)
    assert done.content is not None
    pdf = reader(done.content)
    first, second = (page.get_contents().get_data() for page in pdf.pages)  # type: ignore[union-attr]
    assert "对账单" in pdf.pages[1].extract_text()
    assert pdf.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert b"/Lang (zh-CN)" in second
    assert b"/Lang" not in first
    assert second.count(b"BDC") == second.count(b"EMC")
    chosen = run(backend.queries, papers, stationery, language="zh_CN")
    assert chosen.content is not None
    assert all("对账单" in text for text in page_texts(chosen.content))


def test_files_of_one_name_are_told_apart(backend: Backend, stationery: Stationery) -> None:
    made: list[MadePaper] = []
    papers = _owing(backend, ["Ann Lee", "ann lee", "Ann Lee"])
    done = run(backend.queries, papers, stationery, each=made.append)
    assert (done.content, done.made) == (None, 3)
    today = backend.clock.today().isoformat()
    assert [one.file_name for one in made] == [
        f"Ann Lee, statement of account, {today}.pdf",
        f"ann lee, statement of account, {today} (2).pdf",
        f"Ann Lee, statement of account, {today} (3).pdf",
    ]
    for paper, one in zip(papers, made, strict=True):
        assert one.content == make(backend.queries, paper, stationery).content


@pytest.mark.parametrize("together", [True, False])
def test_what_cannot_be_made_is_left_out_and_said(
    backend: Backend, stationery: Stationery, together: bool
) -> None:
    good = _owing(backend, ["Ann", "Bo"])
    papers = [good[0], Paper(PaperKind.STATEMENT, 4711), Paper(PaperKind.RECEIPT, 99), good[1]]
    made: list[MadePaper] = []
    done = run(backend.queries, papers, stationery, each=None if together else made.append)
    assert done.made == 2
    assert [(one.paper, one.why.code) for one in done.left_out] == [
        (papers[1], "no_such_client"),
        (papers[2], "no_such_payment"),
    ]
    assert together is not bool(made)


def test_a_file_that_cannot_be_written_ends_the_run(
    backend: Backend, stationery: Stationery
) -> None:
    tried: list[str] = []

    def full_disk(made: MadePaper) -> None:
        tried.append(made.client)
        raise Refusal("cannot_write_file", field="file", file=made.file_name)

    with pytest.raises(Refusal, match="cannot_write_file"):
        run(backend.queries, _owing(backend, ["Ann", "Bo"]), stationery, each=full_disk)
    assert tried == ["Ann"]


def test_a_run_of_nothing_is_no_file(backend: Backend, stationery: Stationery) -> None:
    assert run(backend.queries, [], stationery) == MadeRun(None, 0, ())
    done = run(backend.queries, [Paper(PaperKind.STATEMENT, 7)], stationery)
    assert (done.content, done.made, len(done.left_out)) == (None, 0, 1)


def test_a_run_is_watched_and_stopped(backend: Backend, stationery: Stationery) -> None:
    papers = _owing(backend, ["Ann", "Bo", "Cy", "Di"])
    seen: list[tuple[int, int]] = []
    run(backend.queries, papers, stationery, watch=Watch(lambda *at: seen.append(at)))
    assert seen == [(number, 4) for number in range(5)]
    made: list[MadePaper] = []

    def stop(done: int, _: int) -> None:
        if done == 2:
            watch.cancel()

    watch = Watch(stop)
    with pytest.raises(Cancelled):
        run(backend.queries, papers, stationery, watch=watch, each=made.append)
    assert len(made) == 2


def test_invoices_of_a_run_are_fixed_before_they_leave(
    backend: Backend, stationery: Stationery
) -> None:
    trading.irish_owner(backend)
    traded = trading.trade(backend, trading.school(backend))
    papers = [Paper(PaperKind.INVOICE, traded.invoice), Paper(PaperKind.QUOTE, traded.quote)]
    drafts = run(backend.queries, papers, stationery)
    assert drafts.content is not None
    assert "Draft" in text_of(drafts.content)
    fixed: list[commands.FixPaper] = []

    def fix(command: commands.FixPaper) -> None:
        fixed.append(command)
        do(backend, command)

    done = run(backend.queries, papers, stationery, fix=fix)
    assert done.content is not None
    assert "Draft" not in text_of(done.content)
    assert len(fixed) == 2
    run(backend.queries, papers, stationery, fix=fix)
    assert len(fixed) == 2  # once is enough


def test_the_same_run_makes_the_same_file(backend: Backend, stationery: Stationery) -> None:
    papers = _owing(backend, ["Ann", "Bo"])
    assert run(backend.queries, papers, stationery) == run(backend.queries, papers, stationery)


def test_a_file_says_nothing_of_the_machine(backend: Backend, stationery: Stationery) -> None:
    trading.irish_owner(backend)
    traded: Trade = trading.trade(backend, trading.school(backend))
    made = make(backend.queries, Paper(PaperKind.INVOICE, traded.invoice), stationery)
    pdf = reader(made.content)
    assert pdf.metadata is not None
    assert (pdf.metadata.creator, pdf.metadata.producer) == ("Small CRM", "Small CRM")
    plain = made.content + b"".join(
        stream.get_object().get_data()  # type: ignore[union-attr]
        for stream in (page["/Contents"] for page in pdf.pages)
    )
    for word in (b"/home", b"/tmp", b"/root", b"Users", str(RESOURCES).encode()):
        assert word not in plain
    root = pdf.trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]


def test_long_tables_repeat_their_heads_and_leave_no_row_alone(
    backend: Backend, stationery: Stationery
) -> None:
    school = trading.school(backend)
    for number in (28, 29, 30, 31, 300):
        lines = tuple(trading.line(f"Item {place:03d}", "1.00") for place in range(number))
        quote = do(backend, commands.AddQuote(client=school, lines=lines, currency="EUR"))
        paper = Paper(PaperKind.QUOTE, quote)
        pages = page_texts(make(backend.queries, paper, stationery).content)
        found = [sum(f"Item {place:03d}" in page for place in range(number)) for page in pages]
        assert sum(found) == number
        assert all("Description" in page for page, rows in zip(pages, found, strict=True) if rows)
        assert 1 not in found
        total = Decimal(number)
        assert f"{total:,}.00" in pages[-1]
        if number > 2:
            assert found[-1] >= 1  # the sum stands with rows of its own
