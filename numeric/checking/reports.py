"""What a gradient check found, as a value and in words that fit on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from numeric.checking.faults import Fault, sentence, table

Method = Literal["exact rationals", "complex step", "central differences"]


@dataclass(frozen=True, slots=True, repr=False)
class GradientReport:
    """The outcome of a check.  ``ok`` says it all, and is the truth value; ``str(report)`` is for people.

    method: the rung of the ladder that decided.  error: largest disagreement, relative to the size of the gradient.
    central: the same disagreement seen by central differences.  faults: the wrong entries.  looks: what they look like.
    kinks: (argument, index) of entries at a kink.  names: what the arguments are called.  entries: how many there are in all.
    complete: whether the search came to its end; if not, more entries may be wrong.  coarse: why only larger errors are seen, if so.
    """

    ok: bool
    method: Method
    error: float
    central: float
    faults: tuple[Fault, ...] = ()
    looks: tuple[str, ...] = ()
    kinks: tuple[tuple[int, tuple[int, ...]], ...] = ()
    names: tuple[str, ...] = ()
    entries: int = 0
    complete: bool = True
    coarse: str = ""

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        """One line, for the message of a failed ``assert check_gradient(…)``."""
        first, *_ = str(self).splitlines()
        return f"<{'; '.join([first, *map(sentence, self.looks[:2]), *map(str, self.faults[:1])])}>"

    def __str__(self) -> str:
        others = "" if self.method == "central differences" else f" (by differences {self.central:.1e})"
        judged = f"{self.method}, error {self.error:.1e}{others}"
        if self.ok:
            lines = [f"the gradient is right: {judged}"]
        else:
            least = "" if self.complete else "at least "
            many = f" in {least}{len(self.faults)} of {self.entries} entries" if self.faults and self.entries > 1 else ""
            lines = [f"the gradient is wrong{many}", f"  judged by: {judged}"]
        lines += _lines(self.coarse)
        for look in self.looks:
            lines += _lines(sentence(look))
        lines += table(self.faults) if self.faults else []
        places = [Fault(argument, index, 0.0, 0.0, self._name(argument)).place for argument, index in self.kinks[:5]]
        lines += [f"  kink at {place}: any value between the one-sided slopes is right" for place in places]
        return "\n".join(lines)

    def _name(self, argument: int) -> str:
        return self.names[argument] if self.names else ""


def _lines(text: str) -> list[str]:
    return wrap(text, 80, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
