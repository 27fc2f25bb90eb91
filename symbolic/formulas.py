"""Formulas: ``name(params) := term`` with the declarations under which it is meant.

A formula is a definition, not a claim.  It has a SymPy form (``expr``), a LaTeX form (``latex``) and a NumPy form (``numpy()``),
and formulas compose: ``loss(sigmoid)`` is the formula of the composite, its parameters those of the inner one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any

from symbolic.terms import Definition, Sort, Sym, Term, free_symbols, num, substitute


@dataclass(frozen=True, slots=True)
class Formula:
    """``name(params) := term``.

    name:          canonical LaTeX, e.g. ``\\sigma`` or ``E``.
    params:        the symbols that vary, scalars or arrays, in the order of a call.  Other free symbols are constants
                   (and the sizes of arrays).
    declarations:  boolean terms that hold of the parameters.
    definitions:   names that ``term`` uses, with their values.
    """

    name: str
    params: tuple[Sym, ...]
    term: Term
    declarations: tuple[Term, ...] = ()
    definitions: tuple[Definition, ...] = ()

    @classmethod
    def of(cls, name: str, params: Iterable[Any], value: Any, declarations: Iterable[Any] = ()) -> Formula:
        """A formula from SymPy expressions or terms; SymPy's assumptions of the parameters become declarations."""
        typed = tuple(as_term(p) for p in params)
        symbols = tuple(p for p in typed if isinstance(p, Sym))
        if len(symbols) != len(typed):
            raise TypeError("the parameters of a formula are symbols")
        return cls(name, symbols, as_term(value, symbols), (*(as_term(d, symbols) for d in declarations), *_assumed(value)))

    @property
    def symbol(self) -> Sym:
        """The name as a function symbol of its parameters."""
        from symbolic.shapes import shape

        return Sym(self.name, Sort(shape=shape(self.term), domain=tuple(p.sort for p in self.params)), 0)

    @property
    def definition(self) -> Definition:
        """The formula as a definition that a step can unfold."""
        return Definition(self.symbol, self.params, self.term)

    @property
    def expr(self) -> Any:
        """The SymPy expression, not evaluated."""
        from symbolic.sympy_bridge import to_sympy

        return to_sympy(self.term)

    @property
    def latex(self) -> str:
        """``name(params) = term`` as LaTeX."""
        from symbolic.latex.printer import to_latex

        arguments = ", ".join(to_latex(p) for p in self.params)
        head = rf"{self.name}\left({arguments}\right)" if self.params else self.name
        return f"{head} = {to_latex(self.term)}"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def numpy(self, dtype: str = "float64") -> Any:
        """The formula as a NumPy function of its parameters, then of the constants by name: see ``numeric.compile_formula``."""
        return import_module("numeric").compile_formula(self, dtype=dtype)

    def __call__(self, *args: Any) -> Any:
        """The formula at arguments: a Formula if one of them is a Formula, a SymPy expression if one is SymPy's, else a term."""
        if len(args) != len(self.params):
            raise TypeError(f"{self.name} takes {len(self.params)} arguments, not {len(args)}")
        inner = [a for a in args if isinstance(a, Formula)]
        value = substitute(self.term, dict(zip(self.params, (as_term(a) for a in args), strict=True)))
        if inner:
            return self._composed(value, args, inner)
        if all(isinstance(a, (Term, int, Fraction)) for a in args):
            return value
        from symbolic.sympy_bridge import to_sympy

        return to_sympy(value)

    def _composed(self, value: Term, args: tuple[Any, ...], inner: list[Formula]) -> Formula:
        params: dict[Sym, None] = {}
        for a in args:
            params.update(dict.fromkeys(a.params if isinstance(a, Formula) else sorted(free_symbols(as_term(a)), key=repr)))
        moved = dict(zip(self.params, (as_term(a) for a in args), strict=True))
        facts = [substitute(d, moved) for d in self.declarations] + [d for f in inner for d in f.declarations]
        definitions = [*self.definitions, *(d for f in inner for d in f.definitions)]
        name = rf"{self.name} \circ {inner[0].name}" if len(inner) == 1 else self.name
        return Formula(name, tuple(params), value, tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(definitions)))


def as_term(value: Any, symbols: tuple[Sym, ...] = ()) -> Term:
    """The term of a term, a formula, an exact number or a SymPy expression, with the symbols that are known."""
    match value:
        case Term():
            return value
        case Formula():
            return value.term
        case int() | Fraction():
            return num(value)
    from symbolic.sympy_bridge import from_sympy

    return from_sympy(value, symbols)


def _assumed(value: Any) -> tuple[Term, ...]:
    if isinstance(value, Term):
        return ()
    from sympy import S

    from symbolic.sympy_bridge import assumptions

    return assumptions(S(value))
