"""Worker processes that judge steps, and can be killed when one takes too long.

A verdict is a function of its step alone: which worker judges it, and how many there are, changes nothing.  The
time-out is a backstop; a step that runs into it is ``undecided: time``.
"""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from symbolic.steps import Step
from symbolic.verdicts import OUT_OF_TIME, Undecided, Verdict

TOO_DEEP = "the formula is nested too deeply for the checker"


def judge(step: Step) -> tuple[Verdict, float]:
    """The verdict on a step and the seconds it took.  A fault of the engine is a verdict too, never a traceback."""
    from symbolic.checking import check

    begin = time.perf_counter()
    try:
        verdict = check(step)
    except RecursionError:
        verdict = Undecided(TOO_DEEP)
    except Exception as error:  # one step must not end the run
        verdict = Undecided(f"the checker failed on this step, please report it ({type(error).__name__}: {str(error)[:120]})")
    return verdict, time.perf_counter() - begin


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Terms hold no cycles: cycles are looked for seldom, and least among what lives long."""
    before = gc.get_threshold()
    gc.set_threshold(5_000, 10, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _serve(pipe: Connection) -> None:
    """The life of a worker: judge what comes in until the pipe closes."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import symbolic.checking  # noqa: F401  # ready before the first step's time starts to run

    gc.freeze()  # the modules live as long as the worker

    with collected_seldom(), suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)
        while True:
            pipe.send(judge(pipe.recv()))


@dataclass(slots=True)
class _Job:
    """A step that is to be judged, and what was found."""

    step: Step
    found: tuple[Verdict, float] | None = None


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    ready: bool = False
    job: _Job | None = None
    since: float = 0.0


def _start() -> _Worker:
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, mine)


class Workers:
    """A few worker processes, started at once and used for one or more lists of steps."""

    def __init__(self, count: int = 2, timeout: float = 20.0) -> None:
        self.timeout = timeout
        self._workers = [_start() for _ in range(count)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def judge(self, steps: Sequence[Step]) -> Iterator[tuple[Verdict, float]]:
        """The verdict and seconds of each step, in order, as they become known; several lists may be under way at once."""
        jobs = [_Job(step) for step in steps]
        waiting = jobs[::-1]
        for job in jobs:
            while job.found is None:
                if not self._hand_out(waiting):
                    self._collect()
            yield job.found

    def _hand_out(self, waiting: list[_Job]) -> bool:
        """Give each idle worker a step; whether one was answered here, since it cannot even be sent."""
        answered = False
        for worker in self._workers:
            if worker.ready and worker.job is None and waiting:
                job = waiting.pop()
                try:
                    worker.pipe.send(job.step)
                except RecursionError:
                    job.found, answered = (Undecided(TOO_DEEP), 0.0), True
                    continue
                except OSError:
                    pass  # the worker is gone, which is noticed when it is listened to
                worker.job, worker.since = job, time.monotonic()
        return answered

    def _collect(self) -> None:
        """Take what the workers have to say, waiting until one of them says something or runs out of time."""
        busy = [w.since + self.timeout for w in self._workers if w.job is not None]
        patience = max(0.0, min(busy) - time.monotonic()) if busy else None
        speaking = wait([w.pipe for w in self._workers], patience)
        for place, worker in enumerate(self._workers):
            if worker.pipe in speaking:
                self._receive(place, worker)
            elif worker.job is not None and time.monotonic() - worker.since >= self.timeout:
                worker.job.found = Undecided(f"{OUT_OF_TIME} {self.timeout:g} s"), self.timeout
                self._replace(place, worker)

    def _receive(self, place: int, worker: _Worker) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            if not worker.ready:
                raise RuntimeError("a worker process could not start") from None
            if worker.job is not None:
                worker.job.found = Undecided("the checker stopped on this step, please report it"), time.monotonic() - worker.since
            self._replace(place, worker)
            return
        if not worker.ready:
            worker.ready = True
        elif worker.job is not None:
            worker.job.found = message
            worker.job = None

    def _replace(self, place: int, worker: _Worker) -> None:
        worker.process.kill()
        worker.pipe.close()
        worker.process.join()
        self._workers[place] = _start()
