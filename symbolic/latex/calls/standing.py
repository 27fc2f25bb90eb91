r"""Where a name before brackets stands in its row, and what alone the brackets hold: ``W_t(i)``, ``\nabla f_i(w)``, ``h = \eta(…)``."""

from __future__ import annotations

from symbolic.latex.calls.sites import Site, index_like
from symbolic.latex.names.open_names import inside_brackets, lone_argument
from symbolic.latex.names.vector_fields import of_several_numbers
from symbolic.latex.relations.signs import RELATIONS
from symbolic.latex.source.separators import count_arguments


def holds_member_number(s: Site) -> bool:
    """``W_t(i)``: the i-th member at time t, and no product with i."""
    r, inside = s.r, inside_brackets(s.r, s.r.position)
    letter = r.tokens[r.position + 1].text
    alone = inside is not None and inside.close == r.position + 2 and letter in ("i", "j", "k", "a", "s")
    return alone and s.known is s.base is None and bool(s.name.subscripts) and not s.name.powers and (
        index_like(r, s.name) and r.symbol(letter) is None)


def is_whole_side(s: Site) -> bool:
    r"""``h = \eta(…)``: all of a side, which is a function of something as often as a rate times a sum."""
    r, inside = s.r, inside_brackets(s.r, s.r.position)
    before = r.tokens[s.first - 1].text if s.first else "="
    after = r.tokens[inside.close + 1] if inside is not None else None
    ends = after is not None and (after.kind == "end" or after is r.end_token or after.text in (".", ",", "&") or after.text in RELATIONS)
    return ends and (before in RELATIONS or before == "&") and not s.name.primes


def is_differentiated(s: Site) -> bool:
    r"""``\nabla f_i(w_k)``: what stands alone in brackets behind it is where the gradient is taken."""
    r, inside, before = s.r, inside_brackets(s.r, s.r.position), s.first - 1
    if before >= 2 and r.tokens[before - 1].text == "_":
        before -= 2
    nabla = before >= 0 and r.tokens[before].text == r"\nabla"
    return nabla and not s.square and inside is not None and lone_argument(r, r.position + 1, inside.close)


def stands_before_nabla(s: Site) -> bool:
    r"""``f (\nabla \times F)`` of a function f of several numbers: a product, since one argument is not enough."""
    r, inside = s.r, inside_brackets(s.r, s.r.position)
    formula = of_several_numbers(r, s.flat) if inside is not None and not s.square else None
    if formula is None or inside is None or count_arguments(r.tokens, r.position) == len(formula.params):
        return False
    return any(t.text == r"\nabla" for t in r.tokens[r.position : inside.close])
