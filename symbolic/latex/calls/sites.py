r"""A name before brackets: what is known of it, how it is used, and what stands in the brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symbolic.latex.calculus.quotients import is_derivative
from symbolic.latex.calls.applying import FUNCTIONS_TOO
from symbolic.latex.errors import ReadingError
from symbolic.latex.names.open_names import CLAIMS, inside_brackets, lone_argument, places_of
from symbolic.latex.names.usage import INDEX_LETTERS, flat_name, index_parts, spelled
from symbolic.latex.names.variables import HABIT, is_family, is_said_function
from symbolic.latex.probability.chances import is_moment
from symbolic.latex.reader import Reader
from symbolic.latex.source.separators import DOUBLE, after_separator, count_arguments, of_other_arity
from symbolic.latex.source.spelling import BOLD, GREEK, TRANSPOSES, NameAt, group_range, is_capital
from symbolic.terms import Sym

OPAQUE = frozenset({"p", "P", "q", "E", r"\mathbb{E}", r"\mathbb{P}", r"\mathbb{I}",
                    r"\mathbf{E}", r"\mathrm{E}", r"\mathrm{P}", r"\mathbf{P}"})
ESTIMATED = re.compile(r"\\(?:wide)?(?:hat|tilde)\{(\\mathbb\{.*\}|\\text\{.*\}|\\mathrm\{.*\}|E|P)\}")
"""An estimate of an expectation or a probability: ``\\hat{\\mathbb{E}}_t[X]``."""
MEANS = frozenset({"E", r"\mathbb{E}", r"\mathbf{E}", r"\mathrm{E}", r"\text{E}"})
AMOUNTS = frozenset({"p", "P", "q", "E"})
"""Letters of densities and expectations that are numbers as well: a price, a capital, a charge, a modulus."""
FACTORS = frozenset({r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\varepsilon", r"\eta", r"\lambda", r"\rho", r"\tau",
                     r"\omega"})
"""Names of rates and weights: before a sum in brackets they multiply it."""
RATES = frozenset({"a", "b", "m", r"\alpha", r"\beta", r"\gamma", r"\epsilon", r"\varepsilon", r"\eta", r"\lambda"})
"""Coefficients that are so plainly no functions that nothing has to say it."""
NUMBERS = frozenset({r"\mu", r"\nu", r"\kappa", r"\rho", r"\tau", r"\omega", r"\eta", "a", "b", "c", "d", "k", "m", "r", "s", "w",
                     "x", "z"})
"""Letters that nobody calls at 1 + r."""
COEFFICIENTS = frozenset({"c", "k", "A", "C", "K"})
"""Those that are, before a power of a sum."""
LOSSES = frozenset({"L", "J", "R", "N", "O", r"\ell", r"\Pi", r"\Omega", r"\Theta"})
"""Letters of losses, risks, covering numbers, orders and projections."""
STEPS = frozenset({"h", "s", "u", "d", "k", r"\tau", r"\delta", r"\epsilon", r"\varepsilon", r"\Delta"})
r"""What an argument is shifted by, as numerals are: ``\lambda(t + h)``."""

DOTTED = re.compile(r"\\(?P<dots>d{1,4}ot)\{(?P<base>[^{}]+)\}")
TIMES = frozenset({"t", "n", "k", "i"})
CDOT = r"\cdot"
"""An argument in the name of a function that stands without it as well."""


@dataclass(frozen=True, slots=True)
class Site:
    """A name before brackets.

    flat:   the name with its scripts, without primes; ``plain``: it has none.
    known:  what is known under that name; ``base``: what is known under the name without scripts.
    square: the brackets are square.
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
    square: bool

    @property
    def open(self) -> bool:
        return self.r.scope.open

    @property
    def is_function(self) -> bool:
        return self.known is not None and self.known.sort.is_function

    @property
    def has_function(self) -> bool:
        return self.base is not None and self.base.sort.is_function

    @property
    def is_typed(self) -> bool:
        return self.known is not None or is_array(self.base)

    @property
    def is_habitual(self) -> bool:
        return self.name.name in HABIT

    @property
    def is_opaque(self) -> bool:
        name = ESTIMATED.sub(r"\1", self.name.name)
        return name in OPAQUE or name.startswith((r"\text{", r"\mathrm{", r"\mathcal{KL", r"\mathbb{V"))

    @property
    def is_bare(self) -> bool:
        """Whether the name stands somewhere with no brackets after it."""
        bare = not self.r.usage.bare.isdisjoint((self.name.name, self.flat)) and not is_moment(self.name)
        return bare and not self.name.name.startswith(r"\mathbb") and not is_said_function(self.r, self.name)

    @property
    def is_derived(self) -> bool:
        primed = self.name.primes and (self.base is not None or self.is_habitual or self.name.name in GREEK)
        return bool(primed) or called_and_derived(self.r, self.name)

    @property
    def is_parted(self) -> bool:
        inside = inside_brackets(self.r, self.r.position)
        return inside is not None and inside.parted

    def error(self, message: str, remedy: str) -> ReadingError:
        return self.r.error(message, self.first, remedy)


def refuse_power_of_mean(r: Reader, name: NameAt, first: int) -> None:
    r"""``E(X - \mu)^2``: most people mean the mean of the square; ``E(X)^2`` is a square."""
    inside = inside_brackets(r, r.position) if name.name in MEANS and r.at("(") else None
    if inside is None or r.tokens[inside.close + 1].text != "^" or lone_argument(r, r.position + 1, inside.close):
        return
    exponent = r.tokens[slice(*group_range(r.tokens, inside.close + 2, r.close))]
    if inside.parted or [t.kind for t in exponent] != ["number"]:
        return
    raise r.error(f"{name.name}(…)^{exponent[0].text}: a power of the mean, or the mean of a power?", first,
                  f"write {name.name}[(…)^{exponent[0].text}] or ({name.name}[…])^{exponent[0].text}")


def site_of(r: Reader, name: NameAt, first: int) -> Site:
    flat = flat_name(r.tokens, name, primes=False)
    known, other = r.symbol(flat), ""
    if known is not None and known.sort.domain is not None and count_arguments(r.tokens, r.position) != len(known.sort.domain):
        other = of_other_arity(flat)
        known = r.symbol(other) or known
    return Site(r, name, first, flat, flat == name.name, known, r.symbol(name.name), other, r.at("["))


def has_formula(s: Site, primed: bool = False) -> bool:
    r"""``\sigma(2x)`` where a formula gives the value of σ(x), although σ stands bare as well: ``(1 - \sigma)\sigma``."""
    count = count_arguments(s.r.tokens, s.r.position)
    written = s.known is None and bool(s.name.primes) == primed and (not primed or count == 1)
    return written and s.r.scope.definition(f"{s.flat}({', '.join([CDOT] * count)})") is not None


def function_with_dots(r: Reader, flat: str, place: int) -> Sym | None:
    r"""The V of ``\\dot V(x)``, with the bracket at a place: a function of something else than the time, which varies with that."""
    mark = DOTTED.fullmatch(flat)
    known, itself = r.symbol(mark["base"]) if mark is not None else None, r.symbol(flat)
    free = itself is None or not itself.sort.is_function
    formula = r.scope.definition(known.name) if known is not None else None
    if formula is not None and [p.name for p in formula.params] == ["t"]:
        return None  # \\dot x(0) after x(t) = …
    return known if known is not None and known.sort.is_function and free and r.tokens[place + 1].text != "t" else None


def addends_in(s: Site) -> list[range]:
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
    return [a for a in (*found, range(start, inside.close)) if a] if found else []


def is_called_elsewhere(s: Site) -> bool:
    """Whether the name stands in the row before a lone argument or a list."""
    for other in places_of(s.r, s.flat):
        inside = inside_brackets(s.r, other.end, len(s.r.tokens)) if s.r.tokens[other.end].text == "(" else None
        if inside is not None and (inside.parted or lone_argument(s.r, other.end + 1, inside.close)):
            return True
    return False


def is_nth_derivative(s: Site) -> bool:
    r"""``\sum_n \frac{f^{(n)}(a)}{n!} (x - a)^n``: a letter that a sum binds, and of which the factorial is taken."""
    tokens = s.r.tokens
    letter = tokens[s.name.brackets[0][0]] if s.is_habitual and len(s.name.brackets) == 1 and not s.name.subscripts else None
    if letter is None or letter.text not in s.r.bound or s.name.brackets[0][1] != s.name.brackets[0][0] + 1:
        return False
    factorial = any(t.text == letter.text and tokens[k + 1].text == "!" for k, t in enumerate(tokens))
    return factorial and tokens[s.name.brackets[0][0] - 1].text == "("


def begins_with_numeral(s: Site) -> bool:
    """``P(1 + r)^n``, ``q(1 - q)``: nobody asks for the density or the mean of 1 + r."""
    addends = addends_in(s)
    numeral = len(addends) > 1 and len(addends[0]) == 1 and s.r.tokens[addends[0][0]].kind == "number"
    return numeral and not may_be_random(s, addends) and not is_called_elsewhere(s)


def is_compounded(s: Site) -> bool:
    """``F(1 + r)^{-n}`` of an F that stands bare: an amount and its interest."""
    inside = inside_brackets(s.r, s.r.position)
    return inside is not None and s.r.tokens[inside.close + 1].text == "^" and begins_with_numeral(s)


def holds_sibling(s: Site) -> bool:
    r"""``p_i(\delta_{ij} - p_j)``: a member of a family times a sum with another one."""
    sibling = any(s.r.tokens[k].text == s.name.name for addend in addends_in(s) for k in addend)
    return sibling and index_like(s.r, s.name) and not is_called_elsewhere(s)


def holds_lone_argument(s: Site) -> bool:
    """``V(q)``, ``Q(s, a)``: what nobody would put in brackets for a product; ``mg(5)`` may be one."""
    inside = inside_brackets(s.r, s.r.position)
    value = s.r.tokens[s.r.position + 1]
    if inside is not None and value.kind == "number" and inside.close == s.r.position + 2 and value.text != "0":
        return is_named_elsewhere(s)
    return inside is not None and (inside.parted or lone_argument(s.r, s.r.position + 1, inside.close))


def holds_condition(s: Site) -> bool:
    """``H(Y | X)``: one bar that has no partner."""
    inside = inside_brackets(s.r, s.r.position)
    bars = [t.text for t in s.r.tokens[s.r.position : inside.close] if t.text in ("|", r"\mid")] if inside is not None else []
    return len(bars) == 1


def is_calligraphic(s: Site) -> bool:
    r"""``\mathcal{N}[u(x)]``: an operator sooner than a factor."""
    return s.name.name.startswith((r"\mathcal", r"\mathscr")) and s.known is None


def holds_comparison(s: Site) -> bool:
    r"""``\delta[y = k]``, ``w[x > 0]``: a relation in the brackets."""
    inside = inside_brackets(s.r, s.r.position)
    return inside is not None and any(t.text in CLAIMS for t in s.r.tokens[s.r.position : inside.close])


def is_value_of_constant(s: Site) -> bool:
    """``mg(5)``: a letter side by side with others before a numeral, and nowhere before a name."""
    tokens, place = s.r.tokens, s.name.start
    beside = place > 0 and tokens[place].glued and tokens[place - 1].kind == "letter"
    numeral = tokens[s.r.position + 1].kind == "number" and tokens[s.r.position + 2].text == ")"
    return beside and numeral and not is_named_elsewhere(s)


def is_named_elsewhere(s: Site) -> bool:
    """``x(t) - x(1)``: whether the name stands in the row before a name in brackets."""
    tokens = s.r.tokens
    return any(tokens[o.end].text == "(" and tokens[o.end + 1].kind != "number" for o in places_of(s.r, s.flat))


def holds_row_of_layer(s: Site) -> bool:
    r"""``\delta^{(l+1)}(a^{(l)})^\top``: a column times the row of another layer, no value of a function."""
    inside = inside_brackets(s.r, s.r.position)
    name = s.r.name_at(s.r.position + 1) if s.name.brackets and inside is not None else None
    if inside is None or name is None or name.end != inside.close or not name.brackets or s.r.tokens[inside.close + 1].text != "^":
        return False
    return any(t.text in TRANSPOSES or t.arg == "T" for t in s.r.tokens[inside.close + 2 : inside.close + 4])


def holds_image(s: Site) -> bool:
    r"""``s_j(\mathbf{W}\mathbf{x}_n)``: a member of a family before a product of bold letters, which needs no brackets as a factor."""
    inside = inside_brackets(s.r, s.r.position)
    if inside is None or not index_like(s.r, s.name) or s.name.name in s.r.usage.bare:
        return False
    place, names = s.r.position + 1, 0
    while place < inside.close:
        name = s.r.name_at(place, inside.close)
        if name is None or name.powers or not name.name.startswith(BOLD):
            return False
        place, names = name.end, names + 1
    return names > 1


def is_logistic(s: Site) -> bool:
    r"""``\sigma(w x + b)``, ``\sigma(-z)``: no deviation times a number, as ``\sigma(1 - r)`` and ``\sigma(x - m)`` may be."""
    addends = addends_in(s)
    if s.name.name not in FUNCTIONS_TOO or s.r.tokens[s.r.position + 1].kind == "number":
        return False
    if not addends:
        return s.r.name_at(s.r.position + 1) is not None
    names = [s.r.name_at(a[0]) for a in addends]
    return len(addends) == 1 or not all(n is not None and n.end == a.stop for n, a in zip(names, addends, strict=True))


def may_be_random(s: Site, addends: list[range]) -> bool:
    """``E(1 + X)``: a capital letter may be a random variable."""
    return s.name.name == "E" and any(s.r.tokens[k].text.isupper() for addend in addends for k in addend)


def holds_plain_sum(s: Site) -> bool:
    """``q(x + y)``, but ``E(X + Y)``: a sum in which no capital letter stands for a random variable."""
    addends = addends_in(s)
    return bool(addends) and not may_be_random(s, addends) and not is_called_elsewhere(s)


def multiplies_sum(s: Site) -> bool:
    r"""``\alpha(b + c)``, ``a(x - h)^2``, but not ``\lambda(t + 1)``, ``\gamma(x - h)``: a name and a step may be a shifted argument.

    What is less plainly a factor multiplies a sum that holds a derivative: ``\rho(\frac{\partial v}{\partial t} + g)``."""
    addends = addends_in(s)
    if len(addends) < 2 or is_called_elsewhere(s):
        return False
    name, last = s.r.name_at(addends[0][0]), s.r.tokens[addends[-1][0]]
    if s.r.tokens[addends[-1].stop + 1].text == "^" and s.flat in RATES | COEFFICIENTS:
        return True
    if s.r.scope.alone and s.flat in NUMBERS - RATES and not any(
            s.r.tokens[k].text in TIMES | STEPS or s.r.tokens[k].kind == "number" for addend in addends for k in addend):
        return True
    lone = name is not None and name.end == addends[0].stop and not name.powers
    if s.flat not in RATES:
        return any(is_derivative(s.r.tokens, k, s.r.close) for addend in addends for k in addend if s.r.tokens[k].text == r"\frac")
    return not (len(addends) == 2 and lone and (last.kind == "number" or last.text in STEPS))


def holds_place(s: Site) -> bool:
    r"""``\lambda(t + 1)``, ``\beta[n]``, ``\delta(x - a)``."""
    if s.square:
        return is_place(s.r)
    addends = addends_in(s)
    if s.flat == r"\delta":
        return len(addends) == 2 and s.r.tokens[addends[0][0]].kind != "number"
    return [len(a) for a in addends] == [1, 1] and s.r.tokens[addends[0][0]].text in TIMES and s.r.tokens[addends[1][0]].kind == "number"


def is_always_called(s: Site) -> bool:
    r"""``\sigma(w x + b)``, ``\hat{L}(\alpha g)``: a letter of functions that stands nowhere without brackets."""
    capital = s.name.name.rstrip("}").rsplit("{", 1)[-1]
    functional = (s.flat in FUNCTIONS_TOO or capital in LOSSES) and s.flat not in s.r.usage.sizes
    return functional and s.r.usage.bare.isdisjoint((s.flat, s.name.name))


def is_size(s: Site) -> bool:
    r"""``\sum_{n=1}^N (y_n - a) = N(\bar{y} - a)``: what a sum runs to is a number."""
    return s.plain and not s.name.primes and s.flat in s.r.usage.sizes and not s.is_habitual and not is_called_elsewhere(s)


def is_place(r: Reader) -> bool:
    """``x[n]``, ``h[n-1]``, ``z[1]``: a lone name or numeral in square brackets, or a letter that counts beside one."""
    inside = inside_brackets(r, r.position)
    if inside is None or r.tokens[inside.close].text != "]" or r.tokens[inside.close + 1].text in ("^", "_"):
        return False
    tokens = r.tokens[r.position + 1 : inside.close]
    shifted = [t.kind for t in tokens] == ["letter", "symbol", "number"] and tokens[0].text in INDEX_LETTERS and tokens[1].text in "+-"
    return shifted or lone_argument(r, r.position + 1, inside.close)


def is_number_at_place(s: Site) -> bool:
    """``y[x]``, ``x_s[i]`` of what is a number or an array elsewhere: one name alone in square brackets is a place."""
    typed = s.known is not None or (s.base is not None and bool(s.name.subscripts))
    return typed and not s.is_opaque and s.r.tokens[s.r.position + 1].kind != "number" and is_place(s.r)


def says_dependence(s: Site) -> bool:
    """``f = f(z)``, ``y = y(x, t)``: the name alone on one side, and before one argument on the other, as all of that side."""
    r, tokens = s.r, [t.text for t in s.r.tokens[: next(k for k, t in enumerate(s.r.tokens) if t is s.r.end_token)] if t.text != "&"]
    inside = inside_brackets(r, r.position)
    if inside is None or s.name.powers or "=" not in tokens:
        return False
    call = [t.text for t in r.tokens[s.first : inside.close + 1] if t.text != "&"]
    alone = call[: s.name.end - s.first]
    while tokens and tokens[-1] in (".", ",", ";"):
        tokens.pop()
    return tokens in ([*alone, "=", *call], [*call, "=", *alone])


def holds_itself(s: Site) -> bool:
    """``h_j(1 - h_j)``: a number times what is left of 1."""
    inside = inside_brackets(s.r, s.r.position)
    return inside is not None and any(t.text == s.name.name for t in s.r.tokens[s.r.position : inside.close])


def holds_itself_bare(s: Site) -> bool:
    """``x(1 - x)`` of a function x of the time: a product, since no function is taken at itself."""
    inside = inside_brackets(s.r, s.r.position)
    names = [name for name in places_of(s.r, s.name.name) if inside is not None and s.r.position < name.start < inside.close]
    return bool(names) and all(s.r.tokens[name.end].text not in ("(", "[") for name in names)


def holds_time(s: Site) -> bool:
    """``x_i(t + 1)``: the next time, of a name whose index is another one."""
    addends = addends_in(s)
    tokens = s.r.tokens
    shifted = [len(a) for a in addends] == [1, 1] and tokens[addends[0][0]].text == "t" and tokens[addends[1][0]].kind == "number"
    return shifted and not any(t.text == "t" for a, b in s.name.subscripts for t in tokens[a:b])


def is_array(known: Sym | None) -> bool:
    return known is not None and bool(known.sort.shape or known.sort.index)


def is_array_at_number(s: Site) -> bool:
    r"""``\mathbf{x}(t)`` of an array: nobody puts a letter for a number in brackets to multiply by it."""
    tokens, place = s.r.tokens, s.r.position + 1
    letter = tokens[place].text
    scalar = letter in NUMBER_LETTERS and ((known := s.r.symbol(letter)) is None or known.sort.is_scalar)
    return s.known is not None and bool(s.known.sort.shape) and tokens[place + 1].text == ")" and scalar


NUMBER_LETTERS = frozenset({"t", "s", "k", "n", "i", r"\tau", r"\theta", r"\lambda", r"\epsilon"})


def takes_otherwise(s: Site) -> bool:
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


def called_and_derived(r: Reader, name: NameAt) -> bool:
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


def conditional_ahead(r: Reader) -> bool:
    r"""``p(x, y) = p(x \mid y) p(y)``: a name that takes conditions is no function that the formula defines."""
    return any(t.text == r"\mid" for t in r.tokens) or sum(t.text == "|" for t in r.tokens) % 2 == 1


def index_like(r: Reader, name: NameAt) -> bool:
    base, items = index_parts(r.tokens, name)
    return bool(items) and is_family(r, base, items)


def of_matrices(r: Reader) -> bool:
    r"""``\sigma^2 (X^\top X)^{-1}``: whether what stands in the brackets ahead is transposed or inverted: a number multiplies it."""
    texts = [t.text for t in r.tokens]
    depth = 0
    for close in range(r.position, len(texts)):
        depth += (texts[close] == "(") - (texts[close] == ")")
        if depth == 0:
            return r"\top" in texts[r.position : close] or texts[close + 1 : close + 5] == ["^", "{", "-", "1"]
    return False


def in_exponential(r: Reader, place: int) -> bool:
    """``e^{i(kx - \\omega t)}``: whether a place stands first in the exponent of e, or after a sign there."""
    place -= 1 + (r.tokens[place - 1].text in ("+", "-"))
    return place > 1 and r.tokens[place].text == "{" and r.tokens[place - 1].text == "^" and r.tokens[place - 2].text == "e"


TIMES_BETWEEN = frozenset({"T", "t", "s", "u", r"\tau", "-", "_", "0", "1"})


def discounts(s: Site) -> bool:
    """``e^{-r(T - t)}``: a rate times the time between, in an exponent."""
    if s.flat not in ("r", "k") or s.name.primes or not in_exponential(s.r, s.first) or is_called_elsewhere(s):
        return False
    addends = addends_in(s)
    return len(addends) == 2 and all(s.r.tokens[k].text in TIMES_BETWEEN for k in range(addends[0].start, addends[1].stop))


def holds_transposed_sum(s: Site) -> bool:
    r"""``X(A - Y)^T``: a capital letter before a sum of capital letters that is transposed, as no value of a function of capitals is."""
    addends = addends_in(s)
    if s.is_opaque or s.is_habitual or s.square or s.name.primes or len(addends) < 2 or is_called_elsewhere(s) \
            or not is_capital(s.name.name):
        return False
    names = [s.r.name_at(a.start) for a in addends]
    raised = s.r.tokens[addends[-1].stop + 1 : addends[-1].stop + 4]
    return (all(n is not None and n.end == a.stop and is_capital(n.name) for n, a in zip(names, addends, strict=True))
            and raised[0].text == "^" and not {t.text for t in raised[1:]}.isdisjoint(TRANSPOSES))
