"""Whether an equation gives a function that has a formula another one, or a family of which members are declared its first one."""

from __future__ import annotations

from derivations.documents.equations.definitions import Head
from symbolic.latex.scope import Scope
from symbolic.steps import Step
from symbolic.terms import Apply, Call, Definition, Elem, Num, Sym, Term, free_symbols, substitute, walk


def is_another_formula(known: Definition, head: Head, value: Term) -> bool:
    """``If x(t) = A \\cos t`` of an x with another formula in t: more than a letter or a number, and nothing of functions."""
    plain = not isinstance(value, Sym) and not any(isinstance(t, Apply) for t in walk(value))
    return plain and not head.indexed and len(known.params) == len(head.params) and set(head.params) <= free_symbols(value) \
        and known.value is not value


def is_of_other_names(known: Definition, head: Head, value: Term) -> bool:
    """Whether a formula for a function is of another letter, and of names that its first formula does not have."""
    names = {s.name for s in free_symbols(value)} - {p.name for p in head.params}
    return [p.name for p in known.params] != [p.name for p in head.params] and not names <= {s.name for s in free_symbols(known.value)}


def is_of_named_function(known: Definition, head: Head, value: Term) -> bool:
    r"""``the logistic function $\\sigma(t) = 1/(1 + e^{-t})$``: whether the formula is that of the function that words name."""
    from symbolic.checking import check

    match known.value:
        case Call(_, (Sym() as letter,)) if known.params == (letter,) and len(head.params) == 1 and not head.indexed:
            named = substitute(known.value, {letter: head.params[0]})
            return check(Step("eq", named, value)).word == "proved"
    return False


def is_family_by_members(scope: Scope, name: str) -> bool:
    r"""``A capital $K_0 > 0$ grows to $K_n = K_0 (1 + r)^n$``: whether all that is declared of a family is said of numbered members."""
    known = scope.symbol(name)
    if known is None or known.sort.index != (None,):
        return False
    facts = [f for f in scope.facts if known in free_symbols(f)]
    members = [t for f in facts for t in walk(f) if isinstance(t, Elem) and t.base is known]
    return bool(members) and all(isinstance(i, Num) for t in members for i in t.indices)
