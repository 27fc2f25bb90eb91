"""The pytest plugin: a step is a test, its verdict the outcome, its failure the message of the command line."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

for module in ("derivations.documents.chains", "derivations.documents.judging", "derivations.documents.loading",
               "derivations.documents.formats.markdown", "derivations.documents.formats.notebook", "derivations.reporting.messages",
               "symbolic.checking", "numeric.gradients", "numeric.checking.reports"):
    import_module(module)  # what a run within this process loads, the next one would load again

pytest_plugins = ["pytester"]

NOTES = r"""# Notes

Let $a \in \mathbb{R}$.

$$
\begin{aligned}
(a + 1)^2 &= a^2 + 2a + 1 \\
  &= a^2 + a + 1 \\
  &= \unknownmacro{a}
\end{aligned}
$$

$$
\frac{a^2}{a} = a
$$
"""


@pytest.fixture(autouse=True)
def _without_hypothesis(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its plugin loads and rewrites the whole of it at the end of every run within this process."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyprojecttoml('[tool.derivations]\ndocuments = ["notes"]\n')
    pytester.mkdir("notes").joinpath("a.md").write_text(NOTES, encoding="utf-8")
    pytester.makepyfile(test_other="def test_other(): pass")
    return pytester


def test_steps_are_tests_with_the_outcome_of_their_verdict_and_say_why(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("-rs")
    result.assert_outcomes(passed=3, failed=1, skipped=1)
    # a failure shows its place, row, caret, point and both values
    result.stdout.fnmatch_lines([
        "*a.md:8:6: refuted: the two sides are different*",
        "*7 │ (a + 1)^2 &= a^2 + 2a + 1*",
        "*8 │   &= a^2 + a + 1*",
        "*│      ^^^^^^^^^^^",
        "*at*a = *",
        "*left*",
        "*right*",
    ])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.fnmatch_lines(["*SKIPPED*unknownmacro*"])


def test_strict_fails_what_is_not_read_and_what_is_not_defined_everywhere(project: pytest.Pytester) -> None:
    project.runpytest_inprocess("--derivations-strict").assert_outcomes(passed=2, failed=3)


def test_a_document_named_on_the_command_line_is_collected(pytester: pytest.Pytester) -> None:
    pytester.makefile(".md", named="$$\n(a + 1)^2 = a^2 + 2a + 1\n$$\n")
    pytester.runpytest_inprocess("--derivations", "named.md").assert_outcomes(passed=1)


def test_other_markdown_files_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makefile(".md", readme="$$\n(a + 1)^2 = a^2\n$$\n")
    pytester.makepyfile("def test_one(): pass")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_expectations_decide_alone(pytester: pytest.Pytester) -> None:
    pytester.makefile(".md", named="""
$$
\\begin{aligned}
(a + 1)^2 &= a^2 + 1 % derivations: expect refuted
\\\\ &= a^2 + 1 % derivations: expect refuted
\\end{aligned}
$$

<!-- expect: refuted -->
$$
2a + 2a = 4a = 5a
$$
""")
    pytester.runpytest_inprocess("--derivations", "named.md").assert_outcomes(passed=3, failed=1)


@pytest.mark.parametrize(("table", "words"), [
    ('documents = ["gone.md"]', "gone.md: no such file"),
    ('docments = ["a.md"]', "did you mean 'documents'"),
    ("documents = 3", "documents is a list of paths"),
])
def test_a_configuration_at_fault_is_a_usage_error(pytester: pytest.Pytester, table: str, words: str) -> None:
    pytester.makepyprojecttoml(f"[tool.derivations]\n{table}\n")
    result = pytester.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{words}*"])


def test_a_broken_document_is_a_collection_error_and_no_traceback(pytester: pytest.Pytester) -> None:
    pytester.makefile(".ipynb", named="{not json")
    result = pytester.runpytest_inprocess("--derivations", "named.ipynb")
    result.stdout.fnmatch_lines(["*not a notebook*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_run_without_documents_loads_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys
        def test_light():
            assert not {"sympy", "markdown_it", "flint", "symbolic.terms", "derivations.documents.chains"} & set(sys.modules)
    """)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest"],
                          cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_gradient_at_whose_report_nobody_looks_is_an_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        def check(check_gradient, factor): return check_gradient(lambda x: x @ x, lambda x: factor * x, [1.0, 2.0])
        def test_right(check_gradient): check(check_gradient, 2)
        def test_unseen(check_gradient): check(check_gradient, 3)
        def test_asked(check_gradient): assert not check(check_gradient, 3)
        def test_looked(check_gradient): assert "factor" in str(check(check_gradient, 3))
    """)
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(["*the gradient is wrong in 2 of 2 entries*"])
