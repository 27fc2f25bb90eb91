"""Terms made ready for whole-array arithmetic: derivatives carried out, δ contracted, and then given a stable form.

Every rewriting is an identity wherever the written form is defined:

- ``∂`` is carried out by the engine's own rules; gradients, Hessians and Jacobians of listed variables become matrices of derivatives;
- ``Σ_i δ_{ik} x_i = x_k`` when k is an index over the same range.
"""

from __future__ import annotations

from collections.abc import Mapping

from numeric.source.stable import of_exponential, stable
from symbolic.proving.calculus import resolve
from symbolic.sizes import same_size
from symbolic.terms import (
    ONE,
    ZERO,
    Bind,
    Call,
    Definition,
    Deriv,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    bind,
    children,
    free_symbols,
    mul,
    neg,
    open_binder,
    rebuild,
    substitute,
    transform,
)
from symbolic.vector_operators import written_out

Ranges = Mapping[Sym, tuple[Term, Term]]


def prepared(term: Term, definitions: tuple[Definition, ...], ranges: Ranges) -> Term:
    """The term with definitions unfolded, derivatives carried out, sums contracted, in stable form."""
    if definitions:
        from symbolic.proving.unfolding import unfold

        term = unfold(term, definitions)
    return stable(contracted(resolve(transform(transform(written_out(term), _listed), of_exponential)), dict(ranges)))


def _listed(t: Term) -> Term | None:
    """Gradients, Hessians and Jacobians as matrices of derivatives, or as the derivative by one array."""
    match t:
        case Call("gradient", (f, Call("tuple", variables))):
            return Matrix(tuple((Deriv(f, v, ONE),) for v in variables))
        case Call("gradient", (f, Sym() as v)):
            return Deriv(f, v, ONE)
        case Call("hessian", (f, Call("tuple", variables))):
            return Matrix(tuple(tuple(Deriv(Deriv(f, v, ONE), w, ONE) for v in variables) for w in variables))
        case Call("jacobian", (Call("tuple", values), Call("tuple", variables))):
            return Matrix(tuple(tuple(Deriv(f, v, ONE) for v in variables) for f in values))
        case Call("jacobian", (Matrix(rows), Call("tuple", variables))) if all(len(row) == 1 for row in rows):
            return Matrix(tuple(tuple(Deriv(row[0], v, ONE) for v in variables) for row in rows))
        case Elem(Matrix(rows), (Num(i), Num(j))):
            return rows[int(i) - 1][int(j) - 1]
    return None


# --- contraction --------------------------------------------------------------------------------------


def contracted(term: Term, ranges: dict[Sym, tuple[Term, Term]]) -> Term:
    """Sums over a Kronecker δ carried out, where the other index is known to lie in the range of the sum."""
    match term:
        case Bind(op, _, _, (lo, hi)) if op in ("sum", "prod"):
            var, body = open_binder(term)
            body = contracted(body, ranges | {var: (lo, hi)})
            bounds = (contracted(lo, ranges), contracted(hi, ranges))
            return _contracted_sum(var, body, bounds, ranges) if op == "sum" else bind(op, var, body, bounds)
        case Bind(op, _, _, bounds):
            var, body = open_binder(term)
            return bind(op, var, contracted(body, ranges), tuple(contracted(b, ranges) for b in bounds))
    parts = children(term)
    new = tuple(contracted(p, ranges) for p in parts)
    return term if new == parts else rebuild(term, new)


def _contracted_sum(var: Sym, body: Term, bounds: tuple[Term, Term], ranges: Ranges) -> Term:
    summands = _summands(body)
    if not any(isinstance(f, Call) and f.op == "delta" for s in summands for f in _factors(s)):
        return bind("sum", var, body, bounds)
    done: list[Term] = []
    for s in summands:
        found = _delta_partner(s, var, bounds, ranges)
        if found is None:
            done.append(_deltas_in_front(var, s, bounds))
            continue
        delta, partner = found
        rest = substitute(_without(s, delta), {var: partner})
        if rest is not ZERO:
            done.append(rest)
    return add(*done) if done else ZERO


def _deltas_in_front(var: Sym, summand: Term, bounds: tuple[Term, Term]) -> Term:
    """Σ_i δ_{jk} x_i = δ_{jk} Σ_i x_i, so that a sum further out finds the δ."""
    deltas = [f for f in _factors(summand) if isinstance(f, Call) and f.op == "delta" and var not in free_symbols(f)]
    for d in deltas:
        summand = _without(summand, d)
    total = bind("sum", var, summand, bounds)
    return mul(*deltas, total) if deltas else total


def _summands(body: Term) -> list[Term]:
    match body:
        case Call("add", args):
            return [s for a in args for s in _summands(a)]
        case Call("neg", (a,)):
            return [neg(s) for s in _summands(a)]
    return [body]


def _factors(term: Term) -> list[Term]:
    """The factors above the fraction bar."""
    match term:
        case Call("mul", args):
            return [f for a in args for f in _factors(a)]
        case Call("neg", (a,)) | Call("div", (a, _)):
            return _factors(a)
    return [term]


def _delta_partner(summand: Term, var: Sym, bounds: tuple[Term, Term], ranges: Ranges) -> tuple[Term, Term] | None:
    for f in _factors(summand):
        match f:
            case Call("delta", (a, b)) if a is var or b is var:
                other = b if a is var else a
                if isinstance(other, Sym) and other is not var and other in ranges and _same_range(ranges[other], bounds):
                    return f, other
    return None


def _same_range(a: tuple[Term, Term], b: tuple[Term, Term]) -> bool:
    return same_size(a[0], b[0]) and same_size(a[1], b[1])


def _without(term: Term, factor: Term) -> Term:
    """The product without one occurrence of a factor above the fraction bar."""
    match term:
        case Call("mul", args):
            for i, a in enumerate(args):
                if factor in _factors(a):
                    rest = [*args[:i], *([] if a is factor else [_without(a, factor)]), *args[i + 1:]]
                    return mul(*[r for r in rest if r is not ONE]) if any(r is not ONE for r in rest) else ONE
        case Call("neg", (a,)):
            return neg(_without(a, factor))
        case Call("div", (a, b)):
            return Call("div", (_without(a, factor), b))
    return ONE if term is factor else term


def index_ranges(term: Term) -> dict[Sym, tuple[Term, Term]]:
    """The free indices of a term, in order of first appearance, with the range of the slot in which they stand."""
    found: dict[Sym, tuple[Term, Term]] = {}
    free = free_symbols(term)
    for t in _preorder(term):
        if isinstance(t, Elem) and isinstance(t.base, Sym):
            for index, span in zip(t.indices, slots(t.base, len(t.indices)), strict=False):
                if isinstance(index, Sym) and index in free and span is not None:
                    found.setdefault(index, span)
    return found


def slots(base: Sym, count: int) -> list[tuple[Term, Term] | None]:
    """The ranges of the subscripts of an array: those of the family, then rows and columns."""
    spans = list(base.sort.index)
    dims = base.sort.shape if count - len(spans) != 1 else base.sort.shape[:1]
    return spans + [(ONE, d) for d in dims]


def _preorder(term: Term) -> list[Term]:
    """Subterms, parents first; the variable of a derivative before its body, so that its indices come first."""
    seen: dict[Term, None] = {}
    stack = [term]
    while stack:
        t = stack.pop()
        if t in seen:
            continue
        seen[t] = None
        parts = children(t)
        stack.extend(parts if isinstance(t, Deriv) else reversed(parts))
    return list(seen)
