r"""Solutions of differential equations: ``N(t) = N_0 e^{rt}`` after ``N'(t) = r N(t)``, ``N(0) = N_0``.

That a formula is a solution is claimed of the equation with the formula in place of the function, its derivatives taken, and of the
values at a point that are given.  That there is no other solution is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations.documents.equations.definitions import Head, head_of, occurs
from derivations.documents.equations.open_names import names_outside_indices
from derivations.documents.equations.records import Conclusion, Drawn, Equation
from derivations.documents.functions.arguments import letter_of, mark_of, with_arguments
from derivations.documents.functions.one_type import clashing_name, with_one_type
from symbolic.latex.names.open_names import open_names
from symbolic.latex.scope import Scope
from symbolic.stating import step_under
from symbolic.steps import Step
from symbolic.terms import REAL, Apply, Call, Definition, Deriv, Elem, Sort, Sym, Term, free_symbols, sym, walk

TIMES = ("t", "x", "s", r"\tau")
"""Letters by which a dot or a prime differentiates, as far as they stand in the solution."""


def moving(fact: Term, scope: Scope) -> frozenset[str]:
    """The letters without a formula whose derivative stands in an equation."""
    found: set[str] = set()
    for t in walk(fact):
        match t:
            case Deriv(Sym() as body, _, _) | Deriv(Apply(Sym() as body, _, _), _, _):
                found.add(letter_of(body))
            case Apply(Sym() as function, _, orders) if any(orders) or mark_of(letter_of(function)):
                found.add((mark_of(letter_of(function)) or (letter_of(function), 0))[0])
            case Sym(name, _, 0) if (mark := mark_of(name)) is not None:
                found.add(mark[0])
    return frozenset(name for name in found if scope.definition(name) is None)


def of_function(row: Drawn, known: Sequence[Equation]) -> Conclusion | None:
    """What is to be judged of a formula for a function as a solution of the last differential equation about it."""
    head = head_of(row.left)
    said = row.words.solving or row.words.finding or row.words.concluding
    if head is None or head.indexed or len(head.params) > 1 or not said or open_names(row.right):
        return None
    name = letter_of(head.symbol)
    about = [e for e in known if name in moving(e.fact, row.scope) and e.formula != row.formula and not _is_rule(e.fact)
             and not _gives_quantity(e, row.right)]
    if not about or occurs(name, row.right) or (head.symbol.sort.is_function and head.symbol.sort.domain != (REAL,)):
        return None
    last = about[-1]
    variable = _variable(head, last, name, row.right)
    if variable is None or variable.sort != REAL:
        return None
    others = {n for e in known for n in moving(e.fact, row.scope)} - {name}
    if others & names_outside_indices(last.fact):
        return None
    function = head.symbol if head.params else sym(rf"{name}(\cdot)", Sort(domain=(REAL,)))
    definition = Definition(function, (variable,), row.right)
    given = [] if row.words.general else _values(name, last, known, names_outside_indices(row.right))
    scope = row.scope if last.defined is None else row.scope.forget(last.defined)
    parts = tuple(_with(definition, e, scope, row.facts) for e in (last, *given))
    if any(clashing_name(step) is not None for step in parts):
        return None
    lines = tuple(dict.fromkeys(e.line for e in (last, *given)))
    return Conclusion(parts[0], lines, row.sentence, parts=parts, firm=not row.words.otherwise,
                      places=tuple(e.place for e in (last, *given)))


def _is_rule(fact: Term) -> bool:
    """``x_{k+1} = x_k - f(x_k)/f'(x_k)``: a rule for a sequence restricts no function."""
    return any(isinstance(a, Elem) for t in walk(fact) if isinstance(t, Apply) and any(t.orders) for a in t.args)


def _gives_quantity(equation: Equation, solution: Term) -> bool:
    r"""``T = \\frac12 m \\dot x^2``: a definition of a letter that no solution has; it restricts no motion."""
    return equation.defined is not None and mark_of(equation.defined) is None and equation.defined not in names_outside_indices(solution)


def _variable(head: Head, equation: Equation, name: str, value: Term) -> Sym | None:
    if head.params:
        return head.params[0]
    derivatives = [t for t in walk(equation.fact) if isinstance(t, Deriv) and name in map(letter_of, free_symbols(t.body))]
    by = {t.var for t in derivatives if isinstance(t.var, Sym)}
    inside = {s.name: s for s in free_symbols(value)}
    if by:
        return by.pop() if len(by) == 1 else None
    return next((inside[letter] for letter in TIMES if letter in inside), None)


def _values(name: str, last: Equation, known: Sequence[Equation], inside: frozenset[str]) -> list[Equation]:
    """The values of the function at points that are given, in names that the solution has too."""
    found = []
    for e in known:
        match e.fact:
            case Call("eq", (Apply(Sym(), (Sym() as place,), (0,)), value)) if place in free_symbols(value):
                pass  # a formula, such as the solution of an equation before
            case Call("eq", (Apply(Sym() as function, _, (0,)), _)) if letter_of(function) == name and e is not last:
                if names_outside_indices(e.fact) - names_outside_indices(last.fact) <= inside | {name, function.name}:
                    found.append(e)
    return found


def _with(definition: Definition, equation: Equation, scope: Scope, facts: tuple[Term, ...]) -> Step:
    match equation.fact:
        case Call(relation, (left, right)):
            sides = with_arguments((left, right), (definition,), ())
            return with_one_type(step_under(scope.define(definition), relation, sides[0], sides[1], (*facts, *equation.facts)))
    raise AssertionError(equation.fact)
