"""The programs of the page on networks run as they stand, and print what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "notes" / "networks.md"
PROGRAM = re.compile(r"^```python\n(.*?)^```\n\n```\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_programs_of_the_page_on_networks_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DERIVATIONS_CACHE", str(tmp_path / "cache"))
    namespace: dict[str, object] = {}
    programs = PROGRAM.findall(PAGE.read_text(encoding="utf-8"))
    assert len(programs) == 4
    for program, shown in programs:
        exec(program, namespace)
        assert capsys.readouterr().out == shown
