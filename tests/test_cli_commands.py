"""The command line: exit codes, what is printed where, and messages for calls and files at fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from derivations.cli import main

SLIP = r"""# Power rule

$$
\begin{aligned}
\frac{d}{dx}\left(3x^3 + 5x\right) &= 3 \cdot 3x^2 + 5 \\
  &= 9^2 + 5
\end{aligned}
$$
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, source: str, name: str = "a.md") -> str:
    (folder / name).write_text(source, encoding="utf-8")
    return name


def records(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_false_step_is_shown_and_the_exit_code_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write(folder, SLIP)]) == 1
    output = capsys.readouterr().out
    assert output.startswith("a.md:6:6: refuted: ")
    assert "^^^^^^^" in output
    assert "1 file: 2 steps, 2 read, 2 decided (1 proved, 1 refuted)" in output
    assert max(map(len, output.splitlines())) <= 80


def test_a_true_document_passes_in_silence_but_for_the_summary(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write(folder, "$$\na + a = 2a\n$$\n")]) == 0
    assert capsys.readouterr().out == "1 file: 1 step, 1 read, 1 decided (1 proved)\n"


def test_json_is_one_object_a_step_in_document_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write(folder, SLIP), "--output-format", "json"]) == 1
    found = records(capsys.readouterr().out)
    assert [(r["line"], r["verdict"]) for r in found] == [(5, "proved"), (6, "refuted")]
    point = found[1]["counterexample"]
    assert isinstance(point, dict) and point["left"] != point["right"]


@pytest.mark.parametrize(("source", "strict", "code"), [
    ("$$\n\\frac{x^2}{x} = x\n$$", False, 0),
    ("$$\n\\frac{x^2}{x} = x\n$$", True, 1),
    ("$$\na + a = 2a\n$$\n\n$$\na + \\foo = 2\n$$", False, 0),
    ("$$\na + a = 2a\n$$\n\n$$\na + \\foo = 2\n$$", True, 1),
    ("$$\na + \\foo = 2\n$$", False, 1),
    ("$$\nz = wx\n$$", False, 0),
    ("only words", False, 0),
])
def test_strict_fails_what_is_uncertain_and_a_file_not_read_at_all_fails(folder: Path, source: str, strict: bool, code: int) -> None:
    assert main(["check", write(folder, source), *(["--strict"] if strict else [])]) == code


@pytest.mark.parametrize("instruction", ["lett x > 0", "expect: refted", r"let x \in \foo"])
def test_an_instruction_that_is_not_understood_fails_the_run(folder: Path, capsys: pytest.CaptureFixture[str], instruction: str) -> None:
    assert main(["check", write(folder, f"<!-- derivations: {instruction} -->\n\n$$x + x = 2x$$\n")]) == 1
    out = capsys.readouterr().out
    assert "a.md:1:" in out and "1 step" in out and "1 instruction not understood" in out


def test_fail_on_names_further_verdicts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = write(folder, "$$\n\\frac{x^2}{x} = x\n$$")
    assert main(["check", name, "--fail-on", "definedness"]) == 1
    assert main(["check", name, "--fail-on", "undecided,unreadable"]) == 0
    assert main(["check", name, "--fail-on", "defindness"]) == 2
    assert "no verdict and no kind" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "content", "words"), [
    ("gone.md", None, "gone.md: no such file"),
    ("a.md", "ä\nöü".encode() + b"\xff", "a.md:2:3: not UTF-8"),
    ("a.ipynb", b"{", "not a notebook"),
    ("a.txt", b"", "a document ends in"),
])
def test_a_file_at_fault_is_exit_code_two_with_its_name(
        folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, words: str) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    assert main(["check", name]) == 2
    captured = capsys.readouterr()
    assert words in captured.err and not captured.out


def test_a_file_at_fault_keeps_no_other_from_being_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "broken.ipynb").write_text("{", encoding="utf-8")
    (folder / "notes" / "good.md").write_text("$$1 + 1 = 2$$\n", encoding="utf-8")
    for command in ("check", "read"):
        assert main([command, "notes"]) == 2
        captured = capsys.readouterr()
        assert "broken.ipynb" in captured.err and ("1 step" in captured.out or "good.md:1" in captured.out)


def test_without_a_path_and_without_configuration_there_is_nothing_to_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    assert main(["check"]) == 2
    assert "nothing to check" in capsys.readouterr().err


def test_the_configured_documents_are_the_default(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pyproject.toml").write_text('[tool.derivations]\ndocuments = ["a.md"]\n', encoding="utf-8")
    write(folder, "$$\na + a = 2a\n$$\n")
    assert main(["check"]) == 0
    (folder / "pyproject.toml").write_text('[tool.derivations]\ndocument = ["a.md"]\n', encoding="utf-8")
    assert main(["check"]) == 2
    assert "did you mean 'documents'" in capsys.readouterr().err


BAD = [
    ("an unknown macro", "a + \\foo{b} = c + a", r"\foo"),
    ("an unclosed brace", "a + \\frac{b}{c = c + a", ""),
    ("a shape mismatch", "A x + A = x", "shape"),
    ("an ambiguous call", "a(x + 1) = c + d + 1", "a"),
]


@pytest.mark.parametrize(("formula", "words"), [(f, w) for _, f, w in BAD], ids=[name for name, _, _ in BAD])
def test_bad_input_is_a_message_with_line_column_and_remedy(
        folder: Path, capsys: pytest.CaptureFixture[str], formula: str, words: str) -> None:
    declared = "Let $A \\in \\mathbb{R}^{n \\times n}$ and $x \\in \\mathbb{R}^n$.\n\n" if formula.startswith("A") else "\n\n"
    assert main(["check", write(folder, f"{declared}$$\n{formula}\n$$\n")]) == 1
    output = capsys.readouterr().out
    first, rest = output.split("\n", 1)
    assert first.startswith("a.md:4:") and "unreadable" in output.split("\n\n")[0]
    assert words in output and "^" in rest and "remedy" in rest
    assert "Traceback" not in output


def test_read_prints_every_reading(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = write(folder, "Let $x > 0$.\n\n$$\nz = wx\n$$\n\n$$\nz + x = wx + x\n$$\n")
    assert main(["read", name]) == 0
    output = capsys.readouterr().out
    assert "a.md:4:5: definition: z := w x" in output and "a.md:8:9: z + x  =  w x + x" in output and "given x > 0" in output
    assert main(["read", "--json", name]) == 0
    output = capsys.readouterr().out
    assert [r["role"] for r in records(output)] == ["definition", "claim"]
    assert main(["read", "--output-format", "json", name]) == 0
    assert capsys.readouterr().out == output


def test_explain_tells_everything_about_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = write(folder, SLIP)
    assert main(["explain", f"{name}:5"]) == 0
    output = capsys.readouterr().out
    assert "proved" in output and "x: real" in output
    assert main(["explain", f"{name}:1"]) == 2
    assert "the nearest are in lines 5, 6" in capsys.readouterr().err


def test_explain_counts_the_silent_provers_of_a_decided_step_in_one_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"{write(folder, SLIP)}:6"]) == 1  # as `check` would end
    output = capsys.readouterr().out
    assert "abstains" not in output and "  abstain " in output
    assert "(--provers names them)" in output and "matrix" not in output
    assert "at 0 points" not in output
    assert max(map(len, output.splitlines())) <= 80


@pytest.mark.parametrize(("words", "said"), [
    (["chekc", "a.md"], "did you mean 'check'?"),
    (["a.md"], "did you mean 'derivations check a.md'?"),
    (["check", "a.md", "--output-fromat", "json"], "did you mean '--output-format'?"),
    (["check", "a.md", "--step-timeout", "abc"], "'abc' is no number of seconds"),
    (["explain", "a.md:1", "--step-timeout", "-1"], "a time is positive"),
])
def test_a_slip_in_the_call_is_answered_with_what_was_meant(
        folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    write(folder, SLIP)
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2 and said in capsys.readouterr().err


def test_a_page_makes_its_folder_and_a_place_that_cannot_be_written_is_a_call_at_fault(
        folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = ["check", write(folder, SLIP), "--output-format", "html", "-o"]
    assert main([*page, "new/page.html"]) == 1 and (folder / "new" / "page.html").is_file()
    assert "1 file: 2 steps" in capsys.readouterr().out
    assert main([*page, "new"]) == 2
    assert "new is a folder" in capsys.readouterr().err
    assert main([*page, "a.md/page.html"]) == 2
    assert "derivations: a.md: " in capsys.readouterr().err


def test_a_refused_export_names_the_place_of_each_step(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", write(folder, SLIP)]) == 1
    assert "a.md:6:6: refuted/value" in capsys.readouterr().err


def test_configured_documents_are_called_as_from_the_folder_of_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pyproject.toml").write_text('[tool.derivations]\ndocuments = ["a.md"]\n', encoding="utf-8")
    write(folder, SLIP)
    assert main(["check"]) == 1
    assert capsys.readouterr().out.startswith("a.md:6:6: ")


def test_an_environment_closed_under_another_name_is_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write(folder, SLIP.replace(r"\end{aligned}", r"\end{alignd}"))]) == 1
    output = capsys.readouterr().out
    assert output.startswith(r"a.md:7:1: unreadable: \end{alignd} closes nothing") and "proved" not in output


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "derivations", *words], capture_output=True, text=True, check=False)


def test_help_is_quick_and_loads_no_mathematics() -> None:
    code = ("import sys; from derivations.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
            "assert not {'sympy', 'symbolic', 'numpy', 'flint'} & set(sys.modules)")
    begin = os.times()
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    assert os.times().children_user - begin.children_user < 1.0


def test_the_module_runs_as_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("$$\na + a = 3a\n$$\n", encoding="utf-8")
    done = run("read", str(path))
    assert done.returncode == 0 and "=  3a" in done.stdout and not done.stderr


def test_without_a_command_the_help_is_shown() -> None:
    done = run()
    assert done.returncode == 2 and "check" in done.stdout


def test_importing_the_package_is_quick_and_lazy() -> None:
    code = "import sys, derivations; assert not [m for m in sys.modules if m.startswith(('symbolic', 'sympy', 'derivations.'))]"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_check_text_gives_results_in_order() -> None:
    import derivations

    assert [r.verdict.word for r in derivations.check_text("$$\na + a = 2a = 3a\n$$\n")] == ["proved", "refuted"]
