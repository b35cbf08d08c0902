"""`report`: the PDFs that the window prints, one or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from smallcrm import paths
from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE, sentence
from smallcrm.cli.report_subjects import papers_asked
from smallcrm.cli.values import path_of
from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Watch
from smallcrm.reports import Stationery, write_pdf
from smallcrm.reports.material import Paper
from smallcrm.reports.papers import MadePaper, MadeRun, fixing, make
from smallcrm.reports.papers import run as make_many
from smallcrm.services.commands import FixPaper

# A run says how far it is ten times, if it is long enough for anybody to wonder.
_TOLD: Final = 10
_LONG: Final = 50


def report(run: Run) -> int:
    """Write a report, or many: in one file, or in one each.

    In the language that was asked for, else a client's own on what is made for the client. An
    invoice or a quote is fixed before its file is written: it may be sent from then on.
    """
    papers = papers_asked(run)
    if run.asked.xml is not None:
        _xml(run, papers)
    elif run.asked.folder is not None:
        _each(run, papers, path_of(run.asked.folder))
    elif len(papers) == 1:
        _one(run, papers[0], path_of(run.asked.pdf))
    else:
        _together(run, papers, path_of(run.asked.pdf))
    return DONE


def _one(run: Run, paper: Paper, target: Path) -> None:
    made = _made(run, paper)
    fix = fixing(paper)
    if fix is not None and not made.out:
        _check_folder(target)
        run.perform(fix)
        made = _made(run, paper)
    write_pdf(made.content, target)
    _written(run, target, len(made.content), made.remarks)


def _together(run: Run, papers: list[Paper], target: Path) -> None:
    """Write many papers into one file."""
    _check_folder(target)
    done = _many(run, papers, None)
    assert done.content is not None, "something was made"
    write_pdf(done.content, target)
    _done(run, done, target, done.remarks, {"file": str(target), "bytes": len(done.content)})


def _each(run: Run, papers: list[Paper], folder: Path) -> None:
    """Write a file each; those of the same names, of an earlier run, are replaced."""
    if not folder.is_dir():
        raise Refusal("cannot_write_file", field="folder", file=folder.name)
    files: list[str] = []
    remarks: list[Refusal] = []

    def write(made: MadePaper) -> None:
        write_pdf(made.content, folder / made.file_name)
        files.append(made.file_name)
        remarks.extend(made.remarks)

    done = _many(run, papers, write)
    _done(run, done, folder, remarks, {"folder": str(folder), "files": files})


def _many(run: Run, papers: list[Paper], each: Callable[[MadePaper], None] | None) -> MadeRun:
    """Make many papers; refuses as the first of them where there is none that can be made."""
    done = make_many(
        run.backend.queries,
        papers,
        _stationery(run),
        language=_language(run),
        notes=run.asked.notes,
        watch=_told(run),
        each=each,
        fix=run.perform,
    )
    if not done.made:
        raise done.left_out[0].why
    return done


def _xml(run: Run, papers: list[Paper]) -> None:
    """Write the data of an invoice alone; it is fixed first, as its PDF would be."""
    from smallcrm.reports.einvoice import check, xml_of

    if len(papers) > 1:
        raise WrongUsageError(run.tr.gettext("--xml is for one invoice"))
    target = path_of(run.asked.xml)
    queries, paper = run.backend.queries, papers[0]
    detail = queries.invoice(paper.id)
    if detail is not None and not detail.invoice.fixed:
        _check_folder(target)
        check(detail, queries.settings())
        run.perform(FixPaper(invoice=paper.id))
        detail = queries.invoice(paper.id)
    if detail is None:
        raise Refusal("no_such_invoice", field="invoice", id=paper.id)
    content = xml_of(detail, queries.settings(), run.tr)
    write_pdf(content, target)
    _written(run, target, len(content), ())


def _made(run: Run, paper: Paper) -> MadePaper:
    return make(
        run.backend.queries,
        paper,
        _stationery(run),
        language=_language(run),
        notes=run.asked.notes,
    )


def _stationery(run: Run) -> Stationery:
    return Stationery(
        settings=run.backend.queries.settings(),
        tr=run.tr,
        resources=paths.resources(),
        clock=run.clock,
        page_size=run.asked.page,
    )


def _language(run: Run) -> str | None:
    language: str | None = run.asked.language
    return language or run.language


def _check_folder(target: Path) -> None:
    """Refuse a file in no folder before anything is fixed or made for it."""
    if not target.parent.is_dir():
        raise Refusal("cannot_write_file", field="file", file=target.name)


def _told(run: Run) -> Watch:
    """Watch a run, and say on standard error how far it is."""

    def say(done: int, of: int) -> None:
        if of >= _LONG and done and done < of and done % -(-of // _TOLD) == 0:
            number = run.tr.formats.number
            text = run.tr.gettext("{done} of {count} papers").format(
                done=number(done), count=number(of)
            )
            run.out.complain(text)

    return Watch(say)


def _written(run: Run, target: Path, size: int, remarks: Iterable[Refusal]) -> None:
    """Say where one paper was written, and what the owner is to know of it."""
    codes = _remarked(run, remarks)
    if run.out.as_json:
        run.out.document({"file": str(target), "bytes": size, "remarks": codes})
    else:
        run.out.line(shown(run.tr.gettext("Written to {file}").format(file=target)))


def _done(
    run: Run,
    done: MadeRun,
    target: Path,
    remarks: Iterable[Refusal],
    found: dict[str, object],
) -> None:
    """Say how many papers a run made, where, and which it left out; `found` begins the document."""
    tr = run.tr
    codes = _remarked(run, remarks)
    left_out: list[dict[str, object]] = []
    for one in done.left_out:
        why = sentence(tr, one.why)
        # Translators: whose paper was not made, and why
        line = tr.gettext("{client}: {why}").format(client=one.client, why=why)
        run.out.complain(line if one.client else why)
        left_out.append(
            {"id": one.paper.id, "client": one.client, "error": one.why.code, "message": why}
        )
    if run.out.as_json:
        run.out.document({**found, "made": done.made, "left_out": left_out, "remarks": codes})
        return
    run.out.line(shown(tr.gettext("Written to {file}").format(file=target)))
    text = tr.ngettext("{count} paper made.", "{count} papers made.", done.made)
    run.out.line(text.format(count=tr.formats.number(done.made)))


def _remarked(run: Run, remarks: Iterable[Refusal]) -> list[str]:
    """Say remarks on standard error; return their codes."""
    codes: list[str] = []
    for remark in remarks:
        run.out.complain(sentence(run.tr, remark))
        codes.append(remark.code)
    return codes
