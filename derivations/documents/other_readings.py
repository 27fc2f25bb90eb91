r"""Steps that are false as they are read and hold as they may be meant: these are not called false, the author is asked.

Logarithms whose base nobody says: ``\log 100 = 2`` holds in base 10, ``-\frac12\log\frac12 - \frac12\log\frac12 = 1`` in base 2.
``\log`` is the natural logarithm; ``\ln`` and ``\log_{b}`` say their base, so that a step with ``\ln`` stays as it is.

Powers after the brackets of a trace: ``\operatorname{tr}(A + B)^{-1}`` is a power of the trace, and may be meant as the trace of a power.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from derivations.documents.items import Result
from symbolic.steps import Step
from symbolic.terms import ONE, Call, Num, Sym, Term, call, transform
from symbolic.verdicts import Refuted, Undecided, Verdict, holds


@dataclass(frozen=True, slots=True)
class Meaning:
    """What terms of a step may mean besides what they are read as.

    written:  what has to stand in the LaTeX of the step for that; ``denied``: what may not.
    other:    the other meaning of a term; None for terms that have but one.
    asks:     what is said of a step that holds with it.
    """

    written: re.Pattern[str]
    denied: re.Pattern[str] | None
    other: Callable[[Term], Term | None]
    asks: str

    def of(self, result: Result) -> Step | None:
        """The step of a result in this meaning; None if that is no other one, or says nothing."""
        step, item = result.item.checked, result.item
        if step is None or not isinstance(result.verdict, Refuted):
            return None
        latex = " ".join(side.latex for side in (item.left, item.right) if side is not None)
        if self.written.search(latex) is None or (self.denied is not None and self.denied.search(latex)):
            return None
        other = replace(step, left=transform(step.left, self.other), right=transform(step.right, self.other))
        return other if other != step and other.left != other.right else None


def _in_base(op: str) -> Callable[[Term], Term | None]:
    return lambda t: call(op, *t.args) if isinstance(t, Call) and t.op == "log" else None


def _power_within_trace(t: Term) -> Term | None:
    match t:
        case Call("pow", (Call("trace", (Sym(),)), _)):
            return None  # tr(A)²: with the power inside there were no brackets
        case Call("pow", (Call("trace", (inside,)), Call("neg", (Num() as exponent,)))):
            return call("trace", _powered(call("inverse", inside), exponent))
        case Call("pow", (Call("trace", (inside,)), Num() as exponent)):
            return call("trace", _powered(inside, exponent))
    return None


def _powered(base: Term, exponent: Num) -> Term:
    return base if exponent == ONE else call("pow", base, exponent)


WITHOUT_BASE = re.compile(r"\\log(?![A-Za-z])(?!\s*_)")
NATURAL = re.compile(r"\\ln(?![A-Za-z])")
POWER_AFTER_TRACE = re.compile(r"\b(?:tr|Tr|trace|Trace)\b.*[)\]]\}?\s*\^", re.DOTALL)
MEANINGS = (
    *(Meaning(WITHOUT_BASE, NATURAL, _in_base(op),
              rf"it holds in base {base}, and not of the natural logarithm: write \log_{{{base}}} or \ln")
      for op, base in (("log10", "10"), ("log2", "2"))),
    Meaning(POWER_AFTER_TRACE, None, _power_within_trace,
            "it holds of the trace of the power, and not of the power of the trace, as it is read: set brackets around the power"),
)


def asking_for_meaning(results: list[Result], judge: Callable[[Sequence[Step]], Iterator[tuple[Verdict, float]]]) -> list[Result]:
    """The results without what is false as it is read and holds in another meaning."""
    tried = [(number, meaning, step) for number, r in enumerate(results) for meaning in MEANINGS if (step := meaning.of(r)) is not None]
    found = judge([step for _, _, step in tried]) if tried else iter(())
    done = list(results)
    for (number, meaning, _), (verdict, _) in zip(tried, found, strict=True):
        if holds(verdict):
            done[number] = replace(results[number], verdict=Undecided(meaning.asks))
    return done
