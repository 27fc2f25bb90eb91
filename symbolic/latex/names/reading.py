r"""A name becomes a term: a symbol, an entry of an array or family, or a function at its arguments.

In this order: an array constant, a standard name (``e``, ``\pi``, ``I``), a call, a variable; then the powers that stand between the
parts of the name.
"""

from __future__ import annotations

from symbolic.latex.calculus.fields import laplacian_of
from symbolic.latex.calls.applying import opaque
from symbolic.latex.calls.brackets import called
from symbolic.latex.names.open_names import inside_brackets, open_operator, open_symbol
from symbolic.latex.names.powers import raised
from symbolic.latex.names.standard import array_constant, standard_name
from symbolic.latex.names.usage import flat_name
from symbolic.latex.names.variables import refuse_blocked, refuse_word, variable
from symbolic.latex.names.vector_fields import field_value, unit_vector
from symbolic.latex.names.word_runs import STATISTICS, is_spoken, mixed_word_at, word_at
from symbolic.latex.probability.bare_expectations import expected
from symbolic.latex.probability.chances import is_moment
from symbolic.latex.probability.entropies import entropy
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import GREEK, STYLES, NameAt
from symbolic.terms import REAL, Sort, Term, apply, sym

APART = frozenset({r"\cdot", r"\times", r"\quad", r"\qquad"})


def starts_name(r: Reader) -> bool:
    """Whether a name, or an array constant, begins here."""
    token = r.peek()
    if token.kind == "letter":
        return True
    if token.kind == "command":
        return token.text in GREEK or token.text in STYLES or _name(r) is not None
    return token.kind == "text" and _name(r) is not None


def _name(r: Reader) -> NameAt | None:
    return r.name_at(r.position)


def named(r: Reader) -> Term:
    """The term of the name at the position, with its scripts, arguments and powers."""
    first = r.position
    constant = array_constant(r)
    if constant is not None:
        return constant
    name = _name(r)
    if name is None:
        raise r.unexpected("a name was expected")
    refuse_blocked(r, name, first)
    if sum(a >= name.head_end for a, _ in name.subscripts) > 1:
        raise r.error("two subscripts on one name", first, "put both into one pair of braces: x_{i,j}")
    random = entropy(r, name)
    if random is not None:
        return random
    begins_word = r.tokens[first].text == "e" and word_at(r, first) != ""
    standard = standard_name(r, name) if name.name not in r.scope.blocked and not begins_word else None
    if standard is not None:
        return standard
    word = _glued_capitals(r, name, first) if r.scope.open else ""
    if word:
        r.position = first + len(word)
        return opaque(r, word, first)
    spoken = open_word(r, first) if r.scope.open else None
    if spoken is not None:
        return spoken
    refuse_word(r, mixed_word_at(r, first), first)
    r.position = name.end
    term = called(r, name, first)
    term = term if term is not None else expected(r, name, first)
    operator = (r.tokens[first].text == r"\operatorname" or is_moment(name)) and r.symbol(flat_name(r.tokens, name)) is None
    if term is None and operator and r.peek().kind in ("letter", "number", "command", "text") and r.peek().text not in APART:
        if r.scope.open and is_moment(name):
            return open_operator(name.name, r.factor())
        if r.scope.open and r.scope.alone and r.tokens[first].text == r"\operatorname" and r.peek().kind in ("letter", "number"):
            return apply(sym(rf"{flat_name(r.tokens, name)}(\cdot)", Sort(domain=(REAL,), opaque=True)), r.factor())
        raise r.error(f"the operator {r.tokens[first].arg} is not known", first, "write its argument in brackets, or define it")
    if term is None:
        flat = flat_name(r.tokens, name)
        term = field_value(r, name, flat) or unit_vector(r, name, flat) or laplacian_of(r, flat, first)
    return term if term is not None else raised(r, variable(r, name, first), name, first)


def open_word(r: Reader, first: int) -> Term | None:
    """``MSE(w)``, ``SS_{res}``, ``recall``: a word as a name or a function of which nothing is known."""
    word = word_at(r, first)
    last = r.name_at(first + len(word) - 1) if word and (is_spoken(word) or word.isupper() or word in STATISTICS) else None
    if last is None or last.head_end != first + len(word):
        return None
    r.position = last.end
    flat = word[:-1] + flat_name(r.tokens, last)
    if r.at("(", "[") and not last.powers and inside_brackets(r, r.position) is not None:
        return opaque(r, flat, first)
    return raised(r, open_symbol(flat), last, first)


def _glued_capitals(r: Reader, name: NameAt, first: int) -> str:
    """``KL`` of ``KL(q \\| p)``, ``Cov`` of ``Cov[X, Y]``, ``Var`` of ``Var[X]``: a word before a list, or a square bracket."""
    end = first
    while end < r.limit and r.tokens[end].kind == "letter" and (end == first or r.tokens[end].glued):
        end += 1
    word = "".join(t.text for t in r.tokens[first:end])
    inside = inside_brackets(r, end) if len(word) > 1 and word[0].isupper() and r.tokens[end].text in ("(", "[") else None
    spoken = len(word) > 2 and word[1:].islower() and r.tokens[end].text == "["
    return word if inside is not None and (spoken or (inside.parted and (word.isupper() or word[1:].islower()))) else ""


def variable_term(r: Reader, name: NameAt, first: int) -> Term:
    """The name as a variable: no call, its powers left to the caller."""
    refuse_blocked(r, name, first)
    return variable(r, name, first)
