r"""A name before brackets.

``NAME(…)`` is a call of a declared or defined function; of a name that never stands bare, if it is one of
``f g h F G H \phi \psi`` or the statement defines it; a product if the name is a declared scalar or stands bare; of
``p``, ``P``, ``q``, ``E`` and named operators an application of which nothing is known, but for the statistics of declared random
variables (:mod:`symbolic.latex.chances`); else it is not read.
"""

from __future__ import annotations

from symbolic.latex.chances import statistic
from symbolic.latex.names import GREEK, ORDERS, TRANSPOSES, NameAt
from symbolic.latex.opennames import CLAIMS, STARRED, inside_brackets, is_call, lone_argument, open_symbol, places_of
from symbolic.latex.reader import Reader
from symbolic.latex.separators import COMMAS, DOUBLE, after_separator, count_arguments, of_other_arity
from symbolic.latex.survey import INDEX_LETTERS, SEQUENCE_LETTERS, flat_name, index_parts, spelled
from symbolic.latex.variables import HABIT, index_term, is_bold, is_family, is_said_function
from symbolic.terms import REAL, ZERO, Apply, Deriv, Sort, Sym, Term, bind, call, free_symbols, sym

OPAQUE = frozenset({"p", "P", "q", "E", r"\mathbb{E}", r"\mathbb{P}", r"\mathbb{I}",
                    r"\mathbf{E}", r"\mathrm{E}", r"\mathrm{P}", r"\mathbf{P}"})


FUNCTIONS_TOO = frozenset({*HABIT, r"\sigma", r"\Phi", r"\Psi"})
"""Names of functions by habit, and those of the logistic function and of distributions, which stand for numbers as well."""


FACTORS = frozenset({r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\varepsilon", r"\eta", r"\lambda", r"\rho", r"\tau",
                     r"\omega"})
"""Names of rates and weights: before a sum in brackets they multiply it."""


def called(r: Reader, name: NameAt, first: int) -> Term | None:
    """The application of a name to what stands in brackets after it; None if the name stands for itself."""
    bracket = r.peek().text
    chance = statistic(r, name) if bracket in ("(", "[") else None
    if chance is not None:
        return chance
    if bracket not in ("(", "[") or name.powers:
        return _powered_call(r, name, first) if bracket == "(" and name.powers else None
    flat, plain = _without_primes(r, name)
    known = r.symbol(flat)
    if known is not None and known.sort.domain is not None and count_arguments(r.tokens, r.position) != len(known.sort.domain):
        other = of_other_arity(flat)
        if r.head == other and not name.primes:
            return _apply_new(r, other, name, first)
        known = r.symbol(other) or known
    if known is not None and known.sort.is_function:
        if r.scope.open and bracket == "(" and not name.primes and _takes_otherwise(r, known):
            return opaque(r, flat, first)
        return _apply(r, known, name, first)
    base = r.symbol(name.name)
    derived = (name.primes and (base is not None or name.name in HABIT or name.name in GREEK)) or _called_and_derived(r, name)
    if r.scope.open and bracket == "(" and not derived and is_call(r, name, HABIT, known is not None or _is_array(base)):
        return opaque(r, flat + "'" * name.primes, first)
    if r.scope.open and bracket == "(" and known is None and base is None and not derived and _is_always_called(r, name, flat):
        return opaque(r, flat, first)
    if r.scope.open and known is None and flat in FACTORS and not (bracket == "[" and _is_place(r)):
        return None
    if r.scope.open and bracket == "[" and (inside := inside_brackets(r, r.position)) is not None and inside.parted:
        return opaque(r, flat + "'" * name.primes, first)
    if base is not None and base.sort.is_function and (name.primes or _order_bracket(r, name)):
        return _apply(r, base, name, first)
    if base is not None and base.sort.is_function and known is None and len(name.brackets) == 1 and not name.subscripts:
        return _derivative_of_order(r, base, name, first)
    if known is not None or (base is not None and (base.sort.shape or base.sort.index)):
        if known is not None and known.name not in r.bound and known.name in r.scope.defined:
            refuse_lone_argument(r, flat, first)
        return None
    bare = (name.name in r.usage.bare or flat in r.usage.bare) and not name.name.startswith(r"\mathbb") and not is_said_function(r, name)
    if bracket == "[" and not _is_opaque(name) and _is_place(r):
        if r.scope.open:
            return opaque(r, flat + "'" * name.primes, first)
        raise r.error(f"{flat}[…]: a product, or an entry?", first, rf"write {flat}_{{i}} for the entry, {flat} \cdot … for the product")
    if bracket == "[":
        if _is_opaque(name) and bare and not r.scope.open:
            raise r.error(f"{flat}[…]: a product or an expectation?", first, f"write {flat} \\cdot […] for the product")
        return opaque(r, flat, first) if _is_opaque(name) else None
    if name.name in ORDERS and plain and not bare and bracket == "(":
        return _order_of(r, name, first)
    if bare and name.name in HABIT and r.scope.open and bracket == "(":
        return None if _holds_itself(r, name) else opaque(r, flat + "'" * name.primes, first)
    if bare and name.name in HABIT:
        raise r.error(f"{flat} stands with and without an argument", first,
                      rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} -->, "
                      rf"or let {flat} \in \mathbb{{R}} for a product")
    if bare:
        refuse_lone_argument(r, flat, first)
        return None
    if flat == r.head and not name.primes and not (_is_opaque(name) and _conditional_ahead(r)):
        return _apply_new(r, flat, name, first)
    if name.name in HABIT and _order_bracket(r, name) and r.tokens[name.brackets[0][0] - 1].text == "(":
        raise r.error(f"{flat}(…): a derivative of {name.name}, or a function with an index?", first,
                      rf"write {name.name}''(x), or declare {name.name} : \mathbb{{R}} \to \mathbb{{R}} for a derivative")
    primed = (name.primes and name.name in GREEK) or (not bare and plain and _called_and_derived(r, name))
    if primed or (name.name in HABIT and (name.primes or plain or not _index_like(r, name))):
        return _apply_new(r, flat, name, first)
    if (_is_opaque(name) or is_said_function(r, name)) and not name.primes:
        return opaque(r, flat, first)
    if name.name in HABIT and r.scope.open:
        return opaque(r, flat, first)
    if _index_like(r, name) and name.name not in HABIT:
        refuse_lone_argument(r, flat, first)
        return None
    raise r.error(f"{flat}(…): a product or a function?", first,
                  rf"declare it: <!-- derivations: let {flat} \in \mathbb{{R}} --> for a product, "
                  rf"<!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function")


def _derivative_of_order(r: Reader, function: Sym, name: NameAt, first: int) -> Term:
    """``f^{(n)}(x)``: the derivative of an order that is a letter which counts."""
    a, b = name.brackets[0]
    letters = [t.text for t in r.tokens[a:b] if t.kind == "letter"]
    counts = all(x in r.bound or (x in SEQUENCE_LETTERS and r.usage.class_of((name.name, 0)) is None) for x in letters)
    if not letters or not counts or r.tokens[a - 1].text != "(" or function.sort.domain != (REAL,):
        raise r.error(f"the superscript on {function.name}: an order of a derivative, or an index?", first,
                      rf"write {function.name}^{{(n)}}(x) for the derivative of order n, or an index as a subscript")
    order = index_term(r, a, b)
    r.position = name.end
    arguments = _arguments(r)
    if len(arguments) != 1 or r.shape_of(arguments[0], first):
        raise r.error(f"{function.name} takes 1 argument, not {len(arguments)}", first, "write all the arguments")
    at = arguments[0]
    if not any(s.name in r.bound for s in free_symbols(order)):
        r.assumed.append(call("ge", order, ZERO))
    if isinstance(at, Sym):
        return Deriv(Apply(function, (at,), (0,)), at, order)
    slot = sym("u")
    return bind("at", slot, Deriv(Apply(function, (slot,), (0,)), slot, order), (at,))


def _order_of(r: Reader, name: NameAt, first: int) -> Term:
    """``O(x^3)``: everything of that order."""
    arguments = _arguments(r)
    if len(arguments) != 1 or r.shape_of(arguments[0], first) or not free_symbols(arguments[0]):
        raise r.error(f"{name.name}(…): an order has one argument with a variable", first, "write O(x^2)")
    return call(ORDERS[name.name], arguments[0])


def refuse_lone_argument(r: Reader, flat: str, first: int) -> None:
    """``q(x)`` looks like a call even where ``q`` stands bare elsewhere; a product of two names needs no brackets."""
    if not r.at("("):
        return
    place = r.position
    inside = inside_brackets(r, place)
    if flat in FUNCTIONS_TOO and inside is not None and r.tokens[place + 1].text == r"\frac" \
            and r.close.get(r.close.get(place + 2, place) + 1) == inside.close - 1:
        raise r.error(f"{flat}(…): a product or a function?", first,
                      rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function, "
                      rf"or write {flat} \cdot … for a product")
    while r.tokens[place].text in ("(", ",", ";"):
        inner = r.name_at(place + 1)
        powers = [t for a, b in inner.powers for t in r.tokens[a:b]] if inner is not None else []
        if inner is not None and (not powers or inner.subscripts or any(t.kind == "letter" for t in powers)):
            place = inner.end
        elif r.tokens[place + 1].kind == "number":
            place += 2
        else:
            return
    if r.tokens[place].text != ")":
        return
    raise r.error(f"{flat}(…): a product or a function?", first,
                  rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function, "
                  rf"or write {flat} \cdot … for a product")


LOSSES = frozenset({"L", "J", "R", "N", "O", r"\ell", r"\Pi", r"\Omega", r"\Theta"})
"""Letters of losses, risks, covering numbers, orders and projections."""


def _is_always_called(r: Reader, name: NameAt, flat: str) -> bool:
    r"""``\sigma(w x + b)``, ``\hat{L}(\alpha g)``: a letter of functions that stands nowhere without brackets."""
    capital = name.name.rstrip("}").rsplit("{", 1)[-1]
    functional = flat in FUNCTIONS_TOO or capital in LOSSES
    return functional and r.usage.bare.isdisjoint((flat, name.name))


def _is_called_there(r: Reader, name: NameAt) -> bool:
    return not name.primes and name.end < len(r.tokens) and r.tokens[name.end].text == "("


def _is_place(r: Reader) -> bool:
    """``x[n]``, ``h[n-1]``, ``z[1]``: a lone name or numeral in square brackets, or a letter that counts beside one."""
    inside = inside_brackets(r, r.position)
    if inside is None or r.tokens[inside.close].text != "]" or r.tokens[inside.close + 1].text in ("^", "_"):
        return False
    tokens = r.tokens[r.position + 1 : inside.close]
    shifted = [t.kind for t in tokens] == ["letter", "symbol", "number"] and tokens[0].text in INDEX_LETTERS and tokens[1].text in "+-"
    return shifted or lone_argument(r, r.position + 1, inside.close)


def _holds_itself(r: Reader, name: NameAt) -> bool:
    """``h_j(1 - h_j)``: a number times what is left of 1."""
    inside = inside_brackets(r, r.position)
    return inside is not None and any(t.text == name.name for t in r.tokens[r.position : inside.close])


def _is_array(known: Sym | None) -> bool:
    return known is not None and bool(known.sort.shape or known.sort.index)


def _takes_otherwise(r: Reader, function: Sym) -> bool:
    """Whether what stands in the brackets is no list of as many arguments as a function takes: ``p(x \\mid y)`` beside ``p(x)``."""
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
    return commas + 1 != len(function.sort.domain or ())


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
    if r.scope.open:
        habitual = known is None and name.name in HABIT and name.name not in r.usage.bare
        written = _open_powered_call(r, name, habitual or (known is not None and known.sort.is_function))
        if written:
            return opaque(r, written, first)
        if known is None and is_bold(name.name):
            return None
    function = known.sort.is_function if known is not None else name.name in HABIT and name.name not in r.usage.bare
    if not function:
        if known is None and name.name not in r.usage.bare and not name.subscripts:
            raise r.error(f"{name.name}^…(…): a power of a function or a product?", first, "add brackets")
        if known is None:
            refuse_lone_argument(r, f"{name.name}^…", first)
        return None
    raise r.error(f"a power of the function {name.name} before its argument", first, f"write ({name.name}(x))^2, or the inverse by a name")


def _called_and_derived(r: Reader, name: NameAt) -> bool:
    """``V(x)`` beside ``V'(x)`` in the row: the same brackets after a letter and after the letter with a prime."""
    if r.called_and_derived is None:
        found: dict[tuple[str, str], set[bool]] = {}
        for k, token in enumerate(r.tokens if any(t.text == "'" for t in r.tokens) else ()):
            other = r.name_at(k, len(r.tokens)) if token.kind == "letter" else None
            if other is not None and not other.subscripts and not other.powers and r.tokens[other.end].text == "(":
                close = next((n for n in range(other.end, len(r.tokens)) if r.tokens[n].text == ")"), other.end)
                found.setdefault((token.text, spelled(r.tokens[other.end : close])), set()).add(other.primes > 0)
        r.called_and_derived = frozenset(letter for (letter, _), kinds in found.items() if len(kinds) == 2)
    return name.name in r.called_and_derived


def _is_opaque(name: NameAt) -> bool:
    return name.name in OPAQUE or name.name.startswith((r"\text{", r"\mathrm{", r"\mathcal{KL", r"\mathbb{V"))


def _conditional_ahead(r: Reader) -> bool:
    r"""``p(x, y) = p(x \mid y) p(y)``: a name that takes conditions is no function that the formula defines."""
    return any(t.text == r"\mid" for t in r.tokens) or sum(t.text == "|" for t in r.tokens) % 2 == 1


def _index_like(r: Reader, name: NameAt) -> bool:
    base, items = index_parts(r.tokens, name)
    return bool(items) and is_family(r, base, items)


def _order_bracket(r: Reader, name: NameAt) -> bool:
    return len(name.brackets) == 1 and all(t.kind == "number" or t.text == "," for t in r.tokens[slice(*name.brackets[0])])


def _without_primes(r: Reader, name: NameAt) -> tuple[str, bool]:
    flat = flat_name(r.tokens, name, primes=False)
    return flat, flat == name.name


def _arguments(r: Reader) -> tuple[Term, ...]:
    r.take()
    inside = inside_brackets(r, r.position - 1)
    saved = r.bars
    places = range(r.position, inside.close) if inside is not None else ()
    r.bars = 1 if any(r.tokens[k].text not in COMMAS and after_separator(r.tokens, k) for k in places) else r.bars
    arguments = [_argument(r)]
    while (after := after_separator(r.tokens, r.position)) and after < r.limit:
        r.position = after
        arguments.append(_argument(r))
    r.bars = saved
    if r.at("|", r"\mid"):
        raise r.unexpected("a condition inside a function")
    r.expect(")", "after the arguments")
    return tuple(arguments)


def _argument(r: Reader) -> Term:
    """A formula, or a family as a whole."""
    name = r.name_at(r.position)
    family = r.symbol(name.name) if name is not None and name.end == name.head_end else None
    if name is None or family is None or not family.sort.index or family.sort.is_function:
        return r.expression()
    if not (after_separator(r.tokens, name.end) or r.tokens[name.end].text == ")"):
        return r.expression()
    r.position = name.end
    return family


def _apply(r: Reader, function: Sym, name: NameAt, first: int) -> Term:
    """A known function at arguments; primes and ``^{(1,0)}`` count derivatives."""
    if r.at("["):
        raise r.unexpected(f"the argument of {function.name} in round brackets was expected")
    arguments = _arguments(r)
    domain = function.sort.domain or ()
    if len(arguments) != len(domain):
        raise r.error(f"{function.name} takes {len(domain)} arguments, not {len(arguments)}", first, "write all the arguments")
    orders = _derivative_orders(r, name, function, len(domain), first)
    term = Apply(function, arguments, orders)
    r.shape_of(term, first)
    return term


def _derivative_orders(r: Reader, name: NameAt, function: Sym, arity: int, first: int) -> tuple[int, ...]:
    flat = flat_name(r.tokens, name, primes=False)
    if function.name in (flat, of_other_arity(flat)) and not name.primes:
        return (0,) * arity
    if name.primes and arity == 1:
        return (name.primes,)
    if _order_bracket(r, name):
        orders = tuple(int(t.text) for t in r.tokens[slice(*name.brackets[0])] if t.kind == "number")
        if len(orders) == arity:
            return orders
    raise r.error(f"a derivative of {function.name}, which takes {arity} arguments", first,
                  rf"write \frac{{\partial {function.name}}}{{\partial x}}")


def _apply_new(r: Reader, flat: str, name: NameAt, first: int) -> Term:
    """A function that nothing declares: of as many real numbers as it has arguments."""
    arguments = _arguments(r)
    sort = r.head_sort.get(flat)
    if sort is None:
        if any(r.shape_of(a, first) for a in arguments):
            raise r.error(f"{flat} at a vector or matrix needs a declaration", first,
                          rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}}^{{n}} \to \mathbb{{R}} -->")
        sort = Sort(domain=(REAL,) * len(arguments))
    if name.primes and any(count_arguments(r.tokens, n.end) != len(arguments) for n in places_of(r, name.name) if _is_called_there(r, n)):
        primed = flat + "'" * name.primes
        raise r.error(f"{primed} beside {name.name} with other arguments: a derivative, or another function?", first,
                      rf"declare it: <!-- derivations: let {primed} : \mathbb{{R}} \to \mathbb{{R}} --> for another function")
    if name.primes and len(arguments) > 1:
        raise r.error(f"a prime on {flat}, which takes {len(arguments)} arguments", first, rf"write \frac{{\partial {flat}}}{{\partial x}}")
    return Apply(sym(flat, sort), arguments, (name.primes,) if name.primes else (0,) * len(arguments))


def opaque(r: Reader, name: str, first: int) -> Term:
    r"""``E[x]``, ``p(x \mid y)``: a function of which nothing is known; the separators are part of its name."""
    from symbolic.latex.conditions import condition

    opening = r.take().text
    closing = {"(": ")", "[": "]", r"\{": r"\}"}[opening]
    arguments: list[Term] = []
    pattern = name + opening
    saved, r.bars = r.bars, 1
    while True:
        placeholder = r.scope.open and r.at(r"\cdot") and r.peek(1).text in (",", closing)
        arguments.append(open_symbol(r.take().text) if placeholder else condition(r))
        token = r.peek()
        if token.text == closing:
            break
        if token.text not in (",", ";", "|", r"\mid", r"\|", r"\parallel") and not (r.scope.open and token.text == ":"):
            raise r.unexpected(f"{closing} was expected after the arguments")
        r.take()
        if token.text in ("|", r"\mid") and r.skip(token.text):
            token = token._replace(text=r"\|")
        sign = {"|": r" \mid ", r"\mid": r" \mid ", r"\|": r" \| ", r"\parallel": r" \| "}.get(token.text, f"{token.text} ")
        pattern += r"\cdot" + sign
    r.bars = saved
    r.take()
    function = sym(pattern + r"\cdot" + closing, Sort(domain=(REAL,) * len(arguments), opaque=True))
    return Apply(function, tuple(arguments), (0,) * len(arguments))
