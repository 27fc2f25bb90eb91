"""Derivatives of bare names: ``dy/dx`` where nothing says what y is.

The derivative of a bare name is never taken to be zero.  A name that stands under a derivative is read as a
smooth function of the variables it is differentiated by, directly or through other such names: in
``dy/dx = dy/du · du/dx`` y is a function of u and u of x.  Arguments of one defined function (``f(x, y) := …``) are
independent of each other: there ``∂x/∂y = 0``.  A name with a definition is not bare: its definition says what it is.

A derivative of or by an array, of a name that nothing ties to it, is an array of its own: nothing is known of its entries.

Guarantee: a proof about the step returned is a proof for all smooth functions in place of the names.  Since the
author may have meant more dependence than is visible, such a step is never refuted (``opaque``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symbolic.functions import BY_VARIABLES
from symbolic.occurrences import bearing
from symbolic.proving.derivatives.dotted_names import with_rates
from symbolic.shapes import shape
from symbolic.steps import Step
from symbolic.terms import REAL, ZERO, Apply, Call, Definition, Deriv, Elem, Sort, Sym, Term, free_symbols, operators, sym, transform


@dataclass(frozen=True, slots=True)
class Dependence:
    """A step whose dependent names are functions; ``opaque`` if any name was read so; ``unknown`` says what stays open."""

    step: Step
    opaque: bool
    unknown: str | None = None


def read_dependence(step: Step) -> Dependence:
    """Read bare names under derivatives as functions; see the module docstring."""
    step, doubtful, unknown = with_rates(step)
    if unknown is not None:
        return Dependence(step, True, unknown)
    found = _read_dependence(step)
    return replace(found, opaque=True) if doubtful else found


def _read_dependence(step: Step) -> Dependence:
    if all(CALCULUS.isdisjoint(operators(t)) for t in (step.left, step.right, *step.declarations)):
        return Dependence(step, False)
    made = {d.symbol.name for d in step.definitions if not d.params}
    independent = [{p.name for p in d.params} - made for d in step.definitions if not d.indexed and len(d.params) > 1]
    if independent:
        step = replace(step, left=_independent(step.left, independent), right=_independent(step.right, independent))
    defined = {d.symbol for d in step.definitions}
    edges: dict[Sym, set[Sym]] = {}
    hidden: set[Term] = set()
    terms = step.left, step.right, *step.declarations
    derivatives = [t for term in terms for t in bearing(term, DERIVED) if isinstance(t, Deriv)]
    for t in derivatives:
        body = _bare(t.body)
        if body is None or _root(body) is _root(t.var) or _root(body) in defined:
            continue
        if isinstance(body, Sym) and isinstance(t.var, Sym) and body.sort.is_scalar and t.var.sort.is_scalar:
            edges.setdefault(body, set()).add(t.var)
        else:
            hidden.add(_root(body))
    for t in derivatives if hidden else ():
        if _bare(t.body) is None and (found := hidden & set(free_symbols(t.body))):
            names = ", ".join(sorted(s.name for s in found if isinstance(s, Sym)))
            return Dependence(step, True, f"how {names} depends on the variable of the derivative is not known; define it")
    named = False
    if hidden or not all(BY_VARIABLES.isdisjoint(operators(t)) for t in terms):
        step, named = _named_rates(step, defined)
    if not edges:
        return Dependence(step, bool(hidden) or named)
    definitions = tuple(Definition(y, (), _function(y, variables)) for y, variables in _direct(edges).items() if variables)
    return Dependence(replace(step, definitions=(*step.definitions, *definitions)), True)


DERIVED = frozenset({"Deriv"})
CALCULUS = BY_VARIABLES | DERIVED


def _named_rates(step: Step, defined: set[Sym]) -> tuple[Step, bool]:
    """The step with an array of its own for every derivative of or by an array of a bare name, and whether there are any."""

    def rule(node: Term) -> Term | None:
        match node:
            case Deriv(body, var, _) | Call("gradient" | "hessian" | "jacobian", (body, var)):
                bare = _bare(body)
                if bare is None or _root(bare) is _root(var) or _root(bare) in defined or any(s.uid for s in free_symbols(node)):
                    return None
                if not shape(body, step.conventions) and (isinstance(var, Elem) or not shape(var, step.conventions)):
                    return None
                return sym(repr(node), Sort(shape=shape(node, step.conventions)))
        return None

    left, right, *declarations = (transform(t, rule) for t in (step.left, step.right, *step.declarations))
    changed = left is not step.left or right is not step.right
    return (replace(step, left=left, right=right, declarations=tuple(declarations)), True) if changed else (step, False)


def _independent(t: Term, lists: list[set[str]]) -> Term:
    """Arguments of one function that have no formula of their own do not depend on each other: ∂x/∂y = 0."""

    def rule(node: Term) -> Term | None:
        match node:
            case Deriv(Sym() as body, Sym() as var, _) if body is not var and any({body.name, var.name} <= names for names in lists):
                return ZERO
        return None

    return transform(t, rule) if "Deriv" in operators(t) else t


def _bare(body: Term) -> Sym | Elem | None:
    while isinstance(body, Deriv):
        body = body.body
    return body if isinstance(body, Sym | Elem) and not (isinstance(body, Sym) and body.sort.is_function) else None


def _root(t: Term) -> Term:
    return t.base if isinstance(t, Elem) else t


def _direct(edges: dict[Sym, set[Sym]]) -> dict[Sym, list[Sym]]:
    """Dependence without what follows through other names; a name in a cycle is left alone."""

    def reached(start: Sym, avoid: frozenset[Sym]) -> set[Sym]:
        seen: set[Sym] = set()
        stack = [start]
        while stack:
            for v in edges.get(stack.pop(), ()):
                if v not in seen and v not in avoid:
                    seen.add(v)
                    stack.append(v)
        return seen

    out = {}
    for y, variables in edges.items():
        if y in reached(y, frozenset()):
            continue
        through = {w for v in variables for w in reached(v, frozenset())}
        out[y] = sorted(variables - through, key=lambda v: v.name)
    return out


def _function(y: Sym, variables: list[Sym]) -> Term:
    f = Sym(y.name, Sort(domain=(REAL,) * len(variables), opaque=True), 0)
    return Apply(f, tuple(variables), (0,) * len(variables))
