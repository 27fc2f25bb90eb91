"""Claim or restriction: whether a relation can be meant of all values of its names.

A name is *open* where nothing declares or defines it.  What is said of closed names alone can be decided, and is a claim; of open names
it is one if it is a rule for all their values, which shows in its form: what stands on one side stands on the other.  It *restricts* them
-- an equation that is set up, a law, a condition -- where nobody says it of all values.  ``RULES`` is the ordered table of those forms.

Guarantee: only relations that may well be restrictions are named here; they are checked all the same, and may be proved, but what is
not proved of them is not called false.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from derivations.documents.equations.forms import (
    has_operator,
    is_collected,
    is_derivative,
    is_expanded,
    is_plain_in_arrays,
    made_of,
    puts_values_in,
    summands,
)
from derivations.documents.equations.laws import (
    constant_renamed,
    fixed_point,
    law_of_change,
    law_of_monomials,
    law_of_motion,
    law_with_dots,
    stationary_point,
)
from derivations.documents.equations.open_names import (
    apart,
    bare_name,
    derivative_of_unknown,
    fitted_on_one_side,
    has_word,
    is_value_of_open_name,
    may_be_condition,
    names_outside_indices,
    occurrences,
    own_side,
    single_open_name,
    told_name,
    with_numbered,
)
from derivations.documents.equations.stated import (
    SCALING,
    Restriction,
    Stated,
    condition_on,
    equation_for,
    has_defined,
    listed,
    rearranges_sums,
    without_constant,
)
from derivations.documents.spelling import word_set
from symbolic.functions import CONNECTIVES
from symbolic.latex.plain import name_text
from symbolic.latex.source.spelling import is_capital
from symbolic.proving.facts import orders_complex
from symbolic.terms import REAL, ZERO, Apply, Bind, Call, Deriv, Elem, Num, Sym, Term, call, free_symbols, walk

MEASURES = word_set("abs norm det trace")
MEASURING = SCALING | MEASURES | {"add"}
"""What a condition on a name is made of: ``|C| < 1``, ``1 - \\eta L > 0``."""


def restriction(stated: Stated) -> Restriction | None:
    """What the relation may be instead of a claim, by the first rule that knows."""
    if orders_complex(call(stated.relation, *stated.sides)) or rearranges_sums(stated):
        return None
    told = without_constant(stated)
    return next(filter(None, (rule(told) for rule in RULES)), None)


CALL_ALONE = re.compile(r"\s*(?:[a-z]\s*(?:\\left)?\(\s*[a-z]|\\?[A-Za-z]+\s*(?:\\left)?\(\s*-?[\d.]+)\s*(?:\\right)?\)\s*")


def product_or_call(left: Term, latex: str) -> Restriction | None:
    """``u(x) = …``, ``y(0) = 1`` read as a product: nobody writes one so, and the formula may be that of a function."""
    if CALL_ALONE.fullmatch(latex) is None or not (isinstance(left, Call) and left.op == "mul"):
        return None
    return Restriction(f"{latex.strip()}: a product or a function?; declare it, or write the product without brackets")


PRIMED_ALONE = re.compile(r"\s*(?:\\(?P<command>[a-z]+)|(?P<letter>[a-zA-Z]))\s*(?:'|\^\s*\{?\s*\\prime\s*\}?)\s*")
CHANGING = frozenset("fghuvwxyzFGHUVWXYZ")


def next_value(left: Term, right: Term, latex: str) -> Restriction | None:
    """``q' = (q - s q^2)/(1 - s q^2)`` of a q = 1 - p: the next value of a number that changes from step to step, or its derivative."""
    found = PRIMED_ALONE.fullmatch(latex)
    if found is None or found["letter"] in CHANGING or not isinstance(left, Deriv) or left.body not in free_symbols(right):
        return None
    name = latex.strip()
    return Restriction(f"{name}: a derivative, or a name of its own?; write \\frac{{d}}{{dx}} with the variable, or {name} := …")


# --- the rules ----------------------------------------------------------------------------------


def _tells_of_unknown(s: Stated) -> Restriction | None:
    """``∂E/∂w = …`` of an E that nothing defines, ``H(0) = 1``."""
    unknown = (derivative_of_unknown(s.left, s.right, s.known) if s.first else None) or told_name(s.left, s.right, s.whole, s.known)
    return Restriction(f"nothing here says what {name_text(unknown)} is; write its formula above") if unknown else None


def _condition_amid_words(s: Stated) -> Restriction | None:
    value = s.in_text and isinstance(s.left, Elem) and not free_symbols(s.right) and not _is_concluded_of_defined(s)
    if not s.first and s.relation == "approx":
        return None  # "the value is $y(T) = K (1 - e^{-1}) \\approx 0.632 K$": the number that a chain comes to
    if value or (s.amid_words and may_be_condition(s.relation, s.left, s.right, s.known)):
        return Restriction("amid words this may be a condition; for a claim put it in a display, or <!-- claim --> before it")
    return None


def _is_concluded_of_defined(s: Stated) -> bool:
    """*So $b_1 = 4$, $b_2 = 0$* of members of a sequence that has a formula."""
    base = s.left.base if isinstance(s.left, Elem) else None
    return s.concluding and isinstance(base, Sym) and base.name in s.known.defined


def _bound_on_name(s: Stated) -> Restriction | None:
    """``θ_k ≤ 1``, ``|C| < 1``, ``1 - ηL > 0``: nothing but open names, each of them once, and a number."""
    if s.relation == "eq":
        return None
    plain = any(is_value_of_open_name(a, b, s.known) for a, b in (s.sides, s.sides[::-1]))
    if plain:
        return Restriction("a bound on a name that nothing defines; declare it, or give its formula above")
    one, other = s.counts
    counts = one or other
    if not (one and other) and counts and max(counts.values()) == 1 and s.first and not has_defined(s) \
            and all(made_of(side, MEASURING) for side in s.sides):
        return condition_on(counts)
    return None


def _equation_apart(s: Stated) -> Restriction | None:
    name = apart(s.relation, s.left, s.right, s.known, s.first, s.in_text)
    return equation_for(name_text(name)) if name else None


def _equation_for_single_name(s: Stated) -> Restriction | None:
    """``x_{t+1} = a x_t``, ``c + k = y``: a name that makes a side of its own, an entry or a value that nothing gives."""
    if is_derivative(s.left) and has_defined(s) and names_outside_indices(s.whole[1]) <= names_outside_indices(s.whole[0]):
        return None  # the derivative of a formula, told in its own names
    found = single_open_name(s.left, s.right, s.known, s.first)
    alone = (own_side(s.left), own_side(s.right))
    if found is not None and bare_name(found) in s.hidden:
        return None
    if found is not None and (s.amid_words or isinstance(found, Elem | Apply) or bare_name(found) in alone or has_word(found)):
        return equation_for(name_text(bare_name(found) or ""))
    return None


def _equation_to_solve(s: Stated) -> Restriction | None:
    """``x^2 - 5x + 6 = 0``, ``(x - 1)(x + 2) = 4``: a polynomial as one solves it, and a number; ``100 - 2 P = 10 + P``: two of them.

    Nobody claims that two polynomials in which nothing is left to be done are the same.
    """
    one, other = s.counts
    if s.relation != "eq" or not s.first or has_defined(s):
        return None
    if one.keys() == other.keys() and len(one) == 1 and isinstance(letter := next(iter(one)), Sym) and letter.sort == REAL:
        plain = all(is_expanded(side, letter) for side in s.sides) and any(len(summands(side)) > 1 for side in s.sides)
        plain = plain and set(summands(s.left)).isdisjoint(summands(s.right))
        return Restriction(f"an equation for {listed([letter])}; <!-- claim --> before a claim", "posed") if plain else None
    if one and other:
        return None
    side = s.left if one else s.right
    letters = [t for t in (one or other) if isinstance(t, Sym) and t.sort == REAL and is_collected(side, t)]
    return Restriction(f"an equation for {listed(letters[:1])}; <!-- claim --> before a claim", "posed") if letters else None


def _equation_of_arrays(s: Stated) -> Restriction | None:
    """``Q^\\top Q = I``, ``AB = BA``, ``A^\\top P + P A = -Q`` of matrices that nothing declares: products and sums in which nothing is
    left to be done; laws such as ``(AB)^\\top = A^\\top B^\\top`` and rules with a trace, a determinant or a derivative are claims."""
    if s.relation != "eq" or not s.first or has_defined(s) or not all(map(is_plain_in_arrays, s.written)):
        return None
    arrays: set[Sym] = {t for side in s.counts for t in side if isinstance(t, Sym) and t.sort.shape}
    return equation_for(listed(sorted(arrays, key=repr))) if arrays else None


def _condition_on_parameters(s: Stated) -> Restriction | None:
    """``p(1) = 0`` of a p with open coefficients, ``p(0) = p(2K) = 0``."""
    if s.relation != "eq" or not isinstance(s.right, Num) or has_operator(s.left) or not (s.first or s.amid_words or s.right is ZERO):
        return None
    values = [t for t in walk(s.left) if isinstance(t, Apply)]
    inside = occurrences(s.whole[0], s.known)
    if values and inside and all(not free_symbols(a) or isinstance(a, Sym | Call) for v in values for a in v.args) \
            and not any(t in inside for v in values for a in v.args if isinstance(t := a, Sym)):
        return condition_on(inside)
    return None


def _no_name_in_common(s: Stated) -> Restriction | None:
    """Two members of a chain, or the sides of an inequality, with different open names: each is something that the other restricts."""
    if s.relation in CONNECTIVES or any(map(has_operator, s.sides)):
        return None
    one, other = (occurrences(side, s.known) for side in s.whole)
    if one and other and {bare_name(t) for t in one}.isdisjoint(map(bare_name, other)):
        return Restriction(f"nothing here says how {listed(one)} and {listed(other)} hang together")
    return None


def _told_by_others(s: Stated) -> Restriction | None:
    """``m = (y_2 - y_1)/(x_2 - x_1) = (f(x + h) - f(x))/h``: members without a name in common tell what an open name of one of them is."""
    names = [names_outside_indices(side) for side in s.written]
    if s.relation != "eq" or s.first or any(map(has_operator, s.sides)) or not all(names) or not names[0].isdisjoint(names[1]):
        return None
    told = next((t for own in s.own for t in own), None)
    return replace(equation_for(listed((told,))), unclear=frozenset(filter(None, (bare_name(told),)))) if told is not None else None


def _name_for_each_side(s: Stated) -> Restriction | None:
    """``X^\\top X \\beta = X^\\top y``: on each side a name that stands there once, and not on the other."""
    own, counts = s.own, s.counts
    single = [[t for t in mine if count[t] == 1] for mine, count in zip(own, counts, strict=True)]
    if s.relation == "eq" and (s.first or s.amid_words) and all(single) and not has_operator(s.left) and not has_operator(s.right):
        return equation_for(listed((single[0][0], single[1][0])))
    return None


def _name_added(s: Stated) -> Restriction | None:
    """``b - 1 + u = (u - d)/d`` of a u and a d that have values: a name that is added to one side once, and of which nothing is said."""
    own, counts = s.own, [occurrences(side, s.known) for side in s.whole]
    if s.relation != "eq" or not s.first or not has_defined(s) or not all(map(free_symbols, s.sides)):
        return None
    for side, mine, count in zip(s.sides, own, counts, strict=True):
        added = next((t for t in mine if isinstance(t, Sym) and count.get(t) == 1 and t in summands(side)), None)
        if added is not None:
            return equation_for(listed((added,)))
    return None


def _name_without_a_word(s: Stated) -> Restriction | None:
    """``∂C/∂w = σ'(z) x`` with a z of which nothing is said, beside names that have formulas, and what such a z is made into."""
    if s.relation in CONNECTIVES:
        return None
    names = [names_outside_indices(side) for side in s.whole]
    own = [[t for t in mine if bare_name(t) not in theirs] for mine, theirs in zip(s.own, reversed(names), strict=True)]
    new = [t for t in own[1] if s.first and (has_defined(s) or (not own[0] and bare_name(t) in s.known.elsewhere))]
    again = [t for t in (*own[0], *own[1]) if bare_name(t) in s.unclear]
    name = next((n for n in map(bare_name, (*new, *again)) if n), None)
    if name is None:
        return None
    return Restriction(f"{name_text(name)} is not said to be anything; define it, or declare it", unclear=frozenset({name}))


def _array_on_one_side(s: Stated) -> Restriction | None:
    r"""``\\det(P - \\lambda I) = \\lambda^2 - 1`` of a P of which not even the size is told."""
    arrays = [t for t in (*s.own[0], *s.own[1], *fitted_on_one_side(*s.whole, s.known)) if isinstance(t, Sym) and t.sort.shape]
    return equation_for(listed(arrays[:1])) if s.relation == "eq" and arrays else None


def _value_used(s: Stated) -> Restriction | None:
    """``f(u)/c = 1/c`` further on in a chain, of an f that nothing defines: its value at that place is put in."""
    names = {t.function.name for t in walk(s.whole[1]) if isinstance(t, Apply)}
    used = next((t for t in s.own[0] if isinstance(t, Apply) and not any(t.orders) and t.function.name not in names), None)
    if s.relation != "eq" or s.first or used is None or has_operator(s.left):
        return None
    return Restriction(f"nothing here says what {listed([used])} is; write its formula above")


BOLD_LETTER = re.compile(r"\\(?:mathbf|boldsymbol)\{([A-Za-z])\}")


def _entries_of_bold(s: Stated) -> Restriction | None:
    r"""``\sum_i x_i^2 = \mathbf{x}^\top \mathbf{x}``: whether the x_i are the entries nothing says."""
    terms = [t for side in s.whole for t in walk(side)]
    listed_ones = {t.base.name for t in terms if isinstance(t, Elem) and isinstance(t.base, Sym)} - {*s.known.defined}
    bold = next((name for name in sorted(t.name for t in terms if isinstance(t, Sym))
                 if (m := BOLD_LETTER.fullmatch(name)) is not None and {m[1], m[1].lower()} & listed_ones), None)
    if bold is None:
        return None
    return Restriction(f"{name_text(bold)} set in bold, and its letter: are these its entries?; declare x_{{i}} := \\mathbf{{x}}_{{i}}")


def _idempotent(s: Stated) -> Restriction | None:
    """``P^2 = P``: a power of a capital letter of which nothing is said, and the letter."""
    for power, letter in (s.written, s.written[::-1]):
        told = not isinstance(letter, Sym) or not is_capital(letter.name) or letter.name in {*s.known.declared, *s.known.defined}
        if s.relation == "eq" and isinstance(power, Call) and power.op == "pow" and power.args[0] is letter and not told:
            return equation_for(listed((letter,)))
    return None


def _letter_for_sum(s: Stated) -> Restriction | None:
    """``m_k/Σ_k m_k = m_k/N``, ``R/n = Σ_i x_i²/n`` further on in a chain: a letter of which nothing is said in place of a sum."""
    for one, other in ((1, 0), (0, 1)) if s.relation == "eq" and not s.first else ():
        new, kept = s.own[one], set(walk(s.sides[one]))
        if len(new) == 1 and isinstance(new[0], Sym) and s.counts[one][new[0]] == 1:
            lost = next((t for t in walk(s.sides[other]) if isinstance(t, Bind) and t.op in ("sum", "prod") and t not in kept), s.left)
            if isinstance(lost, Bind) and {*map(with_numbered, walk(lost))} >= {*s.own[other]} and (
                    one or not names_outside_indices(s.whole[0]) & names_outside_indices(lost.body)):
                return equation_for(listed(new))
    return None


def _values_put_in(s: Stated) -> Restriction | None:
    """``2xy = 2 \\cdot (-1) \\cdot 2`` further on in a chain; ``60!/11! = |S|``: a name of which nothing is said, and a number."""
    if s.relation != "eq" or (free_symbols(s.whole[1]) and free_symbols(s.whole[0])):
        return None
    names = [t for side in s.whole for t in occurrences(side, s.known)]
    measured = any(isinstance(side, Call) and side.op in MEASURES and isinstance(side.args[0], Sym | Elem) for side in s.sides)
    alone = measured and len(names) == 1 and not has_defined(s)
    return equation_for(listed(names)) if puts_values_in(*s.whole) or alone else None


RULES: tuple[Callable[[Stated], Restriction | None], ...] = (
    law_with_dots, law_of_change,
    _tells_of_unknown, _condition_amid_words, _bound_on_name, stationary_point, _equation_apart, _equation_for_single_name,
    _equation_to_solve, _equation_of_arrays, _condition_on_parameters, _no_name_in_common, law_of_monomials, fixed_point, law_of_motion,
    _name_for_each_side, _name_added, _name_without_a_word, _told_by_others, _array_on_one_side, _value_used,
    _idempotent, _letter_for_sum, constant_renamed, _entries_of_bold, _values_put_in,
)
