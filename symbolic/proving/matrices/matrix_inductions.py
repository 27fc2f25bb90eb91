"""Powers of matrices with a symbolic exponent, by induction: ``(P A P⁻¹)ᵏ = P Aᵏ P⁻¹``, ``Aᵏ v = λᵏ v`` where A v = λ v.

With k an integer, known to be at least k₀, the equation is shown at k₀, and at k + 1 where it holds at k: for every power Mᵏ a matrix N
that commutes with M is put in, and M N for Mᵏ⁺¹.

Guarantee: as for :mod:`symbolic.proving.matrices.matrix_proof`; nothing else is tied to k by the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides
from symbolic.proving.facts import all_follow
from symbolic.proving.matrices.matrix_proof import ABSTAIN, prove_matrix, with_domains
from symbolic.proving.summation.induction import free_of_ties, least_value
from symbolic.shapes import is_matrix, shape
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    Call,
    Sort,
    Sym,
    Term,
    add,
    call,
    children,
    free_symbols,
    fresh,
    num,
    operators,
    rebuild,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "induction"
MOST_POWERS = 3


def prove_matrix_powers(step: Step) -> Proved | Conditional | None:
    """Decide an equation with powers of matrices whose exponent is a name; see the module's guarantee."""
    if step.relation != "eq" or "pow" not in operators(step.left) | operators(step.right):
        return None
    try:
        powers = list(dict.fromkeys(t for side in (step.left, step.right) for t in walk(side) if _is_open_power(t)))
        if not 0 < len(powers) <= MOST_POWERS or len({t.args[1] for t in powers if isinstance(t, Call)}) != 1:
            return None
        return _by_induction(step, [t for t in powers if isinstance(t, Call)])
    except ABSTAIN:
        return None


def _is_open_power(t: Term) -> bool:
    """Whether a term is a power of a matrix with an integer name as its exponent."""
    return (isinstance(t, Call) and t.op == "pow" and isinstance(t.args[1], Sym) and t.args[1].sort.field == "integer"
            and is_matrix(t.args[0]))


def _by_induction(step: Step, powers: list[Call]) -> Proved | Conditional | None:
    k = powers[0].args[1]
    domains = tuple(_open(c, step.declarations) for c in (definedness(step.left), definedness(step.right)))
    s = Sides(step.left, step.right, domains[0], domains[1], step.declarations)
    if not isinstance(k, Sym) or any(k in free_symbols(t.args[0]) for t in powers) or any(k in free_symbols(c) for d in domains for c in d):
        return None
    start = least_value(s, k)
    if start is None or not free_of_ties(s, k):
        return None
    known = (*step.declarations, *domains[0], *domains[1])
    first = {k: num(start)}
    base = replace(step, left=substitute(step.left, first), right=substitute(step.right, first),
                   declarations=tuple(substitute(d, first) for d in known))
    if not isinstance(prove_matrix(base), Proved):
        return None
    letters: dict[Term, Term] = {t: fresh(sym("N", Sort(shape=shape(t.args[0])))) for t in powers}
    commuting = tuple(_commuting(powers, letters, step.declarations))
    here = _put(step.left, letters), _put(step.right, letters)
    for before in (True, False):
        risen: dict[Term, Term] = {
            t: call("matmul", *((t.args[0], n) if before else (n, t.args[0]))) for t, n in letters.items() if isinstance(t, Call)}
        there = _put(_scalars_risen(step.left, k), risen), _put(_scalars_risen(step.right, k), risen)
        if _follows(step, here, there, (*known, *commuting), letters):
            answer = with_domains(step)
            return replace(answer, by=METHOD) if answer is not None else None
    return None


def _commuting(powers: list[Call], letters: dict[Term, Term], declarations: tuple[Term, ...]) -> Iterator[Term]:
    """That powers commute with their base, and with what it is declared to commute with, and with its powers."""
    for t in powers:
        base, power = t.args[0], letters[t]
        partners = [base]
        for d in declarations:
            match d:
                case Call("eq", (Call("matmul", (a, b)), Call("matmul", (c, e)))) if (a, b) == (e, c) and base in (a, b):
                    partners.append(b if a is base else a)
        for other in partners:
            yield _commute(power, other)
            yield from (_commute(power, letters[u]) for u in powers if u is not t and u.args[0] is other)


def _commute(a: Term, b: Term) -> Term:
    return call("eq", call("matmul", a, b), call("matmul", b, a))


def _open(conditions: tuple[Term, ...], facts: tuple[Term, ...]) -> tuple[Term, ...]:
    """The conditions that the facts do not settle: k ≥ 0 settles ``A ≠ 0 or k ≥ 0``."""

    def is_met(c: Term) -> bool:
        return any(all_follow(facts, (part,)) for part in (c.args if isinstance(c, Call) and c.op == "or" else (c,)))

    return tuple(c for c in conditions if not is_met(c))


def _follows(step: Step, here: tuple[Term, Term], there: tuple[Term, Term], facts: tuple[Term, ...], letters: dict[Term, Term]) -> bool:
    """Whether the equation at k gives the one at k + 1."""
    for one, other in (here, here[::-1]):
        if isinstance(one, Sym) and one in letters.values() and one not in free_symbols(other):
            there = substitute(there[0], {one: other}), substitute(there[1], {one: other})
            facts = tuple(f for f in facts if one not in free_symbols(f))
            break
    else:
        facts = (*facts, call("eq", *here))
    return isinstance(prove_matrix(replace(step, left=there[0], right=there[1], declarations=facts)), Proved)


def _put(t: Term, letters: dict[Term, Term]) -> Term:
    return transform(t, lambda node: letters.get(node))


def _scalars_risen(t: Term, k: Sym) -> Term:
    """The term with k + 1 for k, but in powers of matrices."""
    if _is_open_power(t) or k not in free_symbols(t):
        return t
    return add(k, ONE) if t is k else rebuild(t, tuple(_scalars_risen(c, k) for c in children(t)))
