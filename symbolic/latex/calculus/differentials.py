r"""Differentials: ``d(AB) = dA\,B + A\,dB``, ``d\log\det X = \operatorname{tr}(X^{-1}\,dX)``.

A formula is in differential form if it holds the differential ``dX`` of a name and d stands before a bracket or a
function.  ``dX`` has the type of the array X, and ``d(T)`` is the derivative of T along the differentials that occur in the
formula, ``∂/∂t T(X + t dX)`` at t = 0; so is ``du`` of a u with the formula T.  Names whose differential does not occur are held
fixed, as A is in ``d(Ax) = A dx``.  Of siblings such as x and y nothing tells that one of them is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.calculus.infinitesimals import varying
from symbolic.latex.names.differential_names import DIFFERENTIATED, differential_names, is_differential_form
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import BOLD, GREEK, TRANSPOSES, NameAt, group_range
from symbolic.latex.source.tokens import Token
from symbolic.terms import ONE, ZERO, Deriv, Sym, Term, add, bind, free_symbols, fresh, mul, substitute, sym

SIBLINGS = ("abcdefgh", "pqr", "uvw", "xyz", "ABCDEFGH", "PQRS", "UVW", "XYZ")
"""Letters that commonly vary together; but a vector y beside x is data in ``‖Ax − y‖²``."""


def at_differential(r: Reader) -> bool:
    """Whether the operator d stands here."""
    if r.peek().text != "d" or r.differential or r.symbol("d") is not None or "d" in r.usage.bare:
        return False
    return is_differential_form(r.tokens) and not _starts_name(r)


def at_differential_name(r: Reader) -> bool:
    """Whether ``dX`` stands here in a formula in differential form: there the argument of a function ends."""
    here = r.peek().text == "d" and not r.differential and r.peek(1).glued and _starts_name(r)
    return here and (is_differential_form(r.tokens) or bool(varying(r.tokens, r.scope)))


def differential_of_formula(r: Reader) -> Term | None:
    """``du`` of a u that has a formula, in a row with the differential of a name in it: ``du = 2x dx`` where u = x²."""
    first, following = r.position, r.peek(1)
    after = r.tokens[first + 2]
    if r.peek().text != "d" or r.differential or not (following.glued and _starts_name(r)) or after.text in ("/", "_", "^", "'"):
        return None
    found = varying(r.tokens, r.scope).get(following.text) if not (after.kind == "letter" and after.glued) else None
    if found is None:
        return None
    formula, moved = found
    r.position += 2
    return _along(r, formula, sorted(moved), first)


def refuse_counted(r: Reader) -> None:
    """``dL = tr(Gᵀ dW)`` where d counts something: nobody multiplies two names in one formula by a size that way."""
    counts = r.symbol("d")
    if r.peek().text != "d" or counts is None or counts.sort.field != "integer" or not (r.peek(1).glued and _starts_name(r)):
        return
    names = dict.fromkeys(differential_names(r.tokens))
    if len(names) > 1 and any(r.symbol(name) is not None for name in names):
        raise r.error(f"d{next(iter(names))}: a differential, or the product with d, which counts something here?", r.position,
                      r"write \mathrm{d} for differentials, or d \cdot … for the product")


def is_differential_apart(r: Reader, place: int) -> bool:
    """``d x^2 = 2x dx``, ``d X^{-1} = -X^{-1} d X X^{-1}``: whether a d before the name at a place may be no factor."""
    following = r.tokens[place]
    if following.text in BOLD:
        places = [k + 1 for k, t in enumerate(r.tokens[:-1]) if t.text == "d" and t.kind == "letter"]
        names = {spelled(r.tokens[slice(*group_range(r.tokens, k + 1, r.close))]) if r.tokens[k].text in BOLD else "" for k in places}
        return len(places) > 1 and len(names) == 1
    if following.kind != "letter" or following.glued:
        return False
    letter = r.symbol(following.text)
    after = [r.tokens[k + 1].text for k, t in enumerate(r.tokens[:-1]) if t.text == "d" and t.kind == "letter"]
    array = letter is not None and bool(letter.sort.shape) and len(after) > 1 and set(after) == {following.text}
    return array or following.text in differential_names(r.tokens)


def may_be_differential(r: Reader) -> bool:
    r"""``d\operatorname{tr}(X^2) = \operatorname{tr}(XdX)``: whether a row is one of differentials although its letters run together, or d
    is a name elsewhere: both sides hold d, never by itself, and before an array or a power, ``dx^2 = 2x dx``."""
    row = r.tokens
    places = [k for k, t in enumerate(row) if t.text == "d" and t.kind == "letter"]
    middle = next((k for k, t in enumerate(row) if t.text in ("=", "&=")), None)
    if r.symbol("d") is not None or middle is None or not places or not places[0] < middle < places[-1]:
        return False
    after = [r.tokens[k + 1] for k in places]
    taken = all(t.kind == "letter" or t.text in {*DIFFERENTIATED, *GREEK, *BOLD, r"\operatorname"} for t in after)
    known = (r.symbol(t.text) for t in after if t.kind == "letter" and t.glued)
    raised = any(r.tokens[k + 1].kind == "letter" and r.tokens[k + 1].glued and r.tokens[k + 2].text == "^" for k in places)
    return taken and (raised or is_differential_form(r.tokens) or any(s is not None and s.sort.shape for s in known))


def refuse_power(r: Reader, name: NameAt, flat: str, first: int) -> None:
    """``dX^{-1}`` of an array X, and ``dx^2 = 2x dx``: the differential of the power for some authors."""
    known = r.symbol(flat[1:])
    threes = zip(r.tokens, r.tokens[1:], r.tokens[2:], strict=False)
    plain = any(t.text == "d" and u.text == flat[1:] and u.glued and v.text != "^" for t, u, v in threes)
    alone = (first == 0 or r.tokens[first - 1].text == "=") and r.tokens[name.end].text in ("=", "")
    for a, b in name.powers if (known is not None and known.sort.shape) or (plain and alone) else ():
        if TRANSPOSES.isdisjoint(t.text for t in r.tokens[a:b]):
            raise r.error("the differential of the power, or its power?", first, f"write d({flat[1:]}^2) or ({flat})^2")


def _starts_name(r: Reader) -> bool:
    following = r.peek(1)
    return following.kind == "letter" or following.text in GREEK or following.text in BOLD


def differential(r: Reader) -> Term:
    """``d(T)``, ``d\\log\\det X``."""
    from symbolic.latex.grammar import atom

    first = r.position
    r.take()
    body = atom(r)
    if r.at("^", "_", "'"):
        raise r.error("the differential of the power, or its power?", first, "write d((…)^2) or (d(…))^2")
    names = differential_names(r.tokens)
    if has_products(r.tokens) or ("t" in names and all(s.name != "t" for s in free_symbols(body))):
        raise r.error("the differential of stochastic calculus, or one of first order?", first,
                      r"write \frac{d}{dx}, or leave it in the text")
    return _along(r, body, names, first)


def has_products(tokens: Sequence[Token]) -> bool:
    """``X\\,dY + dX\\,dY``, ``2x\\,dx + (dx)^2``: differentials of second order beside those of first, as Itô has them."""
    orders = set[bool]()
    joined = False
    for place, token in enumerate(tokens[:-2]):
        if token.text != "d" or not (tokens[place + 1].glued and tokens[place + 1].kind == "letter"):
            continue
        after = place + 2 + 2 * (tokens[place + 2].text == "_")
        following = [t.text for t in (*tokens[after : after + 2], Token("end", "", 0, 0))]
        raised = following[0] == "d" or (following[0] == "^" and following[1] not in TRANSPOSES) or following[:2] == [")", "^"]
        orders.add(raised or joined)
        joined = following[0] == "d"
    return len(orders) > 1


def _along(r: Reader, body: Term, names: Sequence[str], first: int) -> Term:
    """The derivative along the differentials of some names, 0 by all others."""
    moved: dict[Sym, Term] = {}
    t = fresh(sym("t"))
    for name in names:
        variable = next((s for s in free_symbols(body) if s.name == name), None)
        if variable is not None:
            moved[variable] = add(variable, mul(t, sym(f"d{name}", variable.sort)))
    if not moved:
        raise r.error("a differential of something that does not vary", first, "write the differential of a name in it, as dX, beside it")
    forgotten = next((s.name for s in sorted(free_symbols(body) - moved.keys(), key=lambda s: s.name) for m in moved
                      for group in SIBLINGS if s.name in group and m.name in group and not (group == "xyz" and s.sort.shape)), None)
    if forgotten is not None:
        raise r.error(f"is {forgotten} held fixed?", first, f"write d{forgotten} too, or a derivative by one name")
    return bind("at", t, Deriv(substitute(body, moved), t, ONE), (ZERO,))


def differential_of_array(r: Reader, flat: str) -> Sym | None:
    """The symbol ``dX`` of the type of X, for the name of an array."""
    if flat[:1] != "d" or flat[1:] not in differential_names(r.tokens):
        return None
    of = r.symbol(flat[1:])
    return sym(flat, of.sort) if of is not None and of.sort.shape and not of.sort.index else None
