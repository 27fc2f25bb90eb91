r"""Equations with conjugates of complex arrays, as equations in twice as many letters.

The conjugate of a sum, product, transpose, inverse, determinant or trace is that of the conjugates; so bars stand over names alone in the
end, and A and its conjugate become two letters of which nothing else is known.  ``\|x\|^2`` is x̄ᵀx, and ``\|A\|^2`` is tr(Āᵀ A).

Guarantee: what holds for all values of both letters holds where one is the conjugate of the other, and both sides are defined together
if they are for all values.  Declared equations are used with their conjugates.  Anything else makes the prover abstain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbolic.proving.facts import IMAGINARY, has_complex
from symbolic.shapes import ShapeError, is_vector, shape
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    TWO,
    ZERO,
    Bind,
    Call,
    Elem,
    Matrix,
    Num,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    div,
    free_symbols,
    fresh,
    mul,
    neg,
    open_binder,
    operators,
    rebuild,
    substitute,
)
from symbolic.verdicts import Conditional, Proved, Refuted

LINEAR = frozenset({"add", "neg", "mul", "div", "matmul", "transpose", "inverse", "trace", "det", "hadamard", "kron", "vec", "diag",
                    "identity", "zeros", "ones", "delta"})
"""Operators that commute with conjugation; those without arguments are real."""
PARTS = frozenset({"conj", "norm", "abs", "re", "im"})
Prove = Callable[[Step], Proved | Conditional | Refuted | None]


class NoLetters(Exception):
    """A conjugate that does not come down to names."""


class Letters:
    """Terms without conjugates; ``bars`` are the letters for the conjugates of names.

    That of a Hermitian matrix is its transpose, that of a unitary one, which is invertible, the transpose of its inverse."""

    def __init__(self, declarations: tuple[Term, ...]) -> None:
        ends = [pair for d in declarations if isinstance(d, Call) and d.op == "eq" for pair in (d.args, d.args[::-1])]
        self.hermitian = frozenset(a for a, b in ends if isinstance(a, Sym) and b == call("transpose", call("conj", a)))
        self.unitary = frozenset(s for a, b in ends if isinstance(b, Call) and b.op == "identity" and (s := _unitary(a)) is not None)
        self.bars: dict[Sym, Sym] = {}

    def bar(self, t: Term) -> Term:
        """The conjugate of a term without conjugates."""
        if not has_complex(t):
            return t
        match t:
            case Sym() if t in self.hermitian:
                return call("transpose", t)
            case Sym() if t in self.unitary:
                return call("transpose", call("inverse", t))
            case Sym():
                turned = {b: a for a, b in self.bars.items()}
                return turned[t] if t in turned else self.bars.setdefault(t, fresh(t))
            case Elem(base, indices):
                return Elem(self.bar(base), indices)
            case Matrix(rows):
                return Matrix(tuple(tuple(map(self.bar, row)) for row in rows))
            case Call("pow", (a, Num(k) as exponent)) if k.denominator == 1:
                return call("pow", self.bar(a), exponent)
            case Call(op, args) if op in LINEAR:
                return call(op, *map(self.bar, args))
            case Bind("sum" | "prod", _, _, bounds):
                var, body = open_binder(t)
                return bind(t.op, var, self.bar(body), bounds)
        if t is IMAGINARY:
            return neg(t)
        raise NoLetters

    def plain(self, t: Term) -> Term:
        """The term with letters in the place of conjugates and of squares of norms and moduli."""
        if not has_complex(t) or PARTS.isdisjoint(operators(t)):
            return t
        match t:
            case Call("conj", (a,)):
                return self.bar(self.plain(a))
            case Call("re", (a,)):
                inner = self.plain(a)
                return div(add(inner, self.bar(inner)), TWO)
            case Call("im", (a,)):
                inner = self.plain(a)
                return div(add(inner, neg(self.bar(inner))), mul(TWO, IMAGINARY))
            case Call("pow", (Call("abs", (a,)), exponent)) if exponent is TWO:
                inner = self.plain(a)
                return mul(self.bar(inner), inner)
            case Call("pow", (Call("norm", (a,)), exponent)) if exponent is TWO:
                inner = self.plain(a)
                square = call("matmul", call("transpose", self.bar(inner)), inner)
                return square if is_vector(shape(inner)) and shape(inner)[1] is ONE else call("trace", square)
            case Call("norm" | "abs", _):
                raise NoLetters
        return rebuild(t, tuple(map(self.plain, children(t))))


def prove_with_conjugates(step: Step, prove: Prove) -> Proved | Conditional | None:
    """Decide an equation in complex arrays by one in their entries and conjugates; None if that does not settle it."""
    if step.relation != "eq" or not any(_is_complex_array(s) for s in free_symbols(step.left) | free_symbols(step.right)):
        return None
    if PARTS.isdisjoint(operators(step.left) | operators(step.right)):
        return None
    letters = Letters(step.declarations)
    try:
        left, right = letters.plain(step.left), letters.plain(step.right)
        facts = tuple(f for d in step.declarations for f in _facts(letters, d))
        facts += tuple(call("ne", call("det", s), ZERO) for s in sorted(letters.unitary, key=lambda s: s.name))
        answer = prove(replace(step, left=left, right=right, declarations=facts))
    except (NoLetters, ShapeError):
        return None
    names = {b: call("conj", a) for a, b in letters.bars.items()}
    match answer:
        case Proved():
            return answer
        case Conditional("definedness", conditions):
            return replace(answer, conditions=tuple(substitute(c, names) for c in conditions), witness=None)
    return None


def _unitary(product: Term) -> Sym | None:
    """U of ``Uᴴ U`` or ``U Uᴴ``, if it is square."""
    factors = product.args if isinstance(product, Call) and product.op == "matmul" and len(product.args) == 2 else ()
    for a, b in (factors, factors[::-1]) if factors else ():
        if isinstance(a, Sym) and b == call("transpose", call("conj", a)) and a.sort.shape[0] == a.sort.shape[1]:
            return a
    return None


def _facts(letters: Letters, declared: Term) -> tuple[Term, ...]:
    """A declared fact, and an equation between complex arrays with its conjugate; none, if it speaks of them otherwise."""
    if not has_complex(declared):
        return (declared,)
    match declared:
        case Call("eq", (a, b)):
            try:
                one, other = letters.plain(a), letters.plain(b)
                return call("eq", one, other), call("eq", letters.bar(one), letters.bar(other))
            except NoLetters:
                return ()
    return ()


def _is_complex_array(s: Sym) -> bool:
    return bool(s.sort.shape) and s.sort.field == "complex"
