r"""A name before brackets: a call, or the first factor of a product.

``NAME(…)`` is a call of a declared or defined function; of a name that never stands bare, if it is one of
``f g h F G H \phi \psi`` or the statement defines it; a product if the name is a declared scalar or stands bare, of a rate
such as α before a sum, of an amount such as P in ``P(1 + r)``; of ``p``, ``P``, ``q``, ``E`` and named operators an application of
which nothing is known, but for the statistics of declared random variables (:mod:`symbolic.latex.chances`); else it is not read.
The first rule that holds says which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symbolic.latex.applying import (
    FUNCTIONS_TOO,
    apply_known,
    apply_new,
    derivative_of_order,
    opaque,
    order_bracket,
    order_of,
    refuse_lone_argument,
)
from symbolic.latex.chances import is_moment, statistic
from symbolic.latex.errors import ReadingError
from symbolic.latex.names import GREEK, ORDERS, TRANSPOSES, NameAt
from symbolic.latex.opennames import CLAIMS, STARRED, inside_brackets, is_call, lone_argument, places_of
from symbolic.latex.quotients import is_derivative
from symbolic.latex.reader import Reader
from symbolic.latex.separators import DOUBLE, after_separator, count_arguments, of_other_arity
from symbolic.latex.survey import INDEX_LETTERS, flat_name, index_parts, spelled
from symbolic.latex.variables import HABIT, is_bold, is_family, is_said_function
from symbolic.terms import REAL, Sort, Sym, Term, sym

OPAQUE = frozenset({"p", "P", "q", "E", r"\mathbb{E}", r"\mathbb{P}", r"\mathbb{I}",
                    r"\mathbf{E}", r"\mathrm{E}", r"\mathrm{P}", r"\mathbf{P}"})
AMOUNTS = frozenset({"p", "P", "q", "E"})
"""Letters of densities and expectations that are numbers as well: a price, a capital, a charge, a modulus."""
FACTORS = frozenset({r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\varepsilon", r"\eta", r"\lambda", r"\rho", r"\tau",
                     r"\omega"})
"""Names of rates and weights: before a sum in brackets they multiply it."""
RATES = frozenset({"a", "b", "m", r"\alpha", r"\beta", r"\gamma", r"\epsilon", r"\varepsilon", r"\eta", r"\lambda"})
"""Coefficients that are so plainly no functions that nothing has to say it."""
LOSSES = frozenset({"L", "J", "R", "N", "O", r"\ell", r"\Pi", r"\Omega", r"\Theta"})
"""Letters of losses, risks, covering numbers, orders and projections."""
STEPS = frozenset({"h", "s", "u", "d", "k", r"\tau", r"\delta", r"\epsilon", r"\varepsilon", r"\Delta"})
r"""What an argument is shifted by, as numerals are: ``\lambda(t + h)``."""

TIMES = frozenset({"t", "n", "k", "i"})


def called(r: Reader, name: NameAt, first: int) -> Term | None:
    """The application of a name to what stands in brackets after it; None if the name stands for itself."""
    bracket = r.peek().text
    if bracket == r"\{":
        return _braced(r, name, first)
    if bracket not in ("(", "["):
        return None
    chance = statistic(r, name)
    if chance is not None:
        return chance
    if name.primes == 1 and r.usage.is_transposed(name.name):
        return None
    if name.powers:
        return _powered_call(r, name, first) if bracket == "(" else None
    site = _site(r, name, first)
    return next(then for when, then in RULES if when(site))(site)


def _braced(r: Reader, name: NameAt, first: int) -> Term | None:
    r"""``E\{X\}``, ``\mathcal{L}\{f\}``: the braces of an operator, which nothing multiplies."""
    operator = name.name in OPAQUE or name.name.startswith((r"\text{", r"\mathrm{", r"\mathcal{", r"\mathscr{", r"\mathbb{"))
    if not operator or name.powers or r.symbol(name.name) is not None or r.symbol(flat_name(r.tokens, name)) is not None:
        return None
    if r.scope.open and inside_brackets(r, r.position) is not None:
        return opaque(r, flat_name(r.tokens, name), first)
    raise r.error(rf"{name.name}\{{…\}}: a product, or an operator?", first, r"write \cdot for the product, or […] for the operator")


@dataclass(frozen=True, slots=True)
class Site:
    """A name before brackets.

    flat:   the name with its scripts, without primes; ``plain``: it has none.
    known:  what is known under that name; ``base``: what is known under the name without scripts.
    other:  the name of the function with as many arguments as stand here, where the known one takes another number.
    """

    r: Reader
    name: NameAt
    first: int
    flat: str
    plain: bool
    known: Sym | None
    base: Sym | None
    other: str

    @property
    def open(self) -> bool:
        return self.r.scope.open

    @property
    def square(self) -> bool:
        return self.r.at("[")

    @property
    def is_function(self) -> bool:
        return self.known is not None and self.known.sort.is_function

    @property
    def has_function(self) -> bool:
        return self.base is not None and self.base.sort.is_function

    @property
    def is_typed(self) -> bool:
        return self.known is not None or _is_array(self.base)

    @property
    def is_habitual(self) -> bool:
        return self.name.name in HABIT

    @property
    def is_opaque(self) -> bool:
        return self.name.name in OPAQUE or self.name.name.startswith((r"\text{", r"\mathrm{", r"\mathcal{KL", r"\mathbb{V"))

    @property
    def is_bare(self) -> bool:
        """Whether the name stands somewhere with no brackets after it."""
        bare = not self.r.usage.bare.isdisjoint((self.name.name, self.flat)) and not is_moment(self.name)
        return bare and not self.name.name.startswith(r"\mathbb") and not is_said_function(self.r, self.name)

    @property
    def is_derived(self) -> bool:
        primed = self.name.primes and (self.base is not None or self.is_habitual or self.name.name in GREEK)
        return bool(primed) or _called_and_derived(self.r, self.name)

    @property
    def is_parted(self) -> bool:
        inside = inside_brackets(self.r, self.r.position)
        return inside is not None and inside.parted

    def error(self, message: str, remedy: str) -> ReadingError:
        return self.r.error(message, self.first, remedy)


def _site(r: Reader, name: NameAt, first: int) -> Site:
    flat = flat_name(r.tokens, name, primes=False)
    known, other = r.symbol(flat), ""
    if known is not None and known.sort.domain is not None and count_arguments(r.tokens, r.position) != len(known.sort.domain):
        other = of_other_arity(flat)
        known = r.symbol(other) or known
    return Site(r, name, first, flat, flat == name.name, known, r.symbol(name.name), other)


# --- what is done -----------------------------------------------------------------------------


def _known(s: Site) -> Term:
    assert s.known is not None
    return apply_known(s.r, s.known, s.name, s.first)


def _derivative(s: Site) -> Term:
    assert s.base is not None
    return apply_known(s.r, s.base, s.name, s.first)


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


def _expectation_or_product(s: Site) -> Term:
    raise s.error(f"{s.flat}[…]: a product or an expectation?", f"write {s.flat} \\cdot […] for the product")


def _with_and_without(s: Site) -> Term:
    raise s.error(f"{s.flat} stands with and without an argument", rf"declare it: <!-- derivations: let {s.flat} : \mathbb{{R}} \to "
                  rf"\mathbb{{R}} -->, or let {s.flat} \in \mathbb{{R}} for a product")


def _derivative_or_index(s: Site) -> Term:
    base = s.name.name
    raise s.error(f"{s.flat}(…): a derivative of {base}, or a function with an index?",
                  rf"write {base}''(x), or declare {base} : \mathbb{{R}} \to \mathbb{{R}} for a derivative")


def _product_or_function(s: Site) -> Term:
    raise s.error(f"{s.flat}(…): a product or a function?",
                  rf"declare it: <!-- derivations: let {s.flat} \in \mathbb{{R}} --> for a product, "
                  rf"<!-- derivations: let {s.flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function")


RULES: tuple[tuple[Callable[[Site], bool], Callable[[Site], Term | None]], ...] = (
    # functions with a type
    (lambda s: bool(s.other) and s.r.head == s.other and not s.name.primes, _new_of_other_arity),
    (lambda s: s.is_function and s.open and not s.square and not s.name.primes and _takes_otherwise(s), _opaque),
    (lambda s: s.is_function, _known),
    # open readings
    (lambda s: s.open and s.known is s.base is None and _is_nth_derivative(s), _new_derivative_of_order),
    (lambda s: s.open and not s.square and not s.is_derived and is_call(s.r, s.name, HABIT, s.is_typed), _opaque_primed),
    (lambda s: s.open and not s.square and s.known is s.base is None and not s.is_derived and _is_always_called(s), _opaque),
    (lambda s: s.open and s.known is None and s.flat in FACTORS and not _holds_place(s), _itself),
    (lambda s: s.open and s.square and s.is_parted, _opaque_primed),
    # names with a type
    (lambda s: s.has_function and (s.name.primes > 0 or order_bracket(s.r, s.name)), _derivative),
    (lambda s: s.has_function and s.known is None and len(s.name.brackets) == 1 and not s.name.subscripts, _derivative_of_order),
    (lambda s: s.known is not None and s.known.name not in s.r.bound and s.known.name in s.r.scope.defined, _itself_if_not_alone),
    (lambda s: s.is_typed, _itself),
    # square brackets
    (lambda s: s.square and not s.is_opaque and _is_place(s.r) and s.open, _opaque_primed),
    (lambda s: s.square and not s.is_opaque and _is_place(s.r), _entry_or_product),
    (lambda s: s.square and not s.is_opaque, _itself),
    (lambda s: s.square and s.is_bare and not s.open, _expectation_or_product),
    (lambda s: s.square, _opaque),
    # names that also stand without brackets
    (lambda s: s.name.name in ORDERS and s.plain and not s.is_bare, _order),
    (lambda s: s.is_bare and s.is_habitual and s.open and _holds_itself(s), _itself),
    (lambda s: s.is_bare and s.is_habitual and s.open, _opaque_primed),
    (lambda s: s.is_bare and s.is_habitual, _with_and_without),
    (lambda s: s.is_bare, _itself_if_not_alone),
    # the others
    (lambda s: s.is_habitual and not s.name.primes and _holds_condition(s), _opaque),
    (lambda s: _is_nth_derivative(s), _new_derivative_of_order),
    (lambda s: s.flat == s.r.head and not s.name.primes and not (s.is_opaque and _conditional_ahead(s.r)), _new),
    (lambda s: s.is_habitual and order_bracket(s.r, s.name) and s.r.tokens[s.name.brackets[0][0] - 1].text == "(", _derivative_or_index),
    (lambda s: s.name.primes > 0 and s.name.name in GREEK, _new),
    (lambda s: s.plain and _called_and_derived(s.r, s.name), _new),
    (lambda s: s.is_habitual and (s.name.primes > 0 or s.plain or not _index_like(s.r, s.name)), _new),
    (lambda s: s.is_habitual and not s.open and not s.name.powers, _member),
    (lambda s: s.name.name in AMOUNTS and not s.name.primes and (_begins_with_numeral(s) or _holds_sibling(s)), _itself),
    (lambda s: s.name.name in AMOUNTS and not s.name.primes and _holds_plain_sum(s), _product_or_function),
    (lambda s: (s.is_opaque or is_said_function(s.r, s.name)) and not s.name.primes, _opaque),
    (lambda s: s.is_habitual and s.open, _opaque),
    (lambda s: not s.name.primes and not s.open and (_holds_lone_argument(s) or _is_logistic(s)), _member),
    (lambda s: _index_like(s.r, s.name) and not s.is_habitual, _itself_if_not_alone),
    (lambda s: s.flat in RATES | FACTORS and not s.name.primes and _multiplies_sum(s), _itself),
    (lambda s: True, _product_or_function),
)


# --- what is asked ----------------------------------------------------------------------------


def _addends(s: Site) -> list[range]:
    """The places of the addends in the brackets; none if a list, a condition or one addend alone stands there."""
    r = s.r
    inside = inside_brackets(r, r.position)
    if inside is None or inside.parted:
        return []
    depth, found, start = 0, list[range](), r.position + 1
    for place in range(r.position + 1, inside.close):
        text = r.tokens[place].text
        if depth == 0 and text in ("+", "-"):
            found.append(range(start, place))
            start = place + 1
        depth += (text in ("(", "[", "{", r"\{")) - (text in (")", "]", "}", r"\}"))
    return [*(a for a in found if a), range(start, inside.close)] if found else []


def _is_called_elsewhere(s: Site) -> bool:
    """Whether the name stands in the row before a lone argument or a list."""
    for other in places_of(s.r, s.flat):
        inside = inside_brackets(s.r, other.end, len(s.r.tokens)) if s.r.tokens[other.end].text == "(" else None
        if inside is not None and (inside.parted or lone_argument(s.r, other.end + 1, inside.close)):
            return True
    return False


def _is_nth_derivative(s: Site) -> bool:
    r"""``\sum_n \frac{f^{(n)}(a)}{n!} (x - a)^n``: a letter that a sum binds, and of which the factorial is taken."""
    tokens = s.r.tokens
    letter = tokens[s.name.brackets[0][0]] if s.is_habitual and len(s.name.brackets) == 1 and not s.name.subscripts else None
    if letter is None or letter.text not in s.r.bound or s.name.brackets[0][1] != s.name.brackets[0][0] + 1:
        return False
    factorial = any(t.text == letter.text and tokens[k + 1].text == "!" for k, t in enumerate(tokens))
    return factorial and tokens[s.name.brackets[0][0] - 1].text == "("


def _begins_with_numeral(s: Site) -> bool:
    """``P(1 + r)^n``, ``q(1 - q)``: nobody asks for the density or the mean of 1 + r."""
    addends = _addends(s)
    numeral = len(addends) > 1 and len(addends[0]) == 1 and s.r.tokens[addends[0][0]].kind == "number"
    return numeral and not _may_be_random(s, addends) and not _is_called_elsewhere(s)


def _holds_sibling(s: Site) -> bool:
    r"""``p_i(\delta_{ij} - p_j)``: a member of a family times a sum with another one."""
    sibling = any(s.r.tokens[k].text == s.name.name for addend in _addends(s) for k in addend)
    return sibling and _index_like(s.r, s.name) and not _is_called_elsewhere(s)


def _holds_lone_argument(s: Site) -> bool:
    """``V(q)``, ``Q(s, a)``: what nobody would put in brackets for a product."""
    inside = inside_brackets(s.r, s.r.position)
    return inside is not None and (inside.parted or lone_argument(s.r, s.r.position + 1, inside.close))


def _holds_condition(s: Site) -> bool:
    """``H(Y | X)``: one bar that has no partner."""
    inside = inside_brackets(s.r, s.r.position)
    bars = [t.text for t in s.r.tokens[s.r.position : inside.close] if t.text in ("|", r"\mid")] if inside is not None else []
    return len(bars) == 1


def _is_logistic(s: Site) -> bool:
    r"""``\sigma(w x + b)``, ``\sigma(-z)``: no deviation times a number, as ``\sigma(1 - r)`` and ``\sigma(x - m)`` may be."""
    addends = _addends(s)
    if s.name.name not in FUNCTIONS_TOO or not addends or s.r.tokens[addends[0][0]].kind == "number":
        return False
    names = [s.r.name_at(a[0]) for a in addends]
    return len(addends) == 1 or not all(n is not None and n.end == a.stop for n, a in zip(names, addends, strict=True))


def _may_be_random(s: Site, addends: list[range]) -> bool:
    """``E(1 + X)``: a capital letter may be a random variable."""
    return s.name.name == "E" and any(s.r.tokens[k].text.isupper() for addend in addends for k in addend)


def _holds_plain_sum(s: Site) -> bool:
    """``q(x + y)``, but ``E(X + Y)``: a sum in which no capital letter stands for a random variable."""
    addends = _addends(s)
    return bool(addends) and not _may_be_random(s, addends) and not _is_called_elsewhere(s)


def _multiplies_sum(s: Site) -> bool:
    r"""``\alpha(b + c)``, but not ``\lambda(t + 1)``, ``\gamma(x - h)``: a name and a step may be a shifted argument.

    What is less plainly a factor multiplies a sum that holds a derivative: ``\rho(\frac{\partial v}{\partial t} + g)``."""
    addends = _addends(s)
    if len(addends) < 2 or _is_called_elsewhere(s):
        return False
    name, last = s.r.name_at(addends[0][0]), s.r.tokens[addends[-1][0]]
    lone = name is not None and name.end == addends[0].stop and not name.powers
    if s.flat not in RATES:
        return any(is_derivative(s.r.tokens, k, s.r.close) for addend in addends for k in addend if s.r.tokens[k].text == r"\frac")
    return not (len(addends) == 2 and lone and (last.kind == "number" or last.text in STEPS))


def _holds_place(s: Site) -> bool:
    r"""``\lambda(t + 1)``, ``\beta[n]``, ``\delta(x - a)``."""
    if s.square:
        return _is_place(s.r)
    addends = _addends(s)
    if s.flat == r"\delta":
        return len(addends) == 2 and s.r.tokens[addends[0][0]].kind != "number"
    return [len(a) for a in addends] == [1, 1] and s.r.tokens[addends[0][0]].text in TIMES and s.r.tokens[addends[1][0]].kind == "number"


def _is_always_called(s: Site) -> bool:
    r"""``\sigma(w x + b)``, ``\hat{L}(\alpha g)``: a letter of functions that stands nowhere without brackets."""
    capital = s.name.name.rstrip("}").rsplit("{", 1)[-1]
    functional = s.flat in FUNCTIONS_TOO or capital in LOSSES
    return functional and s.r.usage.bare.isdisjoint((s.flat, s.name.name))


def _is_place(r: Reader) -> bool:
    """``x[n]``, ``h[n-1]``, ``z[1]``: a lone name or numeral in square brackets, or a letter that counts beside one."""
    inside = inside_brackets(r, r.position)
    if inside is None or r.tokens[inside.close].text != "]" or r.tokens[inside.close + 1].text in ("^", "_"):
        return False
    tokens = r.tokens[r.position + 1 : inside.close]
    shifted = [t.kind for t in tokens] == ["letter", "symbol", "number"] and tokens[0].text in INDEX_LETTERS and tokens[1].text in "+-"
    return shifted or lone_argument(r, r.position + 1, inside.close)


def _holds_itself(s: Site) -> bool:
    """``h_j(1 - h_j)``: a number times what is left of 1."""
    inside = inside_brackets(s.r, s.r.position)
    return inside is not None and any(t.text == s.name.name for t in s.r.tokens[s.r.position : inside.close])


def _is_array(known: Sym | None) -> bool:
    return known is not None and bool(known.sort.shape or known.sort.index)


def _takes_otherwise(s: Site) -> bool:
    """Whether what stands in the brackets is no list of as many arguments as a function takes: ``p(x \\mid y)`` beside ``p(x)``."""
    r = s.r
    inside = inside_brackets(r, r.position)
    if inside is None:
        return False
    depth, commas = 0, 0
    for place in range(r.position, inside.close):
        token = r.tokens[place]
        depth += (token.text in ("(", "[", "{", r"\{")) - (token.text in (")", "]", "}", r"\}"))
        parts = depth == 1 and after_separator(r.tokens, place) > 0
        if depth == 1 and not parts and token.text in CLAIMS | {"|", r"\mid"} | DOUBLE and not after_separator(r.tokens, place - 1):
            return True
        commas += parts
    return commas + 1 != len((s.known.sort.domain if s.known is not None else None) or ())


def _is_power_before_sum(r: Reader, name: NameAt) -> bool:
    r"""``a^2(b + c)``, ``p^k(1 - q)``, ``\Sigma^{-1}(x - \mu)``: a power times a sum; ``u^n(x + h)`` may be a function."""
    inside = inside_brackets(r, r.position)
    marks = [t for a, b in name.powers for t in r.tokens[a:b]]
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


def _called_and_derived(r: Reader, name: NameAt) -> bool:
    """``V(x)`` beside ``V'(x)`` in the row: the same brackets after a letter and after the letter with a prime."""
    if r.called_and_derived is None:
        found: dict[tuple[str, str], set[bool]] = {}
        for k, token in enumerate(r.tokens if any(t.text == "'" for t in r.tokens) else ()):
            other = r.name_at(k, len(r.tokens)) if token.kind == "letter" or token.text in GREEK else None
            if other is not None and not other.subscripts and not other.powers and r.tokens[other.end].text == "(":
                close = next((n for n in range(other.end, len(r.tokens)) if r.tokens[n].text == ")"), other.end)
                found.setdefault((token.text, spelled(r.tokens[other.end : close])), set()).add(other.primes > 0)
        r.called_and_derived = frozenset(letter for (letter, _), kinds in found.items() if len(kinds) == 2)
    return name.name in r.called_and_derived


def _conditional_ahead(r: Reader) -> bool:
    r"""``p(x, y) = p(x \mid y) p(y)``: a name that takes conditions is no function that the formula defines."""
    return any(t.text == r"\mid" for t in r.tokens) or sum(t.text == "|" for t in r.tokens) % 2 == 1


def _index_like(r: Reader, name: NameAt) -> bool:
    base, items = index_parts(r.tokens, name)
    return bool(items) and is_family(r, base, items)


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


def _of_matrices(r: Reader) -> bool:
    r"""``\sigma^2 (X^\top X)^{-1}``: whether what stands in the brackets ahead is transposed or inverted: a number multiplies it."""
    texts = [t.text for t in r.tokens]
    depth = 0
    for close in range(r.position, len(texts)):
        depth += (texts[close] == "(") - (texts[close] == ")")
        if depth == 0:
            return r"\top" in texts[r.position : close] or texts[close + 1 : close + 5] == ["^", "{", "-", "1"]
    return False


def _powered_call(r: Reader, name: NameAt, first: int) -> Term | None:
    known = r.symbol(name.name)
    if r.scope.open:
        inverse = FUNCTIONS_TOO if [t.text for a, b in name.powers for t in r.tokens[a:b]] == ["-", "1"] else HABIT
        habitual = known is None and name.name in inverse and name.name not in r.usage.bare
        written = _open_powered_call(r, name, habitual or (known is not None and known.sort.is_function))
        if written:
            return opaque(r, written, first)
        if known is None and is_bold(name.name):
            return None
    if known is None and _is_power_before_sum(r, name):
        return None
    function = known.sort.is_function if known is not None else name.name in HABIT and name.name not in r.usage.bare
    if not function:
        if known is None and name.name not in r.usage.bare and not name.subscripts and not _of_matrices(r):
            raise r.error(f"{name.name}^…(…): a power of a function or a product?", first, "add brackets")
        if known is None:
            refuse_lone_argument(r, f"{name.name}^…", first)
        return None
    raise r.error(f"a power of the function {name.name} before its argument", first, f"write ({name.name}(x))^2, or the inverse by a name")
