"""Laws that something obeys, and equations for where it comes to rest: none of them is said of all values of its names.

Guarantee: as in :mod:`derivations.documents.equations.restrictions`, whose table names these rules.
"""

from __future__ import annotations

import re

from derivations.documents.equations.forms import has_operator, is_derivative, is_zero, made_of
from derivations.documents.equations.open_names import bare_name, names_outside_indices, occurrences, own_side
from derivations.documents.equations.stated import SCALING, Restriction, Stated, equation_for, listed
from derivations.documents.functions.arguments import mark_of
from derivations.documents.functions.rates import MOVING, TIME
from symbolic.latex.plain import name_text
from symbolic.terms import Apply, Bind, Call, Deriv, Elem, Sym, Term, free_symbols, walk


def law_with_dots(s: Stated) -> Restriction | None:
    r"""``m \\ddot x + c \\dot x + k x = 0`` of an x that has no formula: the motion has to satisfy it."""
    names = {name for side in s.whole for name in names_outside_indices(side)}
    moving = {mark[0] for name in names if (mark := mark_of(name)) is not None and name.startswith(r"\d")} - set(s.known.defined)
    speeds = {name for name in names_outside_indices(s.written[0]) if mark_of(name) is not None}
    if speeds and speeds <= set(s.known.defined):
        return None  # of speeds that have formulas
    if s.relation == "eq" and s.first and moving & names and not any(map(has_operator, s.sides)):
        return Restriction(f"a law of motion for {' and '.join(map(name_text, sorted(moving)))}; <!-- claim --> before a claim", "posed")
    return None


def law_of_change(s: Stated) -> Restriction | None:
    r"""``\\frac{dN}{dt} = r N``, ``\\frac{dx}{dt} = v``, ``\\frac{dy}{dx} = x y`` of a letter that has no formula."""
    match s.left:
        case Deriv(Sym() as body, Sym() as var, _) if s.relation == "eq" and s.first and body.name not in s.known.defined:
            inside = free_symbols(s.right)
            coupled = body in inside or (body.name not in s.known.seen and not s.moving.isdisjoint(t.name for t in inside))
            if (var.name == TIME and (coupled or body.name in MOVING)) or (coupled and (body.name, var.name) == ("y", "x")):
                return Restriction(f"a law for how {name_text(body.name)} changes; <!-- claim --> before a claim", "posed")
    return None


def stationary_point(s: Stated) -> Restriction | None:
    r"""``f'(w) = 2(w - 3) = 0``: a derivative that is set to zero.

    ``f'(b/(a + b)) = 0`` of a and b that are declared says it of a place, ``\\dot E = 0`` after laws of motion says that E is conserved.
    """
    if s.conserved:
        return None
    if s.relation == "eq" and is_zero(s.right) and is_derivative(s.opening) and free_symbols(s.whole[0]) and not _at_place(s):
        return Restriction("a derivative set to zero: a condition on where, no claim; <!-- claim --> before a claim", "posed")
    return None


def _at_place(s: Stated) -> bool:
    """Whether the derivative is taken at a place that is given: by a name with a formula, or a formula of names that are declared."""
    match s.opening:
        case Apply(_, places, _) | Bind("at", _, _, places):
            names = {t.name for place in places for t in free_symbols(place)}
            return names <= {*s.known.defined} or (not all(map(bare_name, places)) and names <= {*s.known.defined, *s.known.declared})
    return False


def law_of_monomials(s: Stated) -> Restriction | None:
    """``PV = nRT``, ``S u = \\lambda u``, ``n y = y``: products of names, one of them on one side alone; further on in a chain on each
    side, ``F = m a = m v^2/r``."""
    own = s.own
    if s.relation == "eq" and not s.first and all(own) and all(isinstance(t, Sym) for t in (*own[0], *own[1])) \
            and all(made_of(side, SCALING) for side in s.written):
        return equation_for(listed((*own[0], *own[1])))
    if s.relation != "eq" or not (s.first or s.amid_words) or _has_value_of_defined(s):
        return None
    names = [names_outside_indices(side) for side in s.written]
    brought_in = s.amid_words and (names[0] ^ names[1]) - set(s.known.defined) - s.hidden
    if (any(own) and all(made_of(side, SCALING) for side in s.sides)) or (brought_in and all(made_of(side, SCALING) for side in s.written)):
        return equation_for(listed((*own[0], *own[1])) or " and ".join(map(name_text, sorted(names[0] ^ names[1]))))
    return None


def fixed_point(s: Stated) -> Restriction | None:
    """``a = (a \\cdot e) e``: a name equal to something of itself and of another name; amid words of any, ``in balance $p = a p + b$``."""
    if s.relation == "eq" and s.first and s.amid_words and isinstance(s.left, Sym) and s.left.name not in s.known.defined \
            and isinstance(s.right, Call) and s.left in free_symbols(s.right) and not has_operator(s.right):
        return Restriction(f"an equation for {listed([s.left])}; <!-- claim --> before a claim", "posed")
    own = s.own
    for side, other, others in ((s.left, s.right, own[1]), (s.right, s.left, own[0])):
        if s.relation == "eq" and s.first and others and own_side(side) and side in occurrences(other, s.known) and not has_operator(other):
            return equation_for(name_text(bare_name(side) or ""))
    return None


def law_of_motion(s: Stated) -> Restriction | None:
    """``Y_{t+1} - Y_t = -F Y_t``, ``d + p_{t+1} = d + b p_{t+2}``: a sequence at different times, and what is on one side alone."""
    own = s.own
    if s.relation != "eq" or not (any(own) if s.first else all(own)) or any(map(has_operator, s.sides)):
        return None
    summed = any(isinstance(t, Bind) and t.op in ("sum", "prod") for side in s.whole for t in walk(side))
    if not s.first and summed and names_outside_indices(s.whole[0]) == names_outside_indices(s.whole[1]):
        return None  # a row of a derivation: sums over the same sequences, rearranged
    times: dict[str, set[tuple[Term, ...]]] = {}
    for t in (t for side in s.whole for t in occurrences(side, s.known)):
        if isinstance(t, Elem) and isinstance(t.base, Sym) and any(free_symbols(i) for i in t.indices):
            times.setdefault(t.base.name, set()).add(t.indices)
    moved = next((name for name, found in times.items() if len(found) > 1 and any(isinstance(i, Call) for f in found for i in f)), None)
    return equation_for(name_text(moved)) if moved else None


def _has_value_of_defined(s: Stated) -> bool:
    return any(isinstance(t, Apply) and t.function.name in s.known.defined for side in s.sides for t in walk(side))


CONSTANTS = re.compile(r"[ABCDKck](?:_\{?\d\}?)?")


def constant_renamed(s: Stated) -> Restriction | None:
    """``e^C e^x = A e^x``: a letter for a constant in place of another one."""
    single = [[t for t in mine if isinstance(t, Sym) and n[t] == 1] for mine, n in zip(s.own, s.counts, strict=True)]
    if s.relation != "eq" or s.first or [len(mine) for mine in s.own] != [1, 1] or not all(single):
        return None
    return equation_for(listed(single[1])) if CONSTANTS.fullmatch(single[1][0].name) else None
