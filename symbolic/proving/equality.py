"""Equality of two scalar terms by normal form, with the comparison of their domains.

Guarantee: ``Proved`` means that under the declarations both sides are defined at the same points and equal at
all of them; ``Conditional(definedness)`` that they are equal wherever both are defined, and that the listed
conditions, together with either domain, give the other.  Otherwise the prover abstains (None).

Why a vanishing difference of normal forms suffices.  Normalising cancels factors, so it shows equality where no
cancelled factor vanishes.  Denominators of the terms do not vanish on the domain.  The remaining factors are
noted as *loci* (a base 0 of a symbolic power that was divided by): there, equality follows by continuity if the
domain is open in the real variables and both sides are continuous on it; else the prover abstains.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TypeGuard

from symbolic.functions import FUNCTIONS, JUMPS, KINKED, ORDERS, gt
from symbolic.occurrences import is_infinite
from symbolic.proving.balls.failing import seen_to_fail
from symbolic.proving.by_form import not_by_form
from symbolic.proving.calculus import NoRule, carried_out, differentiate, resolve
from symbolic.proving.conditions import shortest, signs_on_intervals, solve_for_name
from symbolic.proving.domains import Insight, constant, definedness, is_integer
from symbolic.proving.equations.plain_equality import facts_may_help, holds_somewhere, may_do_without, not_plain, plainly_equal
from symbolic.proving.facts import GIVE_UP, NEGATED, all_follow, assume, attempt, entails, may_be_complex, negation
from symbolic.proving.forms import masks as sg
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.proving.forms.ring import FEWEST, Generator, Poly
from symbolic.proving.forms.spans import equal_members
from symbolic.proving.forms.tower import Refine, Unsupported
from symbolic.steps import Step
from symbolic.terms import (
    REAL,
    ZERO,
    Bind,
    Call,
    Elem,
    Num,
    Sym,
    Term,
    call,
    children,
    free_symbols,
    fresh,
    mul,
    num,
    open_binder,
    operators,
    replaced,
    sub,
    substitute,
    sym,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved, Refuted

METHOD = "normal form"
MANY = 16
"""Generators that a step with sums may need."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A step with derivatives carried out, and the domains of both sides as written."""

    left: Term
    right: Term
    left_domain: tuple[Term, ...]
    right_domain: tuple[Term, ...]
    declarations: tuple[Term, ...]

    @property
    def facts(self) -> tuple[Term, ...]:
        return (*self.declarations, *self.left_domain, *self.right_domain)


@lru_cache(maxsize=64)
def sides(step: Step) -> Sides:
    """Carry out the derivatives of a step and read its domains off."""
    if "Deriv" in operators(step.left) | operators(step.right):
        step = replace(step, left=_without_squared_moduli(step.left), right=_without_squared_moduli(step.right))
        insight = _insight(step.declarations)
    else:
        insight = None
    left, right = (tuple(map(carried_out, definedness(side, insight))) for side in (step.left, step.right))
    one, other = resolve(step.left), resolve(step.right)
    signs = signs_on_intervals(step.declarations, call("eq", one, other)) if step.declarations else ()
    return Sides(one, other, left, right, (*step.declarations, *signs))


def _without_squared_moduli(t: Term) -> Term:
    """u² for |u|², which has no kink."""

    def rule(node: Term) -> Term | None:
        match node:
            case Call("pow", (Call("abs", (u,)), Num(n))) if n.denominator == 1 and n % 2 == 0 and not may_be_complex(u):
                return call("pow", u, num(n))
        return None

    return transform(t, rule) if "abs" in operators(t) else t


SMOOTH = frozenset({"sym", "elem", "exp", "log", "sin", "cos", "pi", "apply", "imaginary", "sign power"})


def _insight(declarations: tuple[Term, ...]) -> Insight:
    """What normal forms tell of smoothness: a body in smooth generators only has no kink where it is defined.

    Only declarations that hold on a neighbourhood of every allowed point count: with x ≥ 0, √(x²) still has its kink at 0; for the
    smoothness in one name alone, those about other names do so too.
    """
    given, declarations = declarations, tuple(filter(_open, declarations))
    kept: list[Session] = []

    def always(condition: Term) -> bool:
        def run(session: Session) -> bool:
            if not kept:
                assume(session, declarations)
                kept.append(session)
            try:
                return not kept[0].signs.contradictory and entails(kept[0], condition) is True
            except Refine:
                kept.clear()
                raise

        return attempt(run, False)

    def smooth_piece(facts: tuple[Term, ...], body: Term, root: Term) -> bool:
        def run(session: Session) -> bool:
            assume(session, facts)
            assume(session, definedness(body))
            q = session.nf(body)
            used = {g.index: g for p in (q.num, q.den) for g in session.ring.used(session.ring.lift(p)) if root in g.symbols}
            return not session.loci and all(_smooth_generator(session, g) and not _kinked_inside(session, g, root) for g in used.values())

        return attempt(run, False)

    def smooth(body: Term, root: Term, order: int | None, facts: tuple[Term, ...] | None = None) -> bool:
        from symbolic.proving.equations.gluing import glued

        if facts is None:
            facts = tuple(d for d in given if _open(d) or root not in free_symbols(d))
        choice = next((f for f in facts if isinstance(f, Call) and f.op == "or" and root not in free_symbols(f)), None)
        if choice is not None:  # y = −1 or y = 1
            rest = tuple(f for f in facts if f is not choice)
            return smooth(body, root, order, rest) or all(smooth(body, root, order, (*rest, one)) for one in choice.args)
        single = _of_one_number(body, root)
        if single is not None:
            return smooth(*single, order, facts)
        if smooth_piece(facts, body, root):
            return True
        if order is not None and glued(facts, body, root, lambda known, piece: smooth_piece(known, piece, root)):
            return order == 1 or smooth(differentiate(body, root), root, order - 1, facts)
        match body:
            case Bind("sum", _, _, (lo, hi)) if root not in free_symbols(lo) | free_symbols(hi):
                index, member = open_binder(body)
                return smooth(member, root, order, (*facts, call("ge", index, lo), call("le", index, hi)))
            case Call("add" | "neg" | "mul", args):
                return all(smooth(a, root, order, facts) for a in args if root in free_symbols(a))
        return False

    return Insight(smooth, always)


def _of_one_number(body: Term, root: Term) -> tuple[Term, Sym] | None:
    """A body that depends on a family through one member alone, with a name in place of that member, and the name."""
    if not isinstance(root, Sym) or not (root.sort.index or root.sort.shape) or KINKED.isdisjoint(operators(body)):
        return None
    members = {e for e in walk(body) if isinstance(e, Elem) and e.base is root}
    if len(members) != 1 or not free_symbols(member := members.pop()) <= free_symbols(body):
        return None
    name = fresh(sym("x"))
    moved = replaced(body, member, name)
    return None if root in free_symbols(moved) else (moved, name)


def _kinked_inside(session: Session, g: Generator, root: Term) -> bool:
    """Whether a function with a kink stands inside another one: e^{−|x|}."""
    if g.kind in ("sym", "elem"):
        return False
    if g.kind == "log":
        inner = (h for h in session.ring.used(session.ring.lift(g.payload)) if root in h.symbols)
        return any(not _smooth_generator(session, h) or _kinked_inside(session, h, root) for h in inner)
    return any(root in free_symbols(t) and _has_kink(t) for t in walk(g.term) if isinstance(t, Call))


def _has_kink(t: Call) -> bool:
    return t.op in KINKED or t.op == "sqrt" or (t.op == "pow" and isinstance(t.args[1], Num) and t.args[1].value.denominator != 1)


def _smooth_generator(session: Session, g: Generator) -> bool:
    if g.kind == "log":
        return session.signs.sign(g.payload) & sg.ZERO == 0
    if g.kind in ("partial sum", "joint sum", "range sum"):
        kernel = g.term
        while isinstance(kernel, Bind):
            kernel = kernel.body
        return not any(isinstance(t, Call) and t.op not in ARITHMETIC for t in walk(kernel))
    return g.kind in SMOOTH or (g.kind == "call" and FUNCTIONS[str(g.key[1])].is_smooth)


ARITHMETIC = frozenset({"add", "mul", "neg", "pow", "exp"})


def prove_equal(step: Step) -> Proved | Conditional | Refuted | None:
    """Decide an equation by normal form; see the module's guarantee.  ``… = ∞`` states divergence, no value."""
    if step.relation != "eq" or is_infinite(step.left) or is_infinite(step.right):
        return None
    try:
        s = sides(step)
    except NoRule:
        return None
    if s.left_domain != s.right_domain and existence(s.left_domain) ^ existence(s.right_domain):
        failing = nowhere_defined(s)
        return failing if failing is not None and not agree(s) else None
    plain, equal = None, None
    if may_do_without(s.left, s.right):
        plain = Session()
        try:
            equal = plainly_equal(plain, s.left, s.right)
        except Unsupported:
            return nowhere_defined(s)
    if equal and holds_somewhere(step, s.facts):
        return compare_domains(s, METHOD, plain)
    if (equal is False and not facts_may_help(s.left, s.right, s.facts)) or not agree(s):
        return nowhere_defined(s)
    return compare_domains(s, METHOD)


def comparable_sides(step: Step) -> Sides | None:
    """The sides of an equation; None if they cannot be differentiated, or if one of them alone needs a limit to exist."""
    try:
        s = sides(step)
    except NoRule:
        return None
    return None if existence(s.left_domain) ^ existence(s.right_domain) else s


def existence(domain: tuple[Term, ...]) -> set[Term]:
    """The limits, integrals and infinite sums that a side needs to exist; one that the other side does not need is not settled here."""
    return {c for c in domain if isinstance(c, Call) and c.op == "exists"}


def agree(s: Sides) -> bool:
    """Whether both sides are equal wherever both are defined."""
    return _agree(s) or _by_squares(s) or any(_agree(replace(s, declarations=(*s.declarations, call("ne", b, ZERO)))) for b in _bases(s))


def _by_squares(s: Sides) -> bool:
    """√a = b and |a| = b where b ≥ 0 is known: a = b², or a² = b²."""
    for one, other in ((s.left, s.right), (s.right, s.left)):
        match one:
            case Call("sqrt", (a,)):
                squared = a
            case Call("abs", (a,)) if not may_be_complex(a):
                squared = mul(a, a)
            case _:
                continue
        if all_follow(s.facts, (call("ge", other, ZERO),)):
            return _agree(replace(s, left=squared, right=mul(other, other)))
    return False


def _bases(s: Sides) -> list[Sym]:
    """Real names with powers in sums, where equality for b ≠ 0 is equality for b = 0 by continuity: bᵗ Σ b⁻ᵏ aₖ = Σ bᵗ⁻ᵏ aₖ."""
    inside = operators(s.left) | operators(s.right)
    if not inside >= {"sum", "pow"} or not JUMPS.isdisjoint(inside):
        return []
    sums = [t for side in (s.left, s.right) for t in walk(side) if isinstance(t, Bind) and t.op == "sum"]
    powers = (t.args for u in sums for t in walk(u.body) if isinstance(t, Call) and t.op == "pow" and not isinstance(t.args[1], Num))
    jumping = {x for side in (s.left, s.right) for t in walk(side) if isinstance(t, Call) and t.op == "delta" for x in free_symbols(t)}
    bases = list(dict.fromkeys(b for b, _ in powers if isinstance(b, Sym) and b.sort == REAL and b not in jumping))
    return bases[:2] if bases and all(map(_open, s.facts)) else []


def _agree(s: Sides) -> bool:
    at_loci: list[bool] = []

    def run(session: Session) -> bool:
        assume(session, s.facts)
        if session.signs.contradictory or not (session.equal(s.left, s.right) or equal_members(session, s.left, s.right)):
            return False
        if session.signs.contradictory:  # seen as signs were asked for
            return False
        at_loci.append(_loci_harmless(session, s))
        return at_loci[-1]

    try:
        shown = with_units(run, MANY if "sum" in operators(s.left) | operators(s.right) else FEWEST)
    except GIVE_UP:
        return False
    if shown or not at_loci:
        return shown
    wider = tuple(filter(_open, s.declarations))  # 1 − p is 0 at an end of p ≤ 1, but on no end if p is any number
    return len(wider) < len(s.declarations) and _agree(replace(s, declarations=wider))


def _loci_harmless(session: Session, s: Sides) -> bool:
    pending = [p for p in session.loci if session.signs.sign(p) & sg.ZERO]
    if not pending:
        return True
    if any(not _real_variable(session, p) for p in pending):
        return False
    if any(isinstance(t, Call) and t.op in JUMPS for side in (s.left, s.right) for t in walk(side)):
        return False
    return all(map(_open, s.facts))


def _real_variable(session: Session, p: Poly) -> bool:
    """Whether the locus p = 0 is thin: p involves a real variable."""
    return any(not x.sort.is_function and x.sort.field == "real" for x in session.ring.symbols(p))


def _open(condition: Term) -> bool:
    """Whether the condition describes an open set in the real variables, for fixed integers."""
    match condition:
        case Call("ne" | "gt" | "lt", _):
            return True
        case Call("ge" | "le" | "eq", (a, b)):
            return is_integer(a) and is_integer(b)
        case Call("and" | "or", args):
            return all(map(_open, args))
        case Bind("forall"):
            return _open(open_binder(condition)[1])
    return False


def compare_domains(s: Sides, by: str, plain: Session | None = None) -> Proved | Conditional | None:
    """The verdict on equal sides: proved if their domains are shown to agree, else the missing conditions.

    None if it is not known whether a limit, integral or infinite sum exists.  ``plain`` is a session without facts, asked first.
    """
    parts = _open_parts(s.declarations, s.left_domain, s.right_domain, plain) if s.left_domain != s.right_domain else []
    if not parts:
        return Proved(by)
    if any(isinstance(t, Call) and t.op == "exists" for c, _ in parts for t in walk(c)):
        return None
    return Conditional("definedness", _in_common(s, len({c for c, _ in parts})) or _without_consequences(s.declarations, parts), by)


def _in_common(s: Sides, most: int) -> tuple[Term, ...]:
    """Where both sides are defined, if a few inequalities say it: x > 0 for √x / x = 1 / √x and for log x² = 2 log x."""
    everything = tuple(dict.fromkeys((*s.left_domain, *s.right_domain)))
    if all(ORDERS.isdisjoint(operators(c)) for c in everything) or any("exists" in operators(c) for c in everything):
        return ()
    whole = shortest(s.declarations, tuple(_not_entailed(s.declarations, everything, ())))
    return whole if len(whole) <= most and all(isinstance(c, Call) and c.op in ORDERS for c in whole) else ()


def domain_conditions(step: Step) -> tuple[Term, ...]:
    """All conditions of both sides that the declarations do not give, in short form."""
    insight = _insight(step.declarations)
    atoms = tuple(dict.fromkeys((*definedness(step.left, insight), *definedness(step.right, insight))))
    return shortest(step.declarations, tuple(_not_entailed(step.declarations, atoms, ())))


def missing_conditions(declarations: tuple[Term, ...], left: tuple[Term, ...], right: tuple[Term, ...],
                       plain: Session | None = None) -> tuple[Term, ...]:
    """Conditions of one side that do not follow from the declarations and the other side's."""
    return _without_consequences(declarations, _open_parts(declarations, left, right, plain))


Part = tuple[Term, tuple[Term, ...]]
"""A condition of one side, and the domain of the other."""


def _open_parts(declarations: tuple[Term, ...], left: tuple[Term, ...], right: tuple[Term, ...],
                plain: Session | None = None) -> list[Part]:
    open_ = [(_not_entailed(declarations, own, other, plain) if own else [], other) for own, other in ((left, right), (right, left))]
    return [(c, other) for conditions, other in open_ if conditions for c in shortest(declarations, tuple(dict.fromkeys(conditions)))]


def _without_consequences(declarations: tuple[Term, ...], parts: list[Part]) -> tuple[Term, ...]:
    """The conditions without those that follow from the other side's domain and the rest: x ≠ 2 of x² ≠ 4 beside x ≠ −2."""
    kept = parts
    for part in sorted(parts, key=lambda part: len(repr(part[0])), reverse=True):
        rest = [p for p in kept if p is not part]
        if rest and all_follow((*declarations, *part[1], *(c for c, _ in rest)), (part[0],)):
            kept = rest
    conditions = tuple(dict.fromkeys(c for c, _ in kept))
    of_one_side = all(other is parts[0][1] for _, other in parts)  # these are in short form
    return conditions if of_one_side and len(kept) == len(parts) else shortest(declarations, conditions)


def _not_entailed(declarations: tuple[Term, ...], own: tuple[Term, ...], other: tuple[Term, ...],
                  plain: Session | None = None) -> list[Term]:
    candidates = not_by_form([c for c in own if c not in other and c not in declarations], (*declarations, *other))
    if plain is not None:
        candidates = not_plain(plain, candidates, (*declarations, *other))
    if not candidates:
        return []
    failing = seen_to_fail(candidates, (*declarations, *other))
    if len(failing) == len(candidates):
        return candidates

    def run(session: Session) -> list[Term]:
        assume(session, declarations)
        assume(session, (*other, *(s for c in candidates for s in signs_on_intervals(declarations, c))))
        return [c for c in candidates if c in failing or entails(session, c) is not True]

    try:
        open_ = with_units(run)
    except GIVE_UP:
        return candidates
    return [c for c in open_ if c in failing or not _impossible((*declarations, *other), c)]


def _impossible(known: tuple[Term, ...], condition: Term) -> bool:
    """Whether the condition's failure contradicts what is known: where v < 1, v + √(v² − 1) is not positive; where x = y, √x − √y is 0."""
    if not isinstance(condition, Call) or condition.op not in NEGATED:
        return False
    fails = negation(condition)

    def run(session: Session) -> bool:
        match solve_for_name(session, session.nf(sub(*condition.args)).num, "eq") if condition.op == "ne" else None:
            case Call("eq", (Sym() as name, value)) if any(entails(session, substitute(c, {name: value})) is False for c in known):
                return True
        assume(session, (fails,))
        for fact in known:
            if entails(session, fact) is False:
                return True
            assume(session, (fact,))
        return session.signs.contradictory

    return attempt(run, False)


def _counts_with_infinity(t: Term) -> bool:
    """Whether ∞ stands as a number, not as a bound or a place of a limit."""
    if isinstance(t, Bind):
        return _counts_with_infinity(open_binder(t)[1])
    return (isinstance(t, Call) and t.op == "infinity") or any(map(_counts_with_infinity, children(t)))


def _by_convention(side: Term, domain: tuple[Term, ...]) -> frozenset[Term]:
    """The conditions of a side that only say that the base of a power is positive, as it need not be for every exponent."""
    def is_power(t: Term) -> TypeGuard[Call]:
        return isinstance(t, Call) and t.op == "pow" and constant(t.args[1]) is None

    bases = {gt(t.args[0]) for t in walk(side) if is_power(t)}
    about = [c for c in domain if any(t in bases for t in walk(c))]
    needed = definedness(transform(side, lambda t: call("add", *t.args) if is_power(t) else None)) if about else ()
    return frozenset(about).difference(needed)


def _same_form(s: Sides) -> bool:
    """``√(-1-x²)`` and ``√(-(1+x²))``: whether the terms have one normal form, wherever they may be defined."""
    try:
        return bool(with_units(lambda session: session.equal(s.left, s.right)))
    except GIVE_UP:
        return False


def nowhere_defined(s: Sides) -> Refuted | None:
    """A side with a condition that fails at every allowed value: the step gives it a value, so it is false.

    Two such sides that are one and the same by their form are not called different.
    ``e^{-∞} = 0`` is short for a limit, and not called false; nor is ``0^{p+1} = 0``, whose exponent may be meant to be positive or whole.
    """

    def run(domain: tuple[Term, ...], session: Session) -> Term | None:
        assume(session, s.declarations)
        if session.signs.contradictory:
            return None
        for c in domain:
            if entails(session, c) is False:
                return c
        return None

    found: list[tuple[str, Term]] = []
    for name, side, domain in (("left", s.left, s.left_domain), ("right", s.right, s.right_domain)):
        open_to_doubt = _by_convention(side, domain)
        certain = tuple(c for c in domain if c not in open_to_doubt)
        failing = with_units(partial(run, certain)) if certain and not _counts_with_infinity(side) else None
        found += [(name, failing)] if failing is not None else []
    if not found or (len(found) == 2 and _same_form(s)):
        return None
    from symbolic.latex.plain import to_text

    name, failing = found[0]
    return Refuted("undefined", METHOD, reason=f"the {name} side is defined nowhere: it needs {to_text(failing)}, which never holds")
