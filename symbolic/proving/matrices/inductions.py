"""Powers of matrices with a symbolic exponent, by induction: ``(P A P⁻¹)ᵏ = P Aᵏ P⁻¹``, ``(I − A) Σ Aʲ = I − Aᵏ⁺¹``.

With k an integer, known to be at least k₀, the equation is shown at k₀, and at k + 1 where it holds at k: for every power Mᵏ a matrix N
that commutes with M is put in, and M N for Mᵏ⁺¹; for every sum of powers up to k a matrix that commutes with what it is made of.
Exponents k + c with a numeral c are written by the least of them, which must not be negative.

Guarantee: as for :mod:`symbolic.proving.matrices.proof`; nothing else is tied to k by the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbolic.proving.domains import definedness
from symbolic.proving.equality import Sides
from symbolic.proving.facts import all_follow, field_of
from symbolic.proving.matrices.proof import ABSTAIN, prove_matrix, with_domains
from symbolic.proving.matrices.word_letters import NoWords
from symbolic.proving.summation.induction import free_of_ties, least_value
from symbolic.shapes import is_matrix, shape
from symbolic.steps import Step
from symbolic.terms import (
    ONE,
    Bind,
    Call,
    Num,
    Sort,
    Sym,
    Term,
    add,
    bind,
    call,
    children,
    free_symbols,
    fresh,
    num,
    open_binder,
    operators,
    power,
    rebuild,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "induction"
MOST_POWERS = 3
MOST_FACTORS = 8


def prove_matrix_powers(step: Step) -> Proved | Conditional | None:
    """Decide an equation with powers of matrices whose exponent is a name; see the module's guarantee."""
    if step.relation != "eq" or "pow" not in operators(step.left) | operators(step.right):
        return None
    try:
        plain = _by_one_exponent(step)
        sums = list(dict.fromkeys(t for side in (plain.left, plain.right) for t in walk(side) if isinstance(t, Bind) and _is_open_sum(t)))
        inside = {t for s in sums for t in walk(s)}
        powers = list(dict.fromkeys(
            t for side in (plain.left, plain.right) for t in walk(side) if isinstance(t, Call) and _is_open_power(t) and t not in inside))
        if not 0 < len(powers) + len(sums) <= MOST_POWERS or len({*(t.args[1] for t in powers), *(s.bounds[1] for s in sums)}) != 1:
            return None
        answer = with_domains(step) if _by_induction(plain, powers, sums) else None
        return None if answer is None else replace(answer, by=METHOD)
    except ABSTAIN:
        return None


def _is_open_power(t: Term) -> bool:
    """Whether a term is a power of a matrix with an integer name as its exponent."""
    return (isinstance(t, Call) and t.op == "pow" and isinstance(t.args[1], Sym) and t.args[1].sort.field == "integer"
            and is_matrix(t.args[0]))


def _is_open_sum(t: Bind) -> bool:
    """Whether a term is a sum of matrices from a numeral up to an integer name."""
    return t.op == "sum" and isinstance(t.bounds[0], Num) and _shift(t.bounds[1]) is not None and is_matrix(t.body)


# --- one exponent ---------------------------------------------------------------------------------


def _by_one_exponent(step: Step) -> Step:
    """The step with Mᵏ⁺ᶜ as Mᵏ M … M, and sums to k + c as sums to k and their last members, for the least k + c as k."""
    found = [s for side in (step.left, step.right) for t in walk(side) if (s := _exponent(t)) is not None]
    names = {n for n, _ in found}
    if len(names) != 1 or all(c == 0 for _, c in found):
        return step
    (n,), least = names, min(c for _, c in found)
    facts = tuple(_moved(d, n, least) for d in step.declarations)
    if any(c is None for c in facts):
        return step
    later = {n: add(n, num(-least))}
    moved = replace(step, left=substitute(step.left, later), right=substitute(step.right, later), declarations=tuple(f for f in facts if f))
    if least_value(Sides(moved.left, moved.right, (), (), moved.declarations), n) is None:
        return step
    return replace(moved, left=transform(moved.left, _split), right=transform(moved.right, _split))


def _exponent(t: Term) -> tuple[Sym, int] | None:
    """n and c of a power with the exponent n + c, or of a sum up to n + c."""
    match t:
        case Call("pow", (base, exponent)) if is_matrix(base):
            found = _shift(exponent)
        case Bind() if _is_open_sum(t):
            found = _shift(t.bounds[1])
        case _:
            return None
    return found if found is not None and not found[0].uid else None


def _shift(t: Term) -> tuple[Sym, int] | None:
    """n and c of n + c, for an integer name n."""
    match t:
        case Sym() if t.sort.field == "integer":
            return t, 0
        case Call("add", parts):
            whole = [k for k in map(_whole, parts) if k is not None]
            rest = [s for p in parts if _whole(p) is None for s in [_shift(p)] if s is not None]
            return (rest[0][0], rest[0][1] + sum(whole)) if len(rest) == 1 and len(rest) + len(whole) == len(parts) else None
    return None


def _whole(t: Term) -> int | None:
    match t:
        case Num(value) if value.denominator == 1:
            return int(value)
        case Call("neg", (Num(value),)) if value.denominator == 1:
            return -int(value)
    return None


def _moved(fact: Term, n: Sym, least: int) -> Term | None:
    """The declaration with n − c for n, where it bounds n by a numeral or says nothing of it."""
    match fact:
        case Call("ge" | "gt" as op, (a, Num(value))) if a is n:
            return call(op, n, num(value + least))
    return None if n in free_symbols(fact) else fact


def _split(t: Term) -> Term | None:
    found = _exponent(t)
    if found is None or not 0 <= found[1] <= MOST_FACTORS:
        return None
    n, c = found
    if isinstance(t, Call):
        return call("matmul", power(t.args[0], n), *[t.args[0]] * c) if c else power(t.args[0], n)
    if not isinstance(t, Bind):
        return None
    index, member = open_binder(t)
    last = (transform(substitute(member, {index: add(n, num(k))}), _split) for k in range(1, c + 1))
    return add(bind("sum", index, member, (t.bounds[0], n)), *last) if c else bind("sum", index, member, (t.bounds[0], n))


# --- the induction --------------------------------------------------------------------------------


def _by_induction(step: Step, powers: list[Call], sums: list[Bind]) -> bool:
    k = powers[0].args[1] if powers else sums[0].bounds[1]
    domains = tuple(_open(c, step.declarations) for c in (definedness(step.left), definedness(step.right)))
    s = Sides(step.left, step.right, domains[0], domains[1], step.declarations)
    if not isinstance(k, Sym) or any(k in free_symbols(t.args[0]) for t in powers) or any(k in free_symbols(c) for d in domains for c in d):
        return False
    start = least_value(s, k)
    if start is None or not free_of_ties(s, k) or any(isinstance(t.bounds[0], Num) and t.bounds[0].value > start + 1 for t in sums):
        return False
    known = (*step.declarations, *domains[0], *domains[1])
    first = {k: num(start)}
    base = replace(step, left=_summed(substitute(step.left, first)), right=_summed(substitute(step.right, first)),
                   declarations=tuple(substitute(d, first) for d in known))
    if not isinstance(prove_matrix(base), Proved):
        return False
    members = {t: _next_member(t, k) for t in sums}
    powers = list(dict.fromkeys((*powers, *(p for m in members.values() for p in walk(m) if isinstance(p, Call) and _is_open_power(p)))))
    letters: dict[Term, Term] = {t: fresh(sym("N", Sort(field_of(t).field, shape=shape(t.args[0])))) for t in powers}
    letters |= {t: fresh(sym("S", Sort(field_of(t).field, shape=shape(t)))) for t in sums}
    commuting = (*_commuting(powers, letters, step.declarations), *_sums_commute(sums, letters))
    here = _put(step.left, letters), _put(step.right, letters)
    for before in (True, False):
        risen: dict[Term, Term] = {
            t: call("matmul", *((t.args[0], letters[t]) if before else (letters[t], t.args[0]))) for t in powers}
        risen |= {t: add(letters[t], _put(_scalars_risen(members[t], k), risen)) for t in sums}
        there = _put(_scalars_risen(step.left, k), risen), _put(_scalars_risen(step.right, k), risen)
        if _follows(step, here, there, (*known, *commuting), letters):
            return True
    return False


def _next_member(t: Bind, k: Sym) -> Term:
    """The member number k + 1 of a sum with k for k + 1, as all others are written before k rises."""
    index, member = open_binder(t)
    if k in free_symbols(member):
        raise NoWords("the members of a sum depend on its last index")
    return substitute(member, {index: k})


def _sums_commute(sums: list[Bind], letters: dict[Term, Term]) -> Iterator[Term]:
    """That a sum of multiples of powers of one matrix commutes with it, and with its powers."""
    for t in sums:
        _, member = open_binder(t)
        powers = {u for u in walk(member) if isinstance(u, Call) and _is_open_power(u)}
        bases = {u.args[0] for u in powers}
        arrays = {u for u in walk(member) if isinstance(u, Sym) and u.sort.shape}
        if len(bases) == 1 and len(powers) == 1 and isinstance(next(iter(bases)), Sym) and arrays == bases:
            (base,) = bases
            yield _commute(letters[t], base)
            yield from (_commute(letters[t], n) for p, n in letters.items() if isinstance(p, Call) and p.args[0] is base)


def _summed(t: Term) -> Term:
    """The term with sums of a few matrices written out."""

    def rule(u: Term) -> Term | None:
        match u:
            case Bind("sum", _, _, (Num(low), Num(high))) if is_matrix(u.body) and high - low < MOST_FACTORS:
                index, member = open_binder(u)
                return add(call("zeros", *shape(u)), *(substitute(member, {index: num(low + i)}) for i in range(int(high - low) + 1)))
        return None

    return transform(t, rule)


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
    if _is_open_power(t) or (isinstance(t, Bind) and _is_open_sum(t)) or k not in free_symbols(t):
        return t
    return add(k, ONE) if t is k else rebuild(t, tuple(_scalars_risen(c, k) for c in children(t)))
