"""The top level of the repository holds its rooms and the usual files of a project, and nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"derivations", "symbolic", "numeric", "tests", "notes", ".ci"}
FILES = {"pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", ".gitignore"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_nothing_else_stands_at_the_top() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    assert {path.partition("/")[0] for path in listed if path} <= ROOMS | FILES
