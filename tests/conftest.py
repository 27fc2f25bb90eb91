"""Shared by all tests: the readers of the labelled steps are importable, and commands share the processes that judge steps."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from derivations.documents import workers

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))


@pytest.fixture(scope="session", autouse=True)
def shared_workers() -> Iterator[None]:
    """Commands called in a test borrow worker processes, which take a second to start; those left with a step are not lent again."""
    start, idle = workers.Workers, []

    @contextmanager
    def lent(count: int = 2, timeout: float = 20.0) -> Iterator[workers.Workers]:
        pool = idle.pop() if idle else start(count)
        pool.timeout = timeout
        finished = False
        try:
            yield pool
            finished = all(worker.job is None for worker in pool._workers)
        finally:
            if finished:
                idle.append(pool)
            else:
                pool.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "Workers", lent)
        yield
    for pool in idle:
        pool.close()
