r"""A name before brackets: a call, or the first factor of a product.

``NAME(…)`` is a call of a declared or defined function; of a name that never stands bare, if it is one of
``f g h F G H \phi \psi`` or the statement defines it; a product if the name is a declared scalar or stands bare, of a rate
such as α before a sum, of an amount such as P in ``P(1 + r)``; of ``p``, ``P``, ``q``, ``E`` and named operators an application of
which nothing is known, but for the statistics of declared random variables (:mod:`symbolic.latex.probability.chances`); else it is
not read.  The first rule that holds says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from symbolic.latex.calls.applying import (
    FUNCTIONS_TOO,
    apply_known,
    apply_new,
    derivative_of_order,
    opaque,
    order_bracket,
    order_of,
    refuse_lone_argument,
)
from symbolic.latex.calls.sites import (
    AMOUNTS,
    COEFFICIENTS,
    DOTTED,
    FACTORS,
    MEANS,
    NUMBERS,
    OPAQUE,
    RATES,
    Site,
    begins_with_numeral,
    called_and_derived,
    conditional_ahead,
    discounts,
    function_with_dots,
    has_formula,
    holds_comparison,
    holds_condition,
    holds_image,
    holds_itself,
    holds_itself_bare,
    holds_lone_argument,
    holds_place,
    holds_plain_sum,
    holds_row_of_layer,
    holds_sibling,
    holds_time,
    holds_transposed_sum,
    in_exponential,
    index_like,
    is_always_called,
    is_array_at_number,
    is_called_elsewhere,
    is_calligraphic,
    is_compounded,
    is_logistic,
    is_nth_derivative,
    is_number_at_place,
    is_place,
    is_size,
    is_value_of_constant,
    multiplies_sum,
    of_matrices,
    refuse_power_of_mean,
    says_dependence,
    site_of,
    takes_otherwise,
)
from symbolic.latex.calls.standing import holds_member_number, is_differentiated, is_whole_side, stands_before_nabla
from symbolic.latex.errors import ImaginaryError
from symbolic.latex.names.open_names import STARRED, inside_brackets, is_call, lone_argument
from symbolic.latex.names.usage import flat_name, spelled
from symbolic.latex.names.variables import HABIT, is_bold, is_said_function
from symbolic.latex.probability.chances import statistic
from symbolic.latex.probability.densities import normal_density
from symbolic.latex.probability.under_laws import mean_under_law, relative_entropy
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import GREEK, ORDERS, TRANSPOSES, NameAt, is_capital
from symbolic.terms import REAL, Deriv, Sort, Term, num, sym

WORD = re.compile(r"\\(?:operatorname|text|mathrm|textrm|mathit|mathsf)\{[A-Za-z]{2}")
"""Names of several letters, which are called and have no powers."""


def called(r: Reader, name: NameAt, first: int) -> Term | None:
    """The application of a name to what stands in brackets after it; None if the name stands for itself."""
    bracket = r.peek().text
    if bracket == r"\{":
        return _braced(r, name, first)
    if bracket not in ("(", "["):
        return None
    if not name.powers and not name.primes:
        refuse_power_of_mean(r, name, first)
    chance = statistic(r, name) or mean_under_law(r, name) or relative_entropy(r, name)
    if chance is not None:
        return chance
    if bracket == "(" and (density := normal_density(r, name)) is not None:
        return density
    if name.primes == 1 and r.usage.is_transposed(name.name):
        return None
    if name.powers and bracket == "[" and name.name.startswith((r"\mathcal", r"\mathscr")) and r.symbol(name.name) is None:
        raise r.error(f"{name.name}^…[…]: a product, or an operator?", first, r"write \cdot for the product")
    if name.powers:
        return _powered_call(r, name, first) if bracket == "(" else None
    site = site_of(r, name, first)
    return next(then for when, then in RULES if when(site))(site)


def _braced(r: Reader, name: NameAt, first: int) -> Term | None:
    r"""``E\{X\}``, ``\mathcal{L}\{f\}``: the braces of an operator, which nothing multiplies."""
    operator = name.name in OPAQUE or name.name.startswith((r"\text{", r"\mathrm{", r"\mathcal{", r"\mathscr{", r"\mathbb{"))
    if not operator or name.powers or r.symbol(name.name) is not None or r.symbol(flat_name(r.tokens, name)) is not None:
        return None
    if r.scope.open and inside_brackets(r, r.position) is not None:
        return opaque(r, flat_name(r.tokens, name), first)
    raise r.error(rf"{name.name}\{{…\}}: a product, or an operator?", first, r"write \cdot for the product, or […] for the operator")


# --- what is done -----------------------------------------------------------------------------


def _known(s: Site) -> Term:
    assert s.known is not None
    return apply_known(s.r, s.known, s.name, s.first)


def _derivative(s: Site) -> Term:
    assert s.base is not None
    return apply_known(s.r, s.base, s.name, s.first)


def _derivative_by_time(s: Site) -> Term:
    function, mark = function_with_dots(s.r, s.flat, s.r.position), DOTTED.fullmatch(s.flat)
    assert function is not None and mark is not None
    return Deriv(apply_known(s.r, function, None, s.first), sym("t"), num(len(mark["dots"]) - 2))


def _derivative_of_order(s: Site) -> Term:
    assert s.base is not None
    return derivative_of_order(s.r, s.base, s.name, s.first)


def _new_derivative_of_order(s: Site) -> Term:
    return derivative_of_order(s.r, sym(s.name.name, Sort(domain=(REAL,))), s.name, s.first)


def _new(s: Site) -> Term:
    return apply_new(s.r, s.flat, s.name, s.first)


def _new_of_other_arity(s: Site) -> Term:
    return apply_new(s.r, s.other, s.name, s.first)


def _opaque(s: Site) -> Term:
    return opaque(s.r, s.flat, s.first)


def _member(s: Site) -> Term:
    """``f_i(x)``: the function changes with its index."""
    return opaque(s.r, s.flat, s.first, indexed=True)


def _opaque_primed(s: Site) -> Term:
    return opaque(s.r, s.flat + "'" * s.name.primes, s.first)


def _order(s: Site) -> Term:
    return order_of(s.r, s.name, s.first)


def _itself(s: Site) -> None:
    """The name is a factor, and the brackets hold the next one."""


def _itself_if_not_alone(s: Site) -> None:
    refuse_lone_argument(s.r, s.flat, s.first)


def _entry_or_product(s: Site) -> Term:
    raise s.error(f"{s.flat}[…]: a product, or an entry?", rf"write {s.flat}_{{i}} for the entry, {s.flat} \cdot … for the product")


def _argument_or_product(s: Site) -> Term:
    raise s.error(f"{s.flat}[…]: a product, or the argument of a function?",
                  f"write {s.flat}(…) for the function, {s.flat} \\cdot […] for the product")


def _expectation_or_product(s: Site) -> Term:
    raise s.error(f"{s.flat}[…]: a product or an expectation?", f"write {s.flat} \\cdot […] for the product")


def _with_and_without(s: Site) -> Term:
    raise s.error(f"{s.flat} stands with and without an argument", rf"declare it: <!-- derivations: let {s.flat} : \mathbb{{R}} \to "
                  rf"\mathbb{{R}} -->, or let {s.flat} \in \mathbb{{R}} for a product")


def _derivative_or_index(s: Site) -> Term:
    base = s.name.name
    raise s.error(f"{s.flat}(…): a derivative of {base}, or a function with an index?",
                  rf"write {base}''(x), or declare {base} : \mathbb{{R}} \to \mathbb{{R}} for a derivative")


def _derivative_of_formula(s: Site) -> Term:
    """``\\theta'(x)`` of a function that has a formula, although the letter stands alone as well."""
    definition = s.r.scope.definition(rf"{s.flat}(\cdot)")
    assert definition is not None
    return _known(replace(s, known=definition.symbol))


def _product_or_function(s: Site) -> Term:
    if s.flat in ("i", "j") and in_exponential(s.r, s.first):
        problem = ImaginaryError(f"{s.flat}(…): a product or a function?", *s.r.span(s.first), f"write {s.flat} \\cdot (…)")
        problem.letter = s.flat
        raise problem
    raise s.error(f"{s.flat}(…): a product or a function?",
                  rf"declare it: <!-- derivations: let {s.flat} \in \mathbb{{R}} --> for a product, "
                  rf"<!-- derivations: let {s.flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function")


RULES: tuple[tuple[Callable[[Site], bool], Callable[[Site], Term | None]], ...] = (
    # functions with a type
    (lambda s: s.known is None and stands_before_nabla(s), _itself),
    (lambda s: bool(s.other) and s.r.head == s.other and not s.name.primes, _new_of_other_arity),
    (lambda s: s.is_function and s.open and not s.square and not s.name.primes and takes_otherwise(s), _opaque),
    (lambda s: s.is_function and s.open and s.square and not s.name.primes, _opaque),
    (lambda s: s.is_function, _known),
    (lambda s: not s.square and has_formula(s) and holds_itself_bare(s), _itself),
    (lambda s: not s.name.primes and not s.square and function_with_dots(s.r, s.flat, s.r.position) is not None, _derivative_by_time),
    (lambda s: not s.square and has_formula(s), _opaque),
    (lambda s: not s.square and has_formula(s, primed=True), _derivative_of_formula),
    (lambda s: s.known is None and not s.is_habitual and holds_row_of_layer(s), _itself),
    (lambda s: s.square and s.known is None and not s.is_opaque and holds_comparison(s) and s.open, _opaque_primed),
    (lambda s: s.square and s.known is None and not s.is_opaque and holds_comparison(s), _argument_or_product),
    # open readings
    (lambda s: s.open and s.known is s.base is None and is_nth_derivative(s), _new_derivative_of_order),
    (lambda s: s.open and not s.square and not s.is_derived and is_call(s.r, s.name, HABIT, s.is_typed), _opaque_primed),
    (lambda s: s.open and not s.square and s.known is s.base is None and not s.is_derived and is_always_called(s), _opaque),
    (lambda s: s.open and s.known is None and is_differentiated(s), _opaque_primed),
    (lambda s: s.open and s.known is None and s.flat in FACTORS and not holds_place(s) and not (s.flat == r"\eta" and is_whole_side(s)),
     _itself),
    (lambda s: s.open and s.known is s.base is None and s.name.name in MEANS and bool(s.name.subscripts), _opaque),
    (lambda s: s.open and s.square and s.is_parted, _opaque_primed),
    (lambda s: s.open and not s.is_function and says_dependence(s), _opaque_primed),
    (lambda s: not s.is_function and says_dependence(s), _with_and_without),
    (lambda s: s.open and s.square and is_number_at_place(s), _opaque_primed),
    (lambda s: s.square and is_number_at_place(s), _entry_or_product),
    # names with a type
    (lambda s: s.has_function and (s.name.primes > 0 or order_bracket(s.r, s.name)), _derivative),
    (lambda s: s.has_function and s.known is None and len(s.name.brackets) == 1 and not s.name.subscripts, _derivative_of_order),
    (lambda s: s.known is not None and s.known.name not in s.r.bound and s.known.name in s.r.scope.defined, _itself_if_not_alone),
    (lambda s: s.is_typed and s.known is not None and not s.known.sort.shape and is_differentiated(s), _with_and_without),
    (lambda s: s.is_typed and bool(s.name.subscripts) and not s.square, _itself_if_not_alone),
    (lambda s: s.is_typed and not s.square and is_array_at_number(s) and s.open, _opaque_primed),
    (lambda s: s.is_typed and not s.square and is_array_at_number(s), _with_and_without),
    (lambda s: s.is_typed and s.flat in ("P", "Pr") and not s.square and s.r.peek(1).text.isupper(), _itself_if_not_alone),
    (lambda s: s.is_typed, _itself),
    (lambda s: is_size(s) and not s.square, _itself_if_not_alone),
    # square brackets
    (lambda s: s.square and not s.is_opaque and is_place(s.r) and s.open and not s.r.scope.alone, _opaque_primed),
    (lambda s: s.square and not s.is_opaque and is_place(s.r), _entry_or_product),
    (lambda s: s.square and s.is_habitual and not s.is_bare and s.open, _opaque_primed),
    (lambda s: s.square and s.is_habitual and not s.is_bare, _argument_or_product),
    (lambda s: s.square and not s.is_opaque and is_calligraphic(s) and s.open, _opaque_primed),
    (lambda s: s.square and not s.is_opaque and is_calligraphic(s), _argument_or_product),
    (lambda s: s.square and not s.is_opaque, _itself),
    (lambda s: s.square and s.is_bare and not s.open, _expectation_or_product),
    (lambda s: s.square, _opaque),
    # names that also stand without brackets
    (lambda s: holds_member_number(s) and s.open, _opaque),
    (lambda s: holds_member_number(s), _product_or_function),
    (lambda s: s.is_bare and s.flat == r"\sigma" and is_logistic(s) and s.open, _opaque),
    (lambda s: s.is_bare and s.flat == r"\sigma" and is_logistic(s), _product_or_function),
    (lambda s: s.name.name in ORDERS and s.plain and not s.is_bare, _order),
    (lambda s: s.is_bare and s.is_habitual and not s.name.primes and is_compounded(s), _itself),
    (lambda s: s.is_bare and s.is_habitual and holds_itself(s), _itself),
    (lambda s: s.is_bare and s.is_habitual and s.open, _opaque_primed),
    (lambda s: s.is_bare and s.is_habitual, _with_and_without),
    (lambda s: s.is_bare, _itself_if_not_alone),
    # the others
    (lambda s: s.is_habitual and not s.name.primes and holds_condition(s), _opaque),
    (lambda s: s.flat in ("g", "h") and not s.open and is_value_of_constant(s), _product_or_function),
    (lambda s: is_nth_derivative(s), _new_derivative_of_order),
    (lambda s: s.flat == s.r.head and not s.name.primes and not (s.is_opaque and conditional_ahead(s.r)), _new),
    (lambda s: s.is_habitual and order_bracket(s.r, s.name) and s.r.tokens[s.name.brackets[0][0] - 1].text == "(", _derivative_or_index),
    (lambda s: s.name.primes > 0 and s.name.name in GREEK, _new),
    (lambda s: s.plain and called_and_derived(s.r, s.name), _new),
    (lambda s: s.is_habitual and (s.name.primes > 0 or s.plain or not index_like(s.r, s.name)), _new),
    (lambda s: s.is_habitual and not s.open and not s.name.powers, _member),
    (lambda s: s.name.name in AMOUNTS and not s.name.primes and (begins_with_numeral(s) or holds_sibling(s)), _itself),
    (lambda s: s.name.name in AMOUNTS and not s.name.primes and holds_plain_sum(s), _product_or_function),
    (lambda s: s.r.scope.alone and s.flat in NUMBERS and not s.name.primes and begins_with_numeral(s), _itself),
    (lambda s: (s.is_opaque or is_said_function(s.r, s.name)) and not s.name.primes, _opaque),
    (lambda s: s.is_habitual and s.open, _opaque),
    (lambda s: not s.name.primes and not s.open and (holds_lone_argument(s) or is_logistic(s)), _member),
    (lambda s: s.open and s.name.name == r"\sigma" and not s.name.primes and is_logistic(s), _opaque),
    (lambda s: s.open and holds_image(s), _product_or_function),
    (lambda s: index_like(s.r, s.name) and not s.name.primes and not s.open and is_called_elsewhere(s), _member),
    (lambda s: index_like(s.r, s.name) and not s.is_habitual and holds_time(s), _product_or_function),
    (lambda s: index_like(s.r, s.name) and not s.is_habitual, _itself_if_not_alone),
    (lambda s: discounts(s) or holds_transposed_sum(s), _itself),
    (lambda s: s.flat in RATES | FACTORS | COEFFICIENTS | NUMBERS and not s.name.primes and multiplies_sum(s), _itself),
    (lambda s: True, _product_or_function),
)


# --- powers before brackets -------------------------------------------------------------------


def _is_power_before_sum(r: Reader, name: NameAt) -> bool:
    r"""``a^2(b + c)``, ``p^k(1 - q)``, ``\Sigma^{-1}(x - \mu)``: a power times a sum; ``u^n(x + h)`` may be a function."""
    inside = inside_brackets(r, r.position)
    marks = [t for a, b in name.powers for t in r.tokens[a:b]]
    if name.name.isupper() and [t.text for t in marks] in (["T"], [r"\top"]) and inside is not None and _has_sum(r, inside.close):
        within = any(t.text == name.name for t in r.tokens[r.position + 1 : inside.close])
        return name.name not in HABIT or within  # X^\top (y - \hat{y}), H^\top (HPH^\top + R)^{-1}
    if inside is None or inside.parted or name.name in FUNCTIONS_TOO - {r"\sigma"} or not _has_sum(r, inside.close):
        return False
    if name.name == r"\sigma" and marks[0].text == "-":
        return False
    numeral = all(t.kind == "number" or t.text == "-" for t in marks)
    return numeral or (r.tokens[r.position + 1].kind == "number" and r.tokens[r.position + 2].text in ("+", "-"))


def _has_sum(r: Reader, close: int) -> bool:
    """Whether a sum stands in the brackets."""
    depth = 0
    for token in r.tokens[r.position + 1 : close]:
        if depth == 0 and token.text in ("+", "-"):
            return True
        depth += (token.text in ("(", "[", "{", r"\{")) - (token.text in (")", "]", "}", r"\}"))
    return False


def _open_powered_call(r: Reader, name: NameAt, function: bool) -> str:
    """``p^*(x)``, ``m^{t+1}(x)``, ``F^{-1}(u)``, ``f^2(x)``: what is called, literally; empty if it may be a product."""
    inside = inside_brackets(r, r.position)
    marks = [t for a, b in name.powers for t in r.tokens[a:b]]
    if inside is None or not marks or marks[-1].text in TRANSPOSES or marks[-1].arg == "T":
        return ""
    numeral = len(marks) == 1 and marks[0].kind == "number" and (bool(name.subscripts) or name.name in GREEK)
    literal = numeral or all(t.text in STARRED for t in marks) or any(t.kind in ("letter", "command", "text") for t in marks)
    called = function or (literal and (inside.parted or lone_argument(r, r.position + 1, inside.close)))
    return flat_name(r.tokens, name) + "".join(f"^{{{spelled(r.tokens[a:b])}}}" for a, b in name.powers) if called else ""


def _powered_call(r: Reader, name: NameAt, first: int) -> Term | None:
    known = r.symbol(name.name)
    if known is None and WORD.match(name.name):
        if r.scope.open:
            return opaque(r, flat_name(r.tokens, name) + "".join(f"^{{{spelled(r.tokens[a:b])}}}" for a, b in name.powers), first)
        raise r.error(f"{name.name}^…(…): what does the superscript say?", first, "write it as a subscript")
    if r.scope.open:
        inverse = FUNCTIONS_TOO if [t.text for a, b in name.powers for t in r.tokens[a:b]] == ["-", "1"] else HABIT
        habitual = known is None and name.name in inverse and name.name not in r.usage.bare
        written = _open_powered_call(r, name, habitual or (known is not None and known.sort.is_function))
        if written:
            return opaque(r, written, first)
        if known is None and is_bold(name.name):
            if name.subscripts or not is_capital(name.name):
                refuse_lone_argument(r, f"{name.name}^…", first)
            return None
    if known is None and _is_power_before_sum(r, name):
        return None
    function = known.sort.is_function if known is not None else name.name in HABIT and name.name not in r.usage.bare
    if not function:
        if known is None and name.name not in r.usage.bare and not name.subscripts and not of_matrices(r):
            raise r.error(f"{name.name}^…(…): a power of a function or a product?", first, "add brackets")
        if known is None:
            refuse_lone_argument(r, f"{name.name}^…", first)
        return None
    raise r.error(f"a power of the function {name.name} before its argument", first, f"write ({name.name}(x))^2, or the inverse by a name")
