"""Sums over Kronecker's δ as terms: Σᵢ δ(i, k) f(i) is f(k) where the range is known to hold k.

The normal form does the same; as terms the sums are gone before a proof by cases looks for what is tested.
"""

from __future__ import annotations

from symbolic.proving.facts import entails, under
from symbolic.proving.forms.normal_form import Session
from symbolic.terms import ONE, Bind, Call, Sym, Term, call, free_symbols, mul, open_binder, operators, substitute, transform


def contracted(term: Term, declarations: tuple[Term, ...]) -> Term:
    """The term, equal wherever it is defined, with such sums carried out."""
    if not {"sum", "delta"} <= operators(term):
        return term

    def run(session: Session) -> Term:

        def rule(t: Term) -> Term | None:
            match t:
                case Bind("sum", _, _, (lo, hi)):
                    index, body = open_binder(t)
                    found = _picked(index, body)
                    if found is not None and all(entails(session, call("le", *pair)) is True for pair in ((lo, found[0]), (found[0], hi))):
                        return substitute(found[1], {index: found[0]})
            return None

        return transform(term, rule)

    return under(declarations, run, term)


def _picked(index: Sym, body: Term) -> tuple[Term, Term] | None:
    """k and f(i) of δ(i, k) f(i)."""
    factors = body.args if isinstance(body, Call) and body.op == "mul" else (body,)
    for place, factor in enumerate(factors):
        match factor:
            case Call("delta", (a, b)) if (a is index and index not in free_symbols(b)) or (b is index and index not in free_symbols(a)):
                rest = (*factors[:place], *factors[place + 1 :])
                return (b if a is index else a), mul(*rest) if len(rest) > 1 else rest[0] if rest else ONE
    return None
