"""Equations with |·|, max, min, sign, cases and Heaviside, by cases on the signs of what they test.

Every tested quantity p is split into p < 0, p = 0 and p > 0; in a cell each such function is replaced by the
branch that it takes there, and the equation is decided by normal form.  Guarantee: the cells cover all allowed
values; a cell is dropped only if its facts contradict each other; so ``Proved`` holds on all of them.  Domains
are compared cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbolic.functions import COMPARISONS, FUNCTIONS, KINKED
from symbolic.proving.conditions import shortest
from symbolic.proving.domains import definedness, is_integer, quantify
from symbolic.proving.equality import Sides, agree, comparable_sides, missing_conditions
from symbolic.proving.equations.contraction import contracted
from symbolic.proving.facts import assume, attempt, entails, may_be_complex, negation, under
from symbolic.proving.forms.normal_form import Session
from symbolic.proving.forms.paired_sums import paired
from symbolic.steps import Step
from symbolic.terms import (
    FALSE,
    INTEGER,
    ONE,
    ZERO,
    Bind,
    Call,
    Num,
    Sym,
    Term,
    bind,
    call,
    children,
    free_symbols,
    neg,
    num,
    open_binder,
    operators,
    sub,
    substitute,
    transform,
    walk,
)
from symbolic.verdicts import Conditional, Proved

METHOD = "cases"
MAX_TESTS = 6
MAX_CELLS = 400
BRANCHING = frozenset({"abs", "sign", "delta", "max", "min", "cases"})
SIGNS = ("gt", "eq", "lt")
ARITHMETIC = frozenset({"add", "mul", "neg", "sub", "div", "pow"})


def prove_by_cases(step: Step) -> Proved | Conditional | None:
    """Decide an equation cell by cell; see the module's guarantee."""
    if step.relation != "eq":
        return None
    s = comparable_sides(step)
    if s is None:
        return None
    left, right = (expand(contracted(side, s.declarations)) for side in (s.left, s.right))
    settled = [_with_settled_members(side, s.declarations) for side in (left, right)]
    s = replace(s, left=settled[0], right=settled[1])
    return _cell_by_cell(s, is_one=settled != [left, right]) or _member_by_member(s)


def _with_settled_members(t: Term, declarations: tuple[Term, ...]) -> Term:
    """Sums and products with the branches that their members take by what is declared of every member: x_i for |x_i|, where x_i ≥ 0."""
    told = [d for d in declarations if isinstance(d, Bind) and d.op == "forall"]

    def rule(node: Term) -> Term | None:
        match node:
            case Bind("sum" | "prod", _, _, (lo, hi)) if not BRANCHING.isdisjoint(operators(node.body)):
                index, body = open_binder(node)
                inside = (call("ge", index, lo), call("le", index, hi))
                facts = tuple(substitute(d.body, {d.var: index}) for d in told if d.bounds == node.bounds)
                return bind(node.op, index, branch(body, facts, (*declarations, *inside)), node.bounds) if facts else None
        return None

    return transform(t, rule) if told else t


def _member_by_member(s: Sides) -> Proved | Conditional | None:
    """Two sums over the same range whose members are equal, case by case."""
    pair = paired(s.left, s.right)
    if pair is None:
        return None
    domains = [tuple(_opened(c, pair.index, pair.bounds) for c in d) for d in (s.left_domain, s.right_domain)]
    told = (_opened(d, pair.index, pair.bounds) for d in s.declarations)
    member = Sides(pair.left, pair.right, domains[0], domains[1], (*s.declarations, *pair.inside, *told))
    answer = _cell_by_cell(member)
    if isinstance(answer, Conditional):
        return replace(answer, conditions=shortest(s.declarations, tuple(quantify(pair.index, c, pair.bounds) for c in answer.conditions)))
    return answer


def _opened(condition: Term, index: Sym, bounds: tuple[Term, ...]) -> Term:
    """A condition on every member of the range as a condition on the one at hand."""
    if isinstance(condition, Bind) and condition.op == "forall" and condition.bounds == bounds:
        return substitute(condition.body, {condition.var: index})
    return condition


def _cell_by_cell(s: Sides, is_one: bool = False) -> Proved | Conditional | None:
    """The verdict from the cells; of what tests nothing only if it ``is_one`` cell of something that did."""
    tests = list(dict.fromkeys(t for side in (s.left, s.right, *s.left_domain, *s.right_domain) for t in tested(side)))
    if not (tests or is_one) or len(tests) > MAX_TESTS or any(map(may_be_complex, tests)):
        return None
    tests = list(dict.fromkeys((*tests, *(q for t in tests for c in definedness(t) for q in _compared(c)))))
    if len(tests) > MAX_TESTS:
        return None
    tests.sort(key=lambda t: not operators(t) <= ARITHMETIC)  # the sign of x − y tells that of exp(x) − exp(y)
    missing: list[Term] = []
    count, met = 0, False
    for cell in cells(s, tests):
        count += 1
        if count > MAX_CELLS:
            return None
        inside = in_cell(s, cell)
        if inside is None:
            return None
        if not agree(inside):
            failing = [_fails(inside.declarations, d) for d in (inside.left_domain, inside.right_domain)]
            if not any(failing):
                return None
            if not all(failing):
                missing += _outside_cell(_news(cell, s.declarations))
            continue
        conditions = missing_conditions(inside.declarations, inside.left_domain, inside.right_domain)
        met |= not _fails(inside.declarations, conditions)
        if conditions:
            missing += _outside(conditions, _news(cell, s.declarations), inside.declarations)
    if not met or FALSE in missing:
        return None
    if missing:
        return Conditional("definedness", shortest(s.declarations, tuple(dict.fromkeys(missing))), METHOD, minimal=False)
    return Proved(METHOD)


def _outside(conditions: tuple[Term, ...], cell: tuple[Term, ...], facts: tuple[Term, ...]) -> list[Term]:
    """Conditions that belong to a cell, as conditions on all values; not to be in it, if they fail there."""
    if _fails(facts, conditions):
        return _outside_cell(cell)
    boundary = [c for c in cell if isinstance(c, Call) and c.op == "eq"]
    if boundary:
        return [call("ne", *boundary[0].args)]
    return list(conditions)


def _news(cell: tuple[Term, ...], declarations: tuple[Term, ...]) -> tuple[Term, ...]:
    """The facts of a cell that do not follow from what is declared."""
    return under(declarations, lambda session: tuple(f for f in cell if entails(session, f) is not True), cell)


def _outside_cell(cell: tuple[Term, ...]) -> list[Term]:
    """The condition of not being in the cell."""
    boundary = [c for c in cell if isinstance(c, Call) and c.op == "eq"]
    if boundary:
        return [call("ne", *boundary[0].args)]
    return [FALSE if not cell else call("or", *map(negation, cell)) if len(cell) > 1 else negation(cell[0])]


def _fails(declarations: tuple[Term, ...], domain: tuple[Term, ...]) -> bool:
    """Whether the conditions contradict the declarations."""
    return bool(domain) and under(declarations, lambda session: any(entails(session, c) is False for c in domain), False)


def expand(t: Term) -> Term:
    """ReLU, Heaviside and the like by their definitions, and |x| for √(x²)."""

    def rule(node: Term) -> Term | None:
        match node:
            case Call("sqrt", (Call("pow", (a, Num(k))),)) if k == 2 and not may_be_complex(a):
                return call("abs", a)
        definition = FUNCTIONS[node.op].expand if isinstance(node, Call) and node.op in KINKED else None
        return expand(definition(*node.args)) if definition is not None and isinstance(node, Call) else None

    return transform(t, rule)


def tested(t: Term) -> Iterator[Term]:
    """Quantities whose sign selects a branch in ``t``; those that hold a bound variable are left alone."""
    for node in _open_nodes(t):
        match node:
            case Call("abs" | "sign", (a,)):
                yield a
            case Call("max" | "min", args):
                for i, a in enumerate(args):
                    for b in args[i + 1 :]:
                        yield _apart(a, b)
            case Call("delta", (a, b)):
                yield _apart(a, b)
            case Call("root", (a, _)):
                yield a
            case Call("cases", args):
                for test in args[0:-1:2]:
                    for c in walk(test):
                        if isinstance(c, Call) and c.op in COMPARISONS:
                            yield _apart(*c.args)


def _compared(condition: Term) -> Iterator[Term]:
    """The quantity whose sign decides a comparison; of an index and its range there are no cells."""
    if isinstance(condition, Call) and condition.op in COMPARISONS and any(s.sort != INTEGER for s in free_symbols(condition)):
        yield _apart(*condition.args)


def _open_nodes(t: Term) -> Iterator[Term]:
    """Subterms outside binders, innermost first, conditions included."""
    return _not_seen(t, set())


def _not_seen(node: Term, seen: set[Term]) -> Iterator[Term]:
    if node in seen:
        return
    seen.add(node)
    if isinstance(node, Bind):
        for b in node.bounds:
            yield from _not_seen(b, seen)
        yield from (inner for inner in _not_seen(node.body, seen) if node.var not in free_symbols(inner))
        return
    for c in children(node):
        yield from _not_seen(c, seen)
    yield node


def _apart(a: Term, b: Term) -> Term:
    """What is 0 where two quantities are equal, whatever its sign tells."""
    return b if a is ZERO else _difference(a, b)


def _difference(a: Term, b: Term) -> Term:
    return a if b is ZERO else neg(b) if a is ZERO else sub(a, b)


def cells(s: Sides, tests: list[Term]) -> Iterator[tuple[Term, ...]]:
    """Consistent sign assignments to the tests, as tuples of facts ``p < 0``, ``p = 0``, ``p > 0``; names come first, as they tell most."""

    def extend(chosen: tuple[Term, ...], rest: list[Term]) -> Iterator[tuple[Term, ...]]:
        if not rest:
            yield chosen
            return
        p = branch(rest[0], chosen)
        known = (*_declared_in(s, chosen), *chosen)
        if _fails(known, definedness(p)):
            yield from extend(chosen, rest[1:])
            return
        for op in _possible_signs(known, _placed(p, chosen)):
            yield from extend((*chosen, call(op, p, ZERO)), rest[1:])

    yield from extend((), sorted(tests, key=lambda t: not isinstance(t, Sym)))


def _placed(t: Term, cell: tuple[Term, ...]) -> Term:
    """A root or another function at the place that the equations of the cell name: √1 for √x where x = 1."""
    if operators(t) <= ARITHMETIC:
        return t
    for fact in cell:
        solved = solved_for_name(fact.args[0]) if isinstance(fact, Call) and fact.op == "eq" else None
        if solved is not None:
            t = substitute(t, dict([solved]))
    return t


def _declared_in(s: Sides, cell: tuple[Term, ...]) -> tuple[Term, ...]:
    """The declarations as they are in a cell: |x| ≥ 1 is x ≥ 1 where x > 0."""
    return tuple(branch(d, cell) for d in s.declarations)


def _possible_signs(facts: tuple[Term, ...], p: Term) -> tuple[str, ...]:
    """The relations to 0, of >, = and <, in which a quantity may stand beside the facts."""

    def is_possible(session: Session, new: Term) -> bool:
        if session.signs.contradictory or entails(session, new) is False:
            return False
        assume(session, (new,))
        return not session.signs.contradictory

    def run(session: Session) -> tuple[str, ...]:
        found = set[str]()
        for op in ("gt", "lt"):
            with session.scope():
                if is_possible(session, call(op, p, ZERO)):
                    found.add(op)
        if is_possible(session, call("eq", p, ZERO)):  # the last: what it rewrites stays rewritten
            found.add("eq")
        return tuple(op for op in SIGNS if op in found)

    return under(facts, run, SIGNS)


def in_cell(s: Sides, cell: tuple[Term, ...]) -> Sides | None:
    """The sides as they are in a cell; equations that can be solved for a name are substituted."""
    left, right, *conditions = _branches((s.left, s.right, *s.left_domain, *s.right_domain), cell, s.declarations)
    domains = [tuple(conditions[: len(s.left_domain)]), tuple(conditions[len(s.left_domain) :])]
    facts: tuple[Term, ...] = (*_declared_in(s, cell), *cell)
    for fact in cell:
        if isinstance(fact, Call) and fact.op == "eq":
            solved = solved_for_name(fact.args[0])
            if solved is not None:
                name, value = solved
                put = {name: value}
                try:
                    left, right = substitute(left, put), substitute(right, put)
                    domains = [tuple(substitute(c, put) for c in d) for d in domains]
                    facts = tuple(substitute(f, put) for f in facts)
                except ValueError:
                    return None
    return Sides(left, right, domains[0], domains[1], facts)


def solved_for_name(p: Term, bound: bool = False) -> tuple[Sym, Term] | None:
    """A name, which may be ``bound`` further out, with its value from p = 0, if p is linear in it with a numeric coefficient."""

    def run(session: Session) -> tuple[Sym, Term] | None:
        q = session.nf(p)
        ring = session.ring
        if not q.den.is_constant():
            return None
        for g in reversed(ring.used(q.num)):
            if g.kind == "sym" and isinstance(g.term, Sym) and (bound or g.term.uid == 0) and q.num.degrees()[g.index] == 1:
                slopes = [(c, e) for c, e in ring.terms(q.num) if any(i == g.index for i, _ in e)]
                if len(slopes) == 1 and slopes[0][1] == ((g.index, 1),):
                    c = slopes[0][0]
                    rest = q.num - c * ring.poly(g)
                    if g.term in ring.symbols(rest):
                        return None
                    value = session.quotient_term(ring.quotient(-rest, ring.constant(c)))
                    if g.term.sort.field == "integer" and not _integral(value):
                        continue
                    return g.term, value
        return None

    return attempt(run, None)


def _integral(t: Term) -> bool:
    return is_integer(t)


def branch(t: Term, cell: tuple[Term, ...], declarations: tuple[Term, ...] = ()) -> Term:
    """``t`` with the functions whose tests are settled by the cell replaced by their branches."""
    return _branches((t,), cell, declarations)[0]


def _branches(terms: tuple[Term, ...], cell: tuple[Term, ...], declarations: tuple[Term, ...]) -> list[Term]:
    """The same of several terms."""

    def run(session: Session) -> list[Term]:
        assume(session, (*declarations, *cell))

        def rule(node: Term) -> Term | None:
            match node:
                case Call("abs", (a,)):
                    return _by_sign(session, a, a, ZERO, neg(a), joined=True)
                case Call("sign", (a,)):
                    return _by_sign(session, a, ONE, ZERO, num(-1))
                case Call("delta", (a, b)):
                    return _by_sign(session, _difference(a, b), ZERO, ONE, ZERO)
                case Call("max" | "min" as op, args):
                    best = args[0]
                    for b in args[1:]:
                        above, below = (best, b) if op == "max" else (b, best)
                        chosen = _by_sign(session, _difference(best, b), above, best, below, joined=True)
                        if chosen is None:
                            return None
                        best = chosen
                    return best
                case Call("cases", args):
                    return _select(session, args)
            return None

        return [transform(t, rule) if t in branching else t for t in terms]

    branching = {t for t in terms if not BRANCHING.isdisjoint(operators(t))}
    if not branching:
        return [*terms]
    found = attempt(run, None)
    return found if found is not None else [*terms] if len(terms) == 1 else [branch(t, cell, declarations) for t in terms]


def _by_sign(session: Session, p: Term, positive: Term, zero: Term, negative: Term, joined: bool = False) -> Term | None:
    """The value by the sign of p; ``joined`` if at p = 0 the values of both sides are that in the middle."""
    for op, value in (("gt", positive), ("eq", zero), ("lt", negative)):
        if entails(session, call(op, p, ZERO)) is True:
            return value
    if (joined or positive is zero) and entails(session, call("ge", p, ZERO)) is True:
        return positive
    if (joined or negative is zero) and entails(session, call("le", p, ZERO)) is True:
        return negative
    return None


def _select(session: Session, args: tuple[Term, ...]) -> Term | None:
    """The branch that is taken, once all tests before it are settled."""
    remaining = list(args)
    while len(remaining) > 1:
        answer = entails(session, remaining[0])
        if answer is True:
            return remaining[1]
        if answer is None:
            return None
        remaining = remaining[2:]
    return remaining[0] if remaining else None


