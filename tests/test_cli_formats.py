"""The three formats of documents, end to end: the same derivation gives the same verdicts at the right places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.cli import main

Output = pytest.CaptureFixture[str]
ROWS = "(a + 1)^2 &= a^2 + 2a + 1 \\\\\n  &= a^2 + a + 1"


def written(folder: Path, kind: str) -> Path:
    path = folder / f"notes{kind}"
    markdown = f"# Squares\n\nLet $a > 0$.\n\n$$\n\\begin{{aligned}}\n{ROWS}\n\\end{{aligned}}\n$$\n"
    match kind:
        case ".tex":
            path.write_text("\\documentclass{article}\n\\begin{document}\n\\section{Squares}\n\nLet $a > 0$.\n\n\\begin{align}\n"
                            f"{ROWS}\n\\end{{align}}\n\\end{{document}}\n", encoding="utf-8")
        case ".ipynb":
            cells = [{"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None},
                     {"cell_type": "markdown", "metadata": {}, "source": markdown}]
            path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), encoding="utf-8")
        case _:
            path.write_text(markdown, encoding="utf-8")
    return path


@pytest.mark.parametrize(("kind", "cell", "lines"), [(".md", None, [7, 8]), (".tex", None, [8, 9]), (".ipynb", 2, [7, 8])])
def test_each_format_gives_the_same_verdicts_at_its_own_places(
        tmp_path: Path, capsys: Output, kind: str, cell: int | None, lines: list[int]) -> None:
    path = written(tmp_path, kind)
    assert main(["check", str(path), "--output-format", "json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["verdict"], r["cell"], r["line"]) for r in found] == [("proved", cell, lines[0]), ("refuted", cell, lines[1])]
    assert [r["right"] for r in found] == ["a^2 + 2a + 1", "a^2 + a + 1"]


def test_a_message_about_a_notebook_names_the_cell(tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, ".ipynb")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "notes.ipynb"]) == 1
    assert capsys.readouterr().out.startswith("notes.ipynb[cell 2]:8:6: refuted")


def test_a_folder_is_checked_in_order_and_each_file_once(tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (".tex", ".md", ".ipynb"):
        written(tmp_path, kind)
    monkeypatch.chdir(tmp_path)
    assert main(["check", ".", "notes.md", "--output-format", "json"]) == 1
    files = [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()]
    assert list(dict.fromkeys(files)) == ["notes.ipynb", "notes.md", "notes.tex"]
    assert len(files) == 6


def test_a_file_that_another_inputs_is_checked_once(tmp_path: Path) -> None:
    from derivations.documents.loading import find_documents, load, without_inputs

    (tmp_path / "main.tex").write_text("\\begin{document}\n\\input{part}\n\\end{document}\n")
    (tmp_path / "part.tex").write_text("$$x + x = 2x$$\n")
    (tmp_path / "alone.tex").write_text("$$x + x = 2x$$\n")
    documents = without_inputs(load(p) for p in find_documents([tmp_path]))
    assert [d.path.name for d in documents] == ["alone.tex", "main.tex"]
