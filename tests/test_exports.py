"""What is exported is what was proved: its rows, aligned, with their reasons; anything else is refused or marked."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from derivations.catalogue import load, names
from derivations.catalogue._entries import Entry, chain
from derivations.cli import main
from derivations.commands.writing import write
from derivations.documents.loading import markdown_document
from derivations.exports.beamer import export_beamer
from derivations.exports.deck import export_deck
from derivations.exports.html import export_html
from derivations.exports.latex import aligned, export_latex, latex_document
from derivations.exports.markdown import export_markdown
from derivations.exports.notebook import export_notebook
from derivations.exports.pictures import Misleading, contents, pictures_beside
from derivations.exports.relations import at_relation, at_signs
from derivations.exports.sheets import Display, Line, NotVerified, Sheet, document_sheet, entry_sheet, verified
from derivations.exports.words import latex_words, plain_words
from symbolic.verdicts import Proved

NOTE = r"""# Limits of a note

Let $x > 0$.

$$
\begin{aligned}
\log(x^2) + \log(x) &= 2 \log x + \log x && \text{the power rule} \\
&= 3 \log x
\end{aligned}
$$

$$
\frac{t^2 - 1}{t - 1} = t + 1
$$
"""
WRONG = "# Wrong\n\n$$\n(a + b)^2 = a^2 + b^2\n$$\n"


def unjudged(steps):  # the arrangement does not depend on the verdicts
    return iter([(Proved("nothing"), 0.0)] * len(steps))


def sheet_of(text: str) -> Sheet:
    return document_sheet(markdown_document(text, Path("note.md")))


def test_relations_are_aligned_and_reasons_stand_in_their_column() -> None:
    entry = Entry("t", "T", (), (chain("t", [("x + x = 2 x", "first & last"), (r"\le 3 x", "")], given=("x > 0",)),))
    assert aligned(entry_sheet(entry).displays[0]).splitlines() == [
        r"\begin{aligned}",
        r"  x + x &= 2 x && \text{(first \& last)} \\",
        r"  &\le 3 x",
        r"\end{aligned}",
    ]


def test_a_row_is_cut_at_its_first_relation_outside_braces_and_fences() -> None:
    assert at_relation(r"f(x = 1) \left[a = b\right] = 2") == (r"f(x = 1) \left[a = b\right]", "= 2")
    assert at_relation(r"\sum_{k=1}^{n} k \le n^2") == (r"\sum_{k=1}^{n} k", r"\le n^2")


@pytest.mark.parametrize("name", names())
def test_every_entry_exports_balanced_blocks_of_all_its_rows(name: str) -> None:
    entry = load(name)
    sheet = entry_sheet(entry, unjudged)
    text = export_latex(sheet)
    assert text.count(r"\begin{aligned}") == text.count(r"\end{aligned}") == len(entry.derivations)
    assert text.count("{") == text.count("}")
    for derivation, display in zip(entry.derivations, sheet.displays, strict=True):
        assert len(display.lines) == len(derivation.rows)
        assert [line.latex for line in display.lines] == [" ".join(at_relation(latex)).strip() for latex, _ in derivation.rows]


def test_a_derivation_without_title_and_reasons_is_its_block_alone() -> None:
    block = "\\[\n\\begin{aligned}\n  x + x &= 2x\n\\end{aligned}\n\\]\n"
    assert export_latex(sheet_of("$$x + x = 2x$$")) == block


def test_a_document_keeps_its_rows_reasons_and_conditions() -> None:
    sheet = verified(sheet_of(NOTE))
    first, second = sheet.displays
    assert [line.latex for line in first.lines] == [r"\log(x^2) + \log(x) = 2 \log x + \log x", r"= 3 \log x"]
    assert first.lines[0].reason == "the power rule"
    assert any("x" in given for given in first.given)
    assert second.lines[0].conditions
    assert "if $" in aligned(second)


def test_what_is_not_proved_is_refused_and_a_draft_marks_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.md"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(NotVerified, match="refuted"):
        verified(sheet_of(WRONG))
    assert main(["export", str(path), "--format", "beamer", "-o", str(tmp_path / "out")]) == 1
    assert "refuted" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(["export", str(path), "--format", "beamer", "--draft"]) == 0
    assert "NOT VERIFIED" in capsys.readouterr().out


def test_every_format_marks_what_is_not_verified() -> None:
    sheet = sheet_of(WRONG)
    others = (export_beamer, export_deck, export_markdown, export_html, export_notebook)
    for text in (export_latex(sheet), *(export([sheet], "T") for export in others)):
        assert "NOT VERIFIED" in text.upper()


def test_a_long_row_is_broken_before_a_sign_and_read_back_whole() -> None:
    from derivations.documents.chains import items_of

    long = " + ".join(rf"\left(a_{k} - b\right)" for k in range(1, 10))
    sheet = Sheet("t", "T", (Display("t", (Line("y", f"= {long}", "terms"), Line("", "= -c", ""))),))
    rows = aligned(sheet.displays[0]).splitlines()
    assert len(rows) == 5 and rows[2].lstrip().startswith(r"&\qquad +")
    read = items_of(markdown_document(export_markdown([sheet], "T"), Path("t.md")))
    assert [item.right.latex.count(r"\left") for item in read] == [9, 0]
    assert at_signs(r"= -a - \frac{b - c}{2} \cdot -d", 1) == ["= -a", r"- \frac{b - c}{2} \cdot -d"]


def test_a_high_derivation_goes_on_in_a_second_frame() -> None:
    lines = (Line("y", r"= \frac{1}{2} x"), *(Line("", rf"= \frac{{{k}}}{{{2 * k}}} x") for k in range(2, 9)))
    deck = export_beamer([Sheet("t", "T", (Display("halves", lines, given=("x > 0",)),))], "T")
    assert deck.count(r"\begin{frame}[t]") == 2 and deck.count("(continued)") == 1 and deck.count("x > 0") == 1
    assert deck.count(r"\frac") == 8


@pytest.mark.parametrize("arguments", [["export"], ["export", "sigmoi"], ["export", "--all", "sigmoid"], ["export", "missing.md"]])
def test_a_call_that_names_nothing_is_at_fault(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err


def test_a_deck_says_how_many_frames_it_has_and_cites_the_literature_rather_than_the_ledger() -> None:
    sheet = entry_sheet(load("sigmoid"), unjudged)
    deck = export_beamer([sheet], "t")
    assert rf"\inserttotalframenumber}}{{{deck.count(r'begin{frame}')}}}" in deck
    assert sheet.displays[0].origin[0] in export_html([sheet], "t")
    for slides in (deck, export_deck([sheet], "t")):
        assert sheet.sources[0].partition(",")[0] in slides
        assert sheet.displays[0].origin[0] not in slides


def test_a_derivation_is_from_a_file_not_from_the_folder_of_the_machine() -> None:
    note = document_sheet(markdown_document("$$x + x = 2x$$", Path("some/folder/note.md")), judge=unjudged)
    assert "From note.md:1." in export_beamer([note], "t") + export_deck([note], "t")
    assert "some/folder" not in export_beamer([note], "t") + export_deck([note], "t") + export_html([note], "t")


def test_words_are_safe_for_latex() -> None:
    assert latex_words("a & b_1 < 50% of $x_1$, μ ≥ 0") == r"a \& b\_1 $<$ 50\% of $x_1$, $\mu$ $\ge$ 0"
    assert plain_words(r"100\% \& $a_1\%$") == r"100% & $a_1\%$"


@pytest.mark.parametrize("part", [0, *(pytest.param(k, marks=pytest.mark.fuzz) for k in (1, 2, 3))])
def test_exported_markdown_is_read_back_as_the_same_steps(part: int) -> None:
    from derivations.documents.chains import items_of

    for name in names()[part::4]:
        entry = load(name)
        text = export_markdown([entry_sheet(entry, unjudged)], entry.title)
        read = [item.checked for item in items_of(markdown_document(text, Path(f"{name}.md"))) if item.checked is not None]
        claims = [step for derivation in entry.derivations for step in derivation.reading.steps]
        assert [(s.relation, s.left, s.right) for s in read] == [(s.relation, s.left, s.right) for s in claims], name


# --- figures ----------------------------------------------------------------------------------


def illustrated(name: str) -> Sheet:
    return replace(entry_sheet(load(name), unjudged), pictures=pictures_beside(name))


def test_figures_stand_beside_their_formulas_in_every_format() -> None:
    sheet = illustrated("bowl")
    assert [p.name for p in sheet.pictures] == ["bowl", "gradient-field"]
    for text in (export_latex(sheet), latex_document([sheet], "T"), export_beamer([sheet], "T")):
        assert "{figures/bowl.pdf}" in text and "{figures/gradient-field.pdf}" in text
    assert "![gradient of x^2 + y^2](figures/gradient-field.svg)" in export_markdown([sheet], "T")
    for page in (export_html([sheet], "T"), export_deck([sheet], "T")):
        assert page.count('src="data:image/svg+xml;base64,') == 2 and 'alt="gradient of x^2 + y^2"' in page
    assert '"gradient-field.png": {' in export_notebook([sheet], "T")


def test_a_figure_that_does_not_show_what_it_should_is_not_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    from numeric import figures

    false = replace(next(f for f in figures.FIGURES if f.name == "bowl"), shows=lambda: False)
    monkeypatch.setattr(figures, "FIGURES", (false,))
    with pytest.raises(Misleading, match="the figure bowl does not show"):
        pictures_beside("bowl")


def test_a_deck_with_its_figures_compiles(tmp_path: Path) -> None:
    sheet = illustrated("bowl")
    for picture in sheet.pictures:
        write(tmp_path / picture.file("pdf"), contents(picture, "pdf"))
    assert max(overfull(compiled(export_beamer([sheet], "The bowl"), tmp_path)), default=0.0) < 5


def test_the_command_writes_figures_next_to_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "losses", "--format", "markdown", "-o", str(tmp_path / "new" / "folder")]) == 0
    written = sorted(p.relative_to(tmp_path / "new" / "folder").as_posix() for p in (tmp_path / "new").rglob("*") if p.is_file())
    assert written == ["figures/losses.svg", "losses.md"]
    capsys.readouterr()
    assert main(["export", "losses", "--format", "markdown"]) == 0
    assert "![" not in capsys.readouterr().out


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("names", "format", "said"), [
    (["note.md"], "markdown", "overwritten by its own export"),
    (["note.md", "b/note.tex"], "beamer", "would both be written to"),
])
def test_no_file_is_lost_to_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                      names: list[str], format: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b").mkdir()
    for name in ("note.md", "b/note.tex"):
        Path(name).write_text("$$x + x = 2x$$\n", encoding="utf-8")
    assert main(["export", *names, "--format", format, "-o", "."]) == 2
    assert said in capsys.readouterr().err and Path("note.md").read_text(encoding="utf-8") == "$$x + x = 2x$$\n"
    assert main(["export", "note.md", "-o", "note.md"]) == 2
    assert "note.md is a file; -o names a folder" in capsys.readouterr().err


def test_a_folder_stands_for_its_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b.md", "a.md"):
        (tmp_path / name).write_text("$$x + x = 2x$$\n", encoding="utf-8")
    assert main(["export", str(tmp_path), "-o", str(tmp_path / "out")]) == 0
    assert [Path(line).name for line in capsys.readouterr().out.split()] == ["a.tex", "b.tex"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "one")
    write(tmp_path / "a.txt", b"two")
    with pytest.raises(OSError, match=r"a\.txt"):
        write(tmp_path / "a.txt" / "b", "three")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("a.txt", "two")]


# --- compiled ---------------------------------------------------------------------------------


def compiled(source: str, folder: Path) -> str:
    """The log of pdflatex; the test is skipped where there is none."""
    if shutil.which("pdflatex") is None:
        pytest.skip("needs pdflatex with beamer (Debian: texlive-latex-extra)")
    (folder / "text.tex").write_text(source, encoding="utf-8")
    subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "text.tex"], cwd=folder, capture_output=True, timeout=120)
    assert (folder / "text.pdf").exists(), (folder / "text.log").read_text(errors="replace")[-2000:]
    return (folder / "text.log").read_text(errors="replace")


def overfull(log: str) -> list[float]:
    return [float(points) for points in re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", log)]


@pytest.mark.fuzz
def test_the_deck_of_the_whole_catalogue_compiles_without_overfull_lines(tmp_path: Path) -> None:
    log = compiled(export_beamer([entry_sheet(load(name), unjudged) for name in names()], "Formulas"), tmp_path)
    assert max(overfull(log), default=0.0) < 5


def test_the_sheet_of_the_whole_catalogue_compiles_without_overfull_lines(tmp_path: Path) -> None:
    log = compiled(latex_document([entry_sheet(load(name), unjudged) for name in names()], "Formulas"), tmp_path)
    assert max(overfull(log), default=0.0) < 5


def test_a_deck_of_a_note_with_its_own_macros_compiles(tmp_path: Path) -> None:
    macros = r"\newcommand{\half}{\frac{1}{2}} \newcommand{\qed}{x} \DeclareMathOperator{\sgm}{sin} \newcommand\twice[1]{2 #1}"
    sheet = sheet_of(f"# Macros & more\n\n$$\n{macros}\n\\half x + \\half \\qed = x\n$$\n\n$$\\twice{{x}} = x + x$$\n\n{WRONG}")
    assert [len(d.problems) for d in sheet.displays] == [0, 0, 1]
    log = compiled(export_beamer([sheet], sheet.title), tmp_path)
    assert "Undefined control sequence" not in log and "LaTeX Error" not in log
    head = r"\documentclass{article}\usepackage{amsmath}\newcommand{\half}{0.5}\begin{document}"
    paper = head + export_latex(sheet) + r"\end{document}"
    assert not re.search(r"^!", compiled(paper, tmp_path), re.MULTILINE)


# --- the README -------------------------------------------------------------------------------


README = Path(__file__).parents[1] / "README.md"


def readme_notes() -> list[str]:
    return re.findall(r"^```markdown\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_note_of_the_readme_becomes_the_frame_of_its_picture() -> None:
    note = next(block for block in readme_notes() if "sigma" in block)
    deck = export_beamer([verified(document_sheet(markdown_document(note, Path("sigmoid.md"))))], "The slope of the sigmoid")
    assert deck.count(r"\begin{frame}[t]") == 1 and r"\uncover<3->" in deck and "From sigmoid.md:8" in deck


def test_the_message_of_the_readme_is_what_the_check_says(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    note = next(block for block in readme_notes() if "Power rule" in block)
    (tmp_path / "power.md").write_text(note, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["check", "power.md"]) == 1
    assert f"\n```\n{capsys.readouterr().out.strip()}\n```\n" in README.read_text(encoding="utf-8")
