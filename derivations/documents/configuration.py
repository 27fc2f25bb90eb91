"""``[tool.derivations]`` of the nearest pyproject.toml.

documents     paths or patterns of the documents that pytest collects and ``derivations check`` takes by default
preamble      documents whose declarations, definitions and macros hold in all others
strict        fail on undecided, unreadable and definedness too
fail-on       further verdicts that fail a run
step-timeout  seconds after which a step is given up
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from derivations.documents.loading import find_documents
from derivations.documents.model import DocumentError

STEP_TIMEOUT = 20.0


class ConfigurationError(Exception):
    """A pyproject.toml that says something unknown; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a project; paths are absolute."""

    root: Path
    documents: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    strict: bool = False
    fail_on: tuple[str, ...] = ()
    step_timeout: float = STEP_TIMEOUT

    def document_paths(self) -> list[Path]:
        """The documents named, in order."""
        return self._paths("documents", self.documents)

    def preamble_paths(self) -> list[Path]:
        return self._paths("preamble", self.preamble)

    def place(self, key: str) -> str:
        """The file and the key, as every message about a setting begins."""
        return f"{self.root / 'pyproject.toml'}: [tool.derivations] {key}"

    def _paths(self, key: str, patterns: tuple[str, ...]) -> list[Path]:
        try:
            return list(find_documents(_matching(self.root, patterns)))
        except DocumentError as error:
            raise ConfigurationError(f"{self.place(key)}: {error}") from None


KEYS: dict[str, tuple[str, type | tuple[type, ...], str]] = {
    "documents": ("documents", list, "a list of paths"),
    "preamble": ("preamble", list, "a list of paths"),
    "strict": ("strict", bool, "true or false"),
    "fail-on": ("fail_on", list, "a list of verdicts"),
    "step-timeout": ("step_timeout", (int, float), "a number of seconds"),
}


def find_configuration(folder: Path) -> Configuration:
    """The configuration of the nearest pyproject.toml at or above ``folder``; defaults if there is none."""
    folder = folder.resolve()
    for parent in (folder, *folder.parents):
        path = parent / "pyproject.toml"
        if path.is_file():
            return read_configuration(path)
    return Configuration(folder)


def read_configuration(path: Path) -> Configuration:
    """The table ``[tool.derivations]`` of one file."""
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("derivations", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from None
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: tool.derivations is a table, write [tool.derivations]")
    fields: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            near = get_close_matches(key.replace("_", "-"), KEYS, n=1, cutoff=0.5)
            raise ConfigurationError(f"{path}: [tool.derivations] has no key {key!r}; "
                                     + (f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"))
        name, kind, words = KEYS[key]
        if not _fits(value, kind):
            raise ConfigurationError(f"{path}: [tool.derivations] {key} is {words}")
        if key == "step-timeout" and not value > 0:
            raise ConfigurationError(f"{path}: [tool.derivations] {key} is a time, greater than 0")
        fields[name] = tuple(value) if kind is list else value
    return Configuration(path.parent.resolve(), **fields)


def _fits(value: object, kind: type | tuple[type, ...]) -> bool:
    """Whether a value has the type of its key; a truth value is no number, and a list holds strings."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) and (not isinstance(value, list) or all(isinstance(v, str) for v in value))


def _matching(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    """Paths below the root; a pattern with ``*`` stands for all files that match, in order."""
    paths: list[Path] = []
    for pattern in patterns:
        paths += sorted(root.glob(pattern)) if any(c in pattern for c in "*?[") else [root / pattern]
    return paths
