"""A limit of processor time for calls into SymPy, which may not come back.

Guarantee: the alarm is raised in frames of SymPy and mpmath alone, again and again until one of them lets it through; never in what
runs between them (a finaliser, a callback of the collector, the reporting of an error), which would swallow it or break.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = frozenset({"sympy", "mpmath"})
AGAIN_SECONDS = 0.02


class Late(BaseException):
    """Raised by the alarm; not an Exception, since SymPy catches those that it did not raise and goes on."""


def can_be_limited() -> bool:
    """Whether calls can be limited here: in the main thread of a system that has timers."""
    return threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`Late` after so much processor time; an alarm that is already set is put back."""

    def ring(signum: int, frame: FrameType | None) -> None:
        if frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in INTERRUPTED:
            raise Late

    handler = signal.signal(signal.SIGVTALRM, ring)
    before = signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, *before)
        signal.signal(signal.SIGVTALRM, handler)
