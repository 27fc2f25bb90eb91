"""Steps: one relation of two terms (or two statements) under declarations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symbolic.terms import Definition, Term


@dataclass(frozen=True, slots=True)
class Step:
    """``left relation right`` for all values that the declarations allow.

    relation:      a relation of :data:`symbolic.functions.RELATIONS` (sides are terms) or a connective of
                   :data:`symbolic.functions.CONNECTIVES` (sides are boolean terms).
    declarations:  boolean terms that hold: ``gt(x, 0)``, ``eq(A, transpose(A))``, ``ge(k, 1)``,
                   ``Bind("forall", i, gt(p_i, 0), (1, n))``, an equation used as hypothesis.  Types and shapes
                   are in the sorts of the symbols.
    definitions:   names with their values, in the order in which they were made.
    conventions:   e.g. ``"numerator layout"``, ``"denominator layout"``.
    """

    relation: str
    left: Term
    right: Term
    declarations: tuple[Term, ...] = ()
    definitions: tuple[Definition, ...] = ()
    conventions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, left: Any, relation: str, right: Any, declarations: Iterable[Any] = ()) -> Step:
        r"""``Step.of(r"\sqrt{x^2}", "=", "x", ["x > 0"])``: from LaTeX text, SymPy expressions or terms.

        Raises ReadingError for text that cannot be read; see :func:`symbolic.stating.step_between`.
        """
        from symbolic.stating import step_between

        return step_between(left, relation, right, declarations)

    def _repr_latex_(self) -> str:
        from symbolic.showing import step_latex

        return f"$\\displaystyle {step_latex(self)}$"
