r"""Steps that are false as they are read and hold as they may be meant: these are not called false, the author is asked.

Logarithms whose base nobody says: ``\log 100 = 2`` holds in base 10, ``-\frac12\log\frac12 - \frac12\log\frac12 = 1`` in base 2.
``\log`` is the natural logarithm; ``\ln`` and ``\log_{b}`` say their base, so that a step with ``\ln`` stays as it is.

The number of members in place of its letter: ``\frac24 \sum_{i=1}^4 x_i`` for data of which N stands above.

Powers after the brackets of a trace: ``\operatorname{tr}(A + B)^{-1}`` is a power of the trace, and may be meant as the trace of a power.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from derivations.documents.items import Result
from symbolic.latex.plain import to_text
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, Bind, Call, Num, Sym, Term, call, transform, walk
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


WITHOUT_BASE = re.compile(r"(?<![A-Za-z])log(?![A-Za-z])(?!\}?\s*_)")
NATURAL = re.compile(r"\\ln(?![A-Za-z])")
POWER_AFTER_TRACE = re.compile(r"\b(?:tr|Tr|trace|Trace)\b.*[)\]]\}?\s*\^", re.DOTALL)
MEANINGS = (
    *(Meaning(WITHOUT_BASE, NATURAL, _in_base(op),
              rf"it holds in base {base}, and not of the natural logarithm: write \log_{{{base}}} or \ln")
      for op, base in (("log10", "10"), ("log2", "2"))),
    Meaning(POWER_AFTER_TRACE, None, _power_within_trace,
            "it holds of the trace of the power, and not of the power of the trace, as it is read: set brackets around the power"),
)


def _for_count(result: Result) -> tuple[Step, str] | None:
    r"""``\\frac{2}{4} \\sum_{i=1}^4`` for a sum that was to N above: the step for N = 4, and what is asked."""
    step = result.item.checked
    if step is None or not isinstance(result.verdict, Refuted):
        return None
    sums = [t for side in (step.left, step.right) for t in walk(side) if isinstance(t, Bind) and t.op in ("sum", "prod")]
    numbers = {t.bounds[1] for t in sums if len(t.bounds) == 2 and isinstance(t.bounds[1], Num)}
    everywhere = (t for term in (step.left, step.right, *(d.value for d in step.definitions)) for t in walk(term))
    counts = {t.bounds[1] for t in everywhere if isinstance(t, Bind) and len(t.bounds) == 2 and isinstance(t.bounds[1], Sym)
              and t.bounds[1].sort == INTEGER and not t.bounds[1].uid}
    if len(numbers) != 1 or len(counts) != 1:
        return None
    (count,), (number,) = counts, numbers
    told = call("eq", count, number)
    return replace(step, declarations=(*step.declarations, told)), f"it holds for {to_text(told)}: say so, or write {to_text(count)}"


def asking_for_meaning(results: list[Result], judge: Callable[[Sequence[Step]], Iterator[tuple[Verdict, float]]]) -> list[Result]:
    """The results without what is false as it is read and holds in another meaning."""
    tried = [(number, step, m.asks) for number, r in enumerate(results) for m in MEANINGS if (step := m.of(r)) is not None]
    tried += [(number, *found) for number, r in enumerate(results) if (found := _for_count(r)) is not None]
    verdicts = judge([step for _, step, _ in tried]) if tried else iter(())
    done = list(results)
    for (number, _, asks), (verdict, _) in zip(tried, verdicts, strict=True):
        if holds(verdict):
            done[number] = replace(results[number], verdict=Undecided(asks))
    return done
