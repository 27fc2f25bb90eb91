r"""What a name before brackets stands for, once it is known to be called: a value, a derivative, or a call of which nothing is known."""

from __future__ import annotations

import re

from symbolic.latex.names.entries import index_term
from symbolic.latex.names.open_names import inside_brackets, lone_argument, open_operator, open_symbol, places_of
from symbolic.latex.names.usage import SEQUENCE_LETTERS, flat_name, is_index
from symbolic.latex.names.variables import HABIT
from symbolic.latex.reader import Reader
from symbolic.latex.source.separators import COMMAS, after_separator, count_arguments, of_other_arity
from symbolic.latex.source.spelling import GREEK, ORDERS, NameAt
from symbolic.terms import INFINITY, INTEGER, REAL, ZERO, Apply, Deriv, Sort, Sym, Term, bind, call, free_symbols, neg, sym

FUNCTIONS_TOO = frozenset({*HABIT, r"\sigma", r"\Phi", r"\Psi"})
"""Names of functions by habit, and those of the logistic function and of distributions, which stand for numbers as well."""


def derivative_of_order(r: Reader, function: Sym, name: NameAt, first: int) -> Term:
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


def order_of(r: Reader, name: NameAt, first: int) -> Term:
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
    if inside is None or any(t.text != ")" for t in r.tokens[place : inside.close + 1]):
        return
    raise r.error(f"{flat}(…): a product or a function?", first,
                  rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function, "
                  rf"or write {flat} \cdot … for a product")


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


def apply_known(r: Reader, function: Sym, name: NameAt | None, first: int) -> Term:
    """A known function at arguments; primes and ``^{(1,0)}`` of the name, if one is given, count derivatives."""
    if r.at("["):
        raise r.unexpected(f"the argument of {function.name} in round brackets was expected")
    arguments = _arguments(r)
    if INFINITY in arguments or neg(INFINITY) in arguments:
        raise r.error(rf"{function.name}(\infty) is no value", first, rf"write \lim_{{x \to \infty}} {function.name}(x)")
    domain = function.sort.domain or ()
    if len(arguments) != len(domain):
        raise r.error(f"{function.name} takes {len(domain)} arguments, not {len(arguments)}", first, "write all the arguments")
    orders = _derivative_orders(r, name, function, len(domain), first) if name is not None else (0,) * len(domain)
    term = Apply(function, arguments, orders)
    r.shape_of(term, first)
    return term


def _derivative_orders(r: Reader, name: NameAt, function: Sym, arity: int, first: int) -> tuple[int, ...]:
    flat = flat_name(r.tokens, name, primes=False)
    if function.name in (flat, of_other_arity(flat)) and not name.primes:
        return (0,) * arity
    if name.primes and arity == 1:
        return (name.primes,)
    if order_bracket(r, name):
        orders = tuple(int(t.text) for t in r.tokens[slice(*name.brackets[0])] if t.kind == "number")
        if len(orders) == arity:
            return orders
    raise r.error(f"a derivative of {function.name}, which takes {arity} arguments", first,
                  rf"write \frac{{\partial {function.name}}}{{\partial x}}")


def apply_new(r: Reader, flat: str, name: NameAt, first: int) -> Term:
    """A function that nothing declares: of as many real numbers as it has arguments."""
    arguments = _arguments(r)
    sort = r.head_sort.get(flat)
    if sort is None:
        if any(r.shape_of(a, first) for a in arguments):
            raise r.error(f"{flat} at a vector or matrix needs a declaration", first,
                          rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}}^{{n}} \to \mathbb{{R}} -->")
        sort = Sort(domain=(REAL,) * len(arguments), opaque=flat in GREEK and flat != r.head)  # \sigma may have a usual meaning
    if name.primes and any(count_arguments(r.tokens, n.end) != len(arguments) for n in places_of(r, name.name) if _is_called_there(r, n)):
        primed = flat + "'" * name.primes
        raise r.error(f"{primed} beside {name.name} with other arguments: a derivative, or another function?", first,
                      rf"declare it: <!-- derivations: let {primed} : \mathbb{{R}} \to \mathbb{{R}} --> for another function")
    if name.primes and len(arguments) > 1:
        raise r.error(f"a prime on {flat}, which takes {len(arguments)} arguments", first, rf"write \frac{{\partial {flat}}}{{\partial x}}")
    return Apply(sym(flat, sort), arguments, (name.primes,) if name.primes else (0,) * len(arguments))


def opaque(r: Reader, name: str, first: int, indexed: bool = False) -> Term:
    r"""``E[x]``, ``p(x \mid y)``: a function of which nothing is known; the separators are part of its name.

    An index of the name that a sum binds, ``\sum_k p_k(x)``, is one more argument; if ``indexed``, every letter that counts."""
    from symbolic.latex.relations.conditions import condition

    name, arguments = _indexed(r, name, indexed)

    opening = r.take().text
    closing = {"(": ")", "[": "]", r"\{": r"\}"}[opening]
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


SCRIPT = re.compile(r"[_^]\{([^{}]*)\}")
NAMES = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")


def _indexed(r: Reader, name: str, free: bool) -> tuple[str, list[Term]]:
    r"""``p_{k}`` as ``p_{\cdot}`` and the bound k."""
    found: list[Term] = []

    def value(letter: str) -> Sym | None:
        bound = r.bound.get(letter)
        if bound is None and free and is_index(letter, r.scope, r.usage):
            bound = r.symbol(letter) or sym(letter, INTEGER)
        return bound

    def slot(run: re.Match[str]) -> str:
        letters = [run.group()] if run.group().startswith("\\") else list(run.group())
        values = [s for letter in letters if (s := value(letter)) is not None]
        if len(values) < len(letters):
            return run.group()  # a word, such as old
        found.extend(values)
        return r"\cdot" * len(values)

    if not (r.bound or free) or r"\text" in name[1:]:
        return name, found
    return SCRIPT.sub(lambda script: NAMES.sub(slot, script.group()), name), found


def _is_called_there(r: Reader, name: NameAt) -> bool:
    return not name.primes and name.end < len(r.tokens) and r.tokens[name.end].text == "("


def order_bracket(r: Reader, name: NameAt) -> bool:
    return len(name.brackets) == 1 and all(t.kind == "number" or t.text == "," for t in r.tokens[slice(*name.brackets[0])])


def is_taken_at_point(r: Reader, before: Term, start: int) -> bool:
    r"""``\frac{\partial f}{\partial x}(x)``, ``\frac{df}{dx}(3, 4)``: a derivative before brackets that hold no factor of a product."""
    if not (isinstance(before, Deriv) and r.at("(") and r.tokens[start].text == r"\frac" and r.tokens[r.position - 1].text == "}"):
        return False
    inside = inside_brackets(r, r.position)
    place = r.position + 1
    return inside is not None and (inside.parted or lone_argument(r, place, inside.close) or r.tokens[place].text == r"\begin")


def at_point(r: Reader, before: Term) -> Term:
    """The derivative at the point in the brackets that follow, of which nothing is known."""
    return open_operator(r"\rvert", before, *_arguments(r))
