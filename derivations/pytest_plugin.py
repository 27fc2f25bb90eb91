"""pytest: every step of the documents of ``[tool.derivations]`` and of ``--derivations PATH`` is a test.

proved, definedness → passed; hypothesis, direction, refuted, conflict → failed; undecided → xfail; unreadable →
skipped; definitions and posed equations are no tests; an expectation decides alone.  ``--derivations-strict`` fails
what would be xfail or skipped, and definedness.  A run without documents loads nothing but this module.

The fixture ``check_gradient`` is :func:`numeric.check_gradient`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from derivations.documents.configuration import Configuration
    from derivations.documents.items import Item, Result
    from derivations.documents.model import Document
    from derivations.documents.workers import Workers


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("derivations", "steps of derivations as tests")
    group.addoption("--derivations", action="append", default=[], metavar="PATH", help="check the derivations of this document or folder")
    group.addoption("--derivations-strict", action="store_true", help="fail what is undecided, unreadable or conditional on definedness")


def pytest_configure(config: pytest.Config) -> None:
    configuration = _configuration(config)
    named = [(config.invocation_params.dir / path).resolve() for path in config.getoption("--derivations")]
    if configuration is None and not named:
        return
    from derivations.documents.configuration import ConfigurationError
    from derivations.documents.loading import find_documents
    from derivations.documents.model import DocumentError

    try:
        explicit = list(find_documents(named))
        paths = [*explicit, *(configuration.document_paths() if configuration else ())]
    except (ConfigurationError, DocumentError) as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(_Collector(config, configuration, frozenset(p.resolve() for p in paths)), "derivations-documents")
    chosen_by_hand = config.args_source is pytest.Config.ArgsSource.ARGS
    config.args += [str(p) for p in (explicit if chosen_by_hand else paths) if not _is_below(p, config)]


def _configuration(config: pytest.Config) -> Configuration | None:
    """The settings of the project, read only if its pyproject.toml mentions them."""
    path = config.rootpath / "pyproject.toml"
    if not path.is_file() or "tool.derivations" not in path.read_text(encoding="utf-8", errors="replace"):
        return None
    from derivations.documents.configuration import ConfigurationError, read_configuration

    try:
        return read_configuration(path)
    except ConfigurationError as error:
        raise pytest.UsageError(str(error)) from None


def _is_below(path: Path, config: pytest.Config) -> bool:
    """Whether pytest meets this file anyway on its way through the paths it was given."""
    given = [(config.invocation_params.dir / argument.split("::")[0]).resolve() for argument in config.args]
    return any(path.resolve().is_relative_to(folder) for folder in given)


class _Collector:
    """Collects the documents, and keeps the worker processes of the run."""

    def __init__(self, config: pytest.Config, configuration: Configuration | None, paths: frozenset[Path]) -> None:
        self.configuration = configuration
        self.paths = paths
        self.strict = bool(config.getoption("--derivations-strict")) or bool(configuration and configuration.strict)
        self._workers: Workers | None = None

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if file_path.resolve() not in self.paths:
            return None
        document: _DocumentFile = _DocumentFile.from_parent(parent, path=file_path)
        document.collector = self
        return document

    def pytest_sessionfinish(self) -> None:
        if self._workers is not None:
            self._workers.close()

    @property
    def workers(self) -> Workers:
        if self._workers is None:
            from derivations.documents.configuration import STEP_TIMEOUT
            from derivations.documents.workers import Workers

            self._workers = Workers(timeout=self.configuration.step_timeout if self.configuration else STEP_TIMEOUT)
        return self._workers

    def preamble(self) -> list[Document]:
        from derivations.documents.loading import load

        return [load(path) for path in self.configuration.preamble_paths()] if self.configuration else []


class _DocumentFile(pytest.File):
    """A document; its relations are read when it is collected and judged when they are run."""

    collector: _Collector
    document: Document
    entries: list[Item]

    def collect(self) -> Iterator[pytest.Item]:
        from derivations.documents.chains import items_of
        from derivations.documents.loading import load
        from derivations.documents.model import DocumentError

        try:
            self.document = replace(load(self.path), path=_shown(self.path, self.config.invocation_params.dir))
            self.entries = items_of(self.document, self.collector.preamble())
        except DocumentError as error:
            raise self.CollectError(str(error)) from None
        self.results: dict[int, Result] = {}
        for number, item in enumerate(self.entries):
            if item.settled is None or item.settled.word == "unreadable" or item.expect or item.block_expect:
                cell = f"cell{item.right.start.cell}-" if item.right.start.cell is not None else ""
                step: _Step = _Step.from_parent(self, name=f"{cell}line{item.right.start.line}-{item.derivation}.{item.step}")
                step.number = number
                yield step

    def result(self, number: int) -> Result:
        """The result of one item; items under one expectation are judged together."""
        if number not in self.results:
            from derivations.documents.judging import results_of

            block = self.entries[number].block
            together = [k for k, item in enumerate(self.entries) if k == number or (block is not None and item.block == block)]
            self.results.update(zip(together, results_of([self.entries[k] for k in together], self.collector.workers.judge), strict=True))
        return self.results[number]


def _shown(path: Path, folder: Path) -> Path:
    """A path as a person would write it from the folder of the call."""
    return path.relative_to(folder) if path.is_relative_to(folder) else path


class StepFailed(Exception):
    """A step that fails; carries the message to show."""


class _Step(pytest.Item):
    """One step of a document."""

    parent: _DocumentFile
    number: int

    def runtest(self) -> None:
        from derivations.documents.items import ALWAYS_FAILING, STRICTLY_FAILING, Outcome, is_failing, outcome, short
        from derivations.reporting.messages import message

        result = self.parent.result(self.number)
        if is_failing(result, STRICTLY_FAILING if self.parent.collector.strict else ALWAYS_FAILING):
            raise StepFailed(message(result, self.parent.document))
        match outcome(result):
            case Outcome.UNDECIDED:
                pytest.xfail(_reason(result))
            case Outcome.UNREADABLE:
                pytest.skip(f"{short(result)}: {_reason(result)}")
            case _:
                pass

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, StepFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        item = self.parent.entries[self.number]
        return self.path, item.right.start.line - 1, self.name


def _reason(result: Result) -> str:
    reason = getattr(result.verdict, "reason", "")
    remedy = getattr(result.verdict, "remedy", None)
    return f"{reason} ({remedy})" if remedy else reason


@pytest.fixture
def check_gradient() -> Iterator[Any]:
    """:func:`numeric.check_gradient`: compares a hand-written gradient with the function, entry by entry.

    A test that calls it and does not look at what it says fails all the same where the gradient is wrong.
    """
    check = import_module("numeric").check_gradient
    asked: set[int] = set()
    reports: list[Any] = []

    class Report(import_module("numeric.checking.reports").GradientReport):  # type: ignore[misc]  # loaded where a test asks for it
        """A report that knows whether it was looked at."""

        __slots__ = ()

        def __getattribute__(self, name: str) -> Any:
            if not name.startswith("__"):
                asked.add(id(self))
            return super().__getattribute__(name)

    @wraps(check)
    def checked(*args: Any, **options: Any) -> Any:
        found = check(*args, **options)
        reports.append(Report(*(getattr(found, field.name) for field in fields(found))))
        return reports[-1]

    yield checked
    for report in reports:
        if id(report) not in asked and not report:
            pytest.fail(f"{report}\nwrite `assert check_gradient(…)` to have this fail where it stands", pytrace=False)
