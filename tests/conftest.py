"""Shared by all tests: the readers of the labelled steps are importable, and commands share the processes that judge steps."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from derivations.documents import workers

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))


class Lent(workers.Workers):
    """Worker processes of an earlier command; those left with a step are not lent again."""

    idle: ClassVar[list[list[workers._Worker]]] = []

    def __init__(self, count: int = 2, timeout: float = 20.0) -> None:
        if self.idle:
            self.timeout, self._workers = timeout, self.idle.pop()
        else:
            super().__init__(count, timeout)

    def close(self) -> None:
        if all(worker.job is None for worker in self._workers):
            self.idle.append(self._workers)
        else:
            super().close()


@pytest.fixture(scope="session", autouse=True)
def shared_workers() -> Iterator[None]:
    """Commands called in a test borrow worker processes, which take a second to start."""
    start = workers.Workers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "Workers", Lent)
        yield
    for left in Lent.idle:
        pool = start(0)
        pool._workers = left
        pool.close()


@pytest.fixture
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that are compiled for training are kept for this run alone."""
    monkeypatch.setenv("DERIVATIONS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
