"""Statements as boolean combinations of atoms, where an equation or inequality with an undefined side is false.

An *atom* here is a relation of two terms that is true exactly if both sides are defined and it holds.  A statement is
a disjunction of conjunctions of such atoms; the conditions for being defined are atoms of the conjunction themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from symbolic.proving.domains import definedness
from symbolic.proving.equations.algebraic import constant_sign
from symbolic.proving.facts import GIVE_UP, MASKS, NEGATED, attempt, entails
from symbolic.proving.forms.normal_form import Session, with_units
from symbolic.terms import Call, Sym, Term, free_symbols, sub, substitute

Conjunction = tuple[Term, ...]
MAX_PARTS = 48


class NotAStatement(Exception):
    """Something that is not built from equations and inequalities by and, or, not."""


def alternatives(statement: Term) -> list[Conjunction]:
    """The statement as a disjunction of conjunctions of atoms and their definedness."""
    match statement:
        case Call("true", ()):
            return [()]
        case Call("false", ()):
            return []
        case Call("and", args):
            parts = [tuple(a for c in choice for a in c) for choice in product(*map(alternatives, args))]
        case Call("or", args):
            parts = [c for a in args for c in alternatives(a)]
        case Call("not", (inner,)):
            return alternatives(opposite(inner))
        case Call(op, (a, b)) if op in MASKS:
            conditions = (*definedness(a), *definedness(b))
            return [tuple(dict.fromkeys((*(c for part in conditions for c in _flat(part)), statement)))]
        case _:
            raise NotAStatement
    if len(parts) > MAX_PARTS:
        raise NotAStatement
    return parts


def _flat(condition: Term) -> tuple[Term, ...]:
    return condition.args if isinstance(condition, Call) and condition.op == "and" else (condition,)


def opposite(statement: Term) -> Term:
    """The negation of a statement whose sides are defined everywhere."""
    match statement:
        case Call("and" | "or" as op, args):
            return Call("or" if op == "and" else "and", tuple(map(opposite, args)))
        case Call("not", (inner,)):
            return inner
        case Call(op, (a, b)) if op in NEGATED and not definedness(a) and not definedness(b):
            return Call(NEGATED[op], (a, b))
    raise NotAStatement


def ground_sign(t: Term) -> int | None:
    """The sign of a term without names, its definedness granted; None if it is not settled."""

    def run(session: Session) -> bool:
        return bool(session.ring.is_zero(session.nf(t))) and not session.loci

    try:
        if with_units(run):
            return 0
    except GIVE_UP:
        return None
    return constant_sign(t)


def ground_truth(statement: Term) -> bool | None:
    """The truth of a statement without names; None if it is not settled."""
    match statement:
        case Call("true", ()):
            return True
        case Call("false", ()):
            return False
        case Call("and" | "or" as op, args):
            answers = [ground_truth(a) for a in args]
            decisive = op == "or"
            return decisive if decisive in answers else None if None in answers else not decisive
        case Call("not", (inner,)):
            answer = ground_truth(inner)
            return None if answer is None else not answer
        case Call(op, (a, b)) if op in MASKS:
            for c in (*definedness(a), *definedness(b)):
                defined = ground_truth(c)
                if defined is not True:
                    return defined
            sign = ground_sign(sub(a, b))
            if sign is None:
                return None
            return bool(MASKS[op] & {-1: 1, 0: 2, 1: 4}[sign])
    return None


def truth_at(statement: Term, point: Mapping[Sym, Term]) -> bool | None:
    """The truth of a statement at a point that gives every name a value."""
    at = substitute(statement, point)
    return None if free_symbols(at) else ground_truth(at)


def follows(session: Session, statement: Term) -> bool:
    """Whether the statement is true, its sides defined, under the facts of the session."""
    match statement:
        case Call("true", ()):
            return True
        case Call("and", args):
            return all(follows(session, a) for a in args)
        case Call("or", args):
            return any(follows(session, a) for a in args)
        case Call(op, (a, b)) if op in MASKS:
            return all(entails(session, c) is True for c in (*definedness(a), *definedness(b))) and entails(session, statement) is True
    return False


def short(value: Term) -> Term:
    """A value in normal form, if that is possible."""
    return attempt(lambda session: session.quotient_term(session.nf(value)), value)
