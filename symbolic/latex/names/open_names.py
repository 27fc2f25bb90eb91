r"""Open readings: the structure of a formula whose names have no type.

``\vec{w}^T \vec{x} + b`` says what is multiplied with what even where nothing says how long the vectors are, and
``J(\theta)``, ``L(w, b)`` are calls even where nothing declares J and L.  With ``Scope.open`` such names become *open
symbols*, of which nothing is known.

Guarantee: a relation that holds an open symbol is never judged; it is a definition, an equation that is set up, or said
to be about names without a type.  A call that is read so is a function of which nothing is known, and never refuted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symbolic.latex.names.usage import flat_name, spelled
from symbolic.latex.source.spelling import BOLD, TRANSPOSES, after_group
from symbolic.terms import REAL, Apply, Elem, Sort, Sym, Term, apply, free_symbols, substitute, sym

if TYPE_CHECKING:
    from symbolic.latex.reader import Reader
    from symbolic.latex.scope import Scope
    from symbolic.latex.source.spelling import NameAt
    from symbolic.latex.source.tokens import Token

BETWEEN_ARGUMENTS = frozenset({",", ";", ":", "|", r"\mid", r"\|", r"\parallel"})
OF_SETS = (r"\cap", r"\cup", r"\setminus", r"\backslash", r"\oplus", r"\uplus")
CLAIMS = frozenset({"=", "<", ">", r"\le", r"\ge", r"\ne", r"\in", r"\cup", r"\cap", r"\setminus", r"\sim", r"\forall"})
"""What no factor of a product holds: ``P(X = x)``, ``P(A \\cup B)``."""
BIG = frozenset({r"\bigcup", r"\bigcap", r"\bigotimes", r"\bigoplus", r"\bigsqcup", r"\biguplus", r"\bigvee", r"\bigwedge", r"\coprod"})
"""Operators over a range that only an open reading knows."""
EMPTY = frozenset({r"\emptyset", r"\varnothing"})
ALONE = EMPTY | {r"\cdot"}
STARRED = frozenset({"*", r"\ast", r"\star", r"\prime", "+", "-", r"\dagger", r"\perp"})
SMALL_BOLD = re.compile(r"(?:\\(?:(?:wide)?(?:hat|tilde)|bar)\{)?\\(?:mathbf|boldsymbol|vec|overleftarrow)\{(?:[a-z]|\\[a-z]+)\}")
EQUALS = frozenset({"=", r"\coloneqq"})
WORDED = frozenset({r"\text", r"\textrm", r"\mbox", r"\textit"})
FAMILIES = (r"\mathcal", r"\mathscr", r"\mathbb", r"\mathrm", r"\text", r"\operatorname", r"\mathsf")
"""Styles of the names of distributions, losses and operators."""


def open_symbol(name: str) -> Sym:
    """A name of which nothing is known."""
    return sym(name, Sort(opaque=True))


def open_operator(name: str, *operands: Term) -> Term:
    """An operator such as ``\\max_x``, ``\\nabla`` or ``\\cap`` of which nothing is known, on what it stands beside."""
    return apply(sym(name, Sort(domain=(REAL,) * (len(operands) + 1), opaque=True)), *operands, open_symbol(r"\cdot"))


def is_open_operator(term: Term) -> bool:
    """``\\nabla f`` of an unknown f: it has no shape."""
    return isinstance(term, Apply) and term.args[-1:] == (open_symbol(r"\cdot"),)


def is_open_vector(term: Term) -> bool:
    """Whether a name set as a vector, of which nothing is known, stands in a factor: ``\\times`` beside it is no product of numbers."""
    return any(s.sort.opaque and (s.name.startswith(BOLD) or any(style + "{" in s.name for style in BOLD)) for s in free_symbols(term))


def is_open_column(term: Term) -> bool:
    r"""Whether a small letter is set as a vector, of which nothing is known: ``\mathbf{x}^n`` is no power of it."""
    symbol = term.base if isinstance(term, Elem) else term
    return isinstance(symbol, Sym) and symbol.sort.opaque and SMALL_BOLD.match(symbol.name) is not None


def opened(r: Reader, term: Term) -> Term:
    """The term with the undeclared names in it as open symbols: an operation on arrays says that they are no numbers."""
    names = {s: sym(s.name, replace(s.sort, opaque=True)) for s in free_symbols(term) if s.name not in r.bound
             and r.scope.symbol(s.name) is None and not s.sort.shape and not s.sort.is_function and s.sort.field == "real"}
    return substitute(term, names) if names else term


def without_arrays(scope: Scope, all_of_them: bool = False) -> Scope:
    """The scope in which arrays, and functions at arrays, have no type; ``all_of_them``, or those that a definition alone makes arrays."""
    for name in scope.names if all_of_them else scope.defined:
        sort = scope.names[name]
        if sort.shape or any(s.shape for s in sort.domain or ()):
            scope = scope.block(name, "it is not known which of several things it is")
    return scope


def open_names(*terms: Term) -> tuple[str, ...]:
    """The names in terms of which nothing is known, functions apart."""
    found = {s.name for t in terms for s in free_symbols(t) if s.sort.opaque and not s.sort.is_function}
    return tuple(sorted(found))


def starred(base: Sym | Elem, mark: str) -> Term:
    """``\\theta^*``: a name of its own, or an entry of one."""
    if isinstance(base, Elem) and isinstance(base.base, Sym):
        family = Sym(f"{base.base.name}^{{{mark}}}", Sort(index=tuple(None for _ in base.indices), opaque=True), 0)
        return Elem(family, base.indices)
    return open_symbol(f"{base.name}^{{{mark}}}") if isinstance(base, Sym) else base


@dataclass(frozen=True, slots=True)
class Inside:
    """What stands in the brackets after a name: where they close, and whether a comma or a bar stands between parts."""

    close: int
    parted: bool


def inside_brackets(r: Reader, place: int, stop: int | None = None) -> Inside | None:
    """The brackets that open at a token; None if they do not close in what is being read, or before ``stop``."""
    depth, parted, bars = 0, False, 0
    for k in range(place, r.limit if stop is None else stop):
        text = r.tokens[k].text
        depth += (text in ("(", "[", "{", r"\{")) - (text in (")", "]", "}", r"\}"))
        if depth == 0:
            return Inside(k, parted or bars % 2 == 1)
        bars += depth == 1 and text == r"\|"
        parted |= depth == 1 and text != r"\|" and text in (BETWEEN_ARGUMENTS | CLAIMS)
    return None


def places_of(r: Reader, flat: str) -> Iterator[NameAt]:
    """Where a name stands in the row."""
    stop, place = next(k for k, t in enumerate(r.tokens) if t is r.end_token), 0
    inside: set[int] = set()
    while place < stop:
        name = r.name_at(place, stop) if place not in inside else None
        if name is None:
            place += 1
            continue
        for a, b in (*name.subscripts, *name.brackets, *((a, b) for a, b in name.powers if r.tokens[b - 1].text in TRANSPOSES)):
            inside.update(range(a, b))
        if flat_name(r.tokens, name) == flat:
            yield name
        place = max(name.head_end, place + 1)


def _is_factor(r: Reader, flat: str) -> bool:
    """Whether a name stands in the row without brackets after it, and not as a lone argument such as ``q`` of ``KL(q \\| p)``."""
    for name in places_of(r, flat):
        before, after = r.tokens[name.start - 1].text, r.tokens[name.end].text
        argument = name.start and before in {"(", *BETWEEN_ARGUMENTS} and after in {")", *BETWEEN_ARGUMENTS}
        if after != "(" and not argument:
            return True
    return False


def literal(r: Reader) -> Term | None:
    """A set or a list in brackets at the position, with its scripts, as it is written; None if there is none."""
    inside = inside_brackets(r, r.position)
    if inside is None or (r.tokens[r.position].text in ("(", "[") and not inside.parted):
        return None
    first, r.position = r.position, inside.close + 1
    while r.at("_", "^"):
        r.take()
        r.position = after_group(r.tokens, r.position, r.close)
    return open_symbol(spelled(r.tokens[first : r.position]))


def is_call(r: Reader, name: NameAt, habitual: frozenset[str], typed: bool) -> bool:
    """Whether ``NAME(…)`` is no product: a list, a condition or a lone name stands in the brackets, or the name is set as a function's.

    A name with a type of its own (``typed``) is called only if no product can be meant.  A name that stands without brackets
    in the same row is no function there, but for the ``habitual`` names of functions.
    """
    inside = inside_brackets(r, r.position)
    if inside is None or inside.close == r.position + 1:
        return False
    if inside.parted or typed:
        return inside.parted
    if name.name.startswith(FAMILIES):
        return True
    if _is_factor(r, flat_name(r.tokens, name)) and (name.subscripts or name.name not in habitual):
        return False
    if lone_argument(r, r.position + 1, inside.close):
        return True
    others = ((o.end, inside_brackets(r, o.end, len(r.tokens))) for o in places_of(r, flat_name(r.tokens, name)) if o.end != r.position)
    return any(r.tokens[end].text == "(" and found is not None and lone_argument(r, end + 1, found.close) for end, found in others)


def counts_something(token: Token) -> bool:
    """``\\text{# heads}``, ``\\text{number of heads}``: words that stand for a number."""
    return token.text in WORDED and token.arg.strip().startswith(("#", r"\#", "number of ", "no. of "))


def is_worded_member(tokens: Sequence[Token], place: int) -> bool:
    """Whether words are all that stands on one side of an equals sign: ``X = \\text{Number of heads}``."""
    token, before, after = tokens[place], tokens[place - 1] if place else None, tokens[place + 1]
    if token.text not in WORDED or not any(c.isalpha() for c in token.arg) or token.arg.strip().lower() in ("if", "otherwise", "and", "or"):
        return False
    opens = before is None and after.text in EQUALS
    return opens or (before is not None and before.text in EQUALS and (after.kind == "end" or after.text in EQUALS | {",", ".", ";"}))


BESIDE_WORDS = frozenset({"+", "-", r"\times", r"\cdot", "/", "{", "}", "(", ")", "="})


def is_worded_operand(tokens: Sequence[Token], place: int) -> bool:
    """Words that are added, multiplied or divided: ``\\frac{\\text{correct ones}}{\\text{all of them}}``."""
    token, before, after = tokens[place], tokens[place - 1] if place else None, tokens[place + 1]
    if token.text not in WORDED or not token.arg.replace(" ", "").replace("-", "").isalpha() or token.arg != token.arg.strip():
        return False
    sides = [t.text for t in (before, after) if t is not None and t.kind != "end"]
    called = after.text == "(" or (before is not None and before.text == ")")
    return not called and all(side in BESIDE_WORDS for side in sides) and any(side in BESIDE_WORDS - {"=", "(", ")"} for side in sides)


def lone_argument(r: Reader, start: int, end: int) -> bool:
    """Whether what nobody would put in brackets stands from ``start`` to ``end``: one name, one numeral, the empty set, a call."""
    single = end == start + 1 and (r.tokens[start].kind == "number" or r.tokens[start].text in ALONE)
    if single or r.tokens[start].text in BIG:
        return True
    name = r.name_at(start, end)
    if name is None:
        return False
    tokens = [t for a, b in name.powers for t in r.tokens[a:b]]
    if name.end == end:
        return all(t.text in STARRED for t in tokens) or any(t.kind == "letter" for t in tokens) or [t.kind for t in tokens] == ["number"]
    inner = inside_brackets(r, name.end) if r.tokens[name.end].text == "(" and not tokens else None
    return inner is not None and inner.close == end - 1 and lone_argument(r, name.end + 1, inner.close)
