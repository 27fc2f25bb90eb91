r"""Logarithms whose base nobody says: ``\log 100 = 2`` holds in base 10, ``-\frac12\log\frac12 - \frac12\log\frac12 = 1`` in base 2.

``\log`` is the natural logarithm.  A step that is false with it and holds in one of the other bases is not called false: the base is asked
for.  ``\ln`` and ``\log_{b}`` say their base, so that a step with ``\ln`` stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from derivations.documents.items import Result
from symbolic.steps import Step
from symbolic.terms import Call, Term, call, transform, walk
from symbolic.verdicts import Refuted, Undecided, Verdict, holds

WITHOUT_BASE = re.compile(r"\\log(?![A-Za-z])(?!\s*_)")
NATURAL = re.compile(r"\\ln(?![A-Za-z])")
BASES = {"log10": "10", "log2": "2"}


def asking_for_base(results: list[Result], judge: Callable[[Sequence[Step]], Iterator[tuple[Verdict, float]]]) -> list[Result]:
    """The results without what is false of the natural logarithm and true of another one."""
    tried = [(number, base, replace(step, left=_based(step.left, base), right=_based(step.right, base)))
             for number, r in enumerate(results) if (step := r.item.checked) is not None and _may_have_other_base(r) for base in BASES]
    found = judge([step for _, _, step in tried]) if tried else iter(())
    done = list(results)
    for (number, base, _), (verdict, _) in zip(tried, found, strict=True):
        if holds(verdict):
            reason = rf"it holds in base {BASES[base]}, and not of the natural logarithm: write \log_{{{BASES[base]}}} or \ln"
            done[number] = replace(results[number], verdict=Undecided(reason))
    return done


def _may_have_other_base(result: Result) -> bool:
    step, item = result.item.checked, result.item
    if step is None or not isinstance(result.verdict, Refuted):
        return False
    latex = " ".join(side.latex for side in (item.left, item.right) if side is not None)
    return WITHOUT_BASE.search(latex) is not None and NATURAL.search(latex) is None \
        and any(isinstance(t, Call) and t.op == "log" for side in (step.left, step.right) for t in walk(side))


def _based(term: Term, op: str) -> Term:
    return transform(term, lambda t: call(op, *t.args) if isinstance(t, Call) and t.op == "log" else None)
