"""``[tool.derivations]``: what it says is checked as strictly as a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.cli import main
from derivations.documents.configuration import ConfigurationError, find_configuration, read_configuration


def configured(folder: Path, table: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(table, encoding="utf-8")
    return path


def test_an_unknown_key_names_the_nearest_known_one(tmp_path: Path) -> None:
    path = configured(tmp_path, "[tool.derivations]\nstep_time_out = 3\n")
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml: .*'step_time_out'; did you mean 'step-timeout'"):
        read_configuration(path)


@pytest.mark.parametrize(("table", "words"), [
    ("documents = 'notes'", "documents is a list of paths"),
    ("documents = [1]", "documents is a list of paths"),
    ("strict = 1", "strict is true or false"),
    ("step-timeout = true", "step-timeout is a number of seconds"),
    ("step-timeout = 'x'", "step-timeout is a number of seconds"),
    ("step-timeout = 0", "step-timeout is a time, greater than 0"),
])
def test_a_value_of_the_wrong_type_is_an_error(tmp_path: Path, table: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        read_configuration(configured(tmp_path, f"[tool.derivations]\n{table}\n"))


def test_broken_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        read_configuration(configured(tmp_path, "[tool"))


def test_the_nearest_file_above_counts_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    configured(tmp_path, "[tool.derivations]\ndocuments = ['notes/*.md']\nstep-timeout = 3\n")
    inner = tmp_path / "notes"
    inner.mkdir()
    for name in ("b.md", "a.md", "c.txt"):
        (inner / name).write_text("", encoding="utf-8")
    configuration = find_configuration(inner)
    assert configuration.document_paths() == [inner / "a.md", inner / "b.md"]
    assert configuration.step_timeout == 3


@pytest.mark.parametrize(("setting", "said"), [
    ('documents = ["gone"]', "documents: "), ('preamble = ["gone.md"]', "preamble: "), ('fail-on = ["refutted"]', "fail-on: 'refutted'"),
])
def test_a_setting_that_names_nothing_is_told_by_file_and_key(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str, said: str) -> None:
    path = configured(tmp_path, f"[tool.derivations]\n{setting}\n")
    (tmp_path / "a.md").write_text("$$\na + a = 2a\n$$\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["check", *(["a.md"] if "documents" not in setting else [])]) == 2
    assert f"{path}: [tool.derivations] {said}" in capsys.readouterr().err
