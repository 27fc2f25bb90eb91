r"""Random variables that only their moments or laws declare: ``y = X\beta + \varepsilon`` with ``E[\varepsilon] = 0``.

A name of which a sentence tells the mean, the covariance or a normal law is random, with the type that it has.  Where it has none, it is
of the type of that to which it is added in the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from derivations.documents.model import Math
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of, names_mentioned
from derivations.documents.prose.reading import Told
from derivations.documents.scopes.cues import CASES, CONCLUDING, HEDGING, OF_ARRAYS, TELLING_CASES
from derivations.documents.scopes.reasons_to_doubt import unusable
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import BOLD, word_set
from symbolic.latex.errors import ReadingError
from symbolic.latex.grammar import read_expression
from symbolic.latex.scope import Scope
from symbolic.latex.source.spelling import is_capital
from symbolic.shapes import ShapeError, shape
from symbolic.terms import INTEGER, ONE, REAL, Sort, call, free_symbols, sym

NAME = rf"(?:{BOLD}\s*\{{\\?[A-Za-z]+\}}|\\[A-Za-z]+|[A-Za-z])"
EXPECTATION = r"(?:\\mathbb\s*\{?\s*E\s*\}?|\\(?:operatorname|mathrm|text)\s*\{\s*E\s*\}|E)"
SPREAD = r"\\(?:operatorname|mathrm|text)\s*\{\s*(?:Var|Cov|var|cov)\s*\}"
OPENING, CLOSING = r"\s*(?:\\left|\\[bB]igl?)?\s*", r"\s*(?:\\right|\\[bB]igr?)?\s*"
TURNED = r"\s*(?:'|\^\s*\{?\s*(?:\\prime|\\top|T|\\mathsf\s*\{?\s*T\s*\}?|\\intercal)\s*\}?)"
MOMENT = re.compile(rf"\s*(?:{EXPECTATION}{OPENING}\[\s*(?P<mean>{NAME})\s*(?:(?P=mean){TURNED}\s*)?{CLOSING}\]"
                    rf"|{SPREAD}{OPENING}[(\[]\s*(?P<spread>{NAME}){CLOSING}[)\]])\s*=(?P<value>[^=]*)")
LAW = re.compile(rf"\s*(?P<name>{NAME})\s*\\sim\s*(?:\\mathcal\s*\{{?\s*N\s*\}}?|N){OPENING}\((?P<parameters>.*)", re.DOTALL)
SUM = re.compile(rf"\s*(?P<head>{NAME})\s*=(?P<rest>[^=<>]*[^=<>+\-\s])\s*\+\s*(?P<name>{NAME})\s*[.,;]?\s*", re.DOTALL)
DISTRIBUTED = re.compile(rf"\s*(?P<name>{NAME})\s*\\sim(?![A-Za-z])")
ALTERING = word_set("""truncated censored clipped folded rectified winsorized winsorised restricted conditioned conditional conditionally
    given asymptotically asymptotic approximately roughly nearly limit limiting large null hypothesis alternative""")
"""Words beside which a name has another law than the one that is written, or has it in a limit or a case."""
SHOWING = word_set("show shows prove proves claim claims verify check find assert conclude deduce")
"""Words before a law that is to be shown."""
OF_PLAIN_SENTENCES = frozenset({"it", "there", "others", "another"})
"""Words of doubt about a bound that are none about a law."""
APART = re.compile(r"\\q?quad|\\\\|,|;|&|\\text\s*\{[^{}]*\}")


def declare_noise(scopes: Scopes, told: Told, numbers: Collection[int]) -> set[int]:
    """Declare random what ``numbers`` of the formulas of a sentence tell moments of; returns those that are thereby understood.

    *Assume that y = Xβ + ε* gives y its value then.
    """
    fresh, taken = dict[str, bool](), set[int]()
    for number in numbers:
        for piece in _given(told, number, lambda name: scopes.current.symbol(name) is None):
            name = told_of(piece)
            if name is not None and name not in fresh:
                fresh[name] = _is_new(scopes, name) and (_declare(scopes, name, _beside(told, name), not OF_ARRAYS.search(piece))
                                                         or (_is_law_of_number(scopes, piece) and _declare_number(scopes, name)))
            if name is not None and fresh[name]:
                taken.add(number)
                _settle_size(scopes, name, piece)
                if not scopes.declare_latex(piece, told.maths[number].text, True):
                    scopes.doubts.name(name, unusable(told.maths[number].text))
                _keep_of_value(scopes, piece)
    for number, math in enumerate(told.maths) if taken else ():
        total = SUM.fullmatch(math.text.source) if told.said.roles[number] is Role.POSED else None
        if total is not None and fresh.get(key_of(total["name"])) and not scopes.is_declared(key_of(total["head"])):
            scopes.declare_latex(math.text.source.replace("=", ":=", 1), math.text, True)
    return taken


def _settle_size(scopes: Scopes, name: str, piece: str) -> None:
    """``Var(u) = Ω`` of a matrix of which words told no size: it is as large as u."""
    found, vector = MOMENT.fullmatch(piece), scopes.current.symbol(name)
    value = key_of(found["value"]) if found is not None else ""
    matrix, own = scopes.current.symbol(value), sym(f"n_{{{value}}}", INTEGER)
    if vector is not None and vector.sort.shape and matrix is not None and matrix.sort.shape == (own, own):
        scopes.settle_size(own, vector.sort.shape[0])


def _keep_of_value(scopes: Scopes, piece: str) -> None:
    """``Var(u) = Ω`` with Ω positive definite: what is said of a moment lasts as long as that it is one."""
    found = MOMENT.fullmatch(piece)
    moment = scopes.current.symbol(key_of(found["value"])) if found is not None else None
    if moment is not None:
        facts = [f for f in scopes.current.facts if free_symbols(f) == {moment}]
        scopes.change(lambda scope: scope.with_facts(*facts))


def _given(told: Told, number: int, is_new: Callable[[str], bool]) -> Iterator[str]:
    """The parts of a formula that tell moments and are not claimed: a claim only beside the sum in which the name stands, and
    where it brings in the law of a name of which nothing is known."""
    cue, said = told.said.cues[number], [s.latex for s in told.said.spoken if s.formula == number]
    if cue in CASES or not CONCLUDING.isdisjoint(told.before(number)):
        return
    claim = told.said.roles[number] is Role.CLAIM
    for piece in (*said, *pieces(told.maths[number])):
        name = told_of(piece)
        if name is not None and (not claim or piece in said or _beside(told, name) or (is_new(name) and _is_law_brought_in(told, piece))):
            yield piece


def _is_law_brought_in(told: Told, piece: str) -> bool:
    r"""*The state has the prior* ``x \sim N(m, p)``: whether a sentence, without a word of doubt, says which law a name has."""
    law = LAW.match(piece)
    laws = [found for math in told.maths for other in pieces(math) if (found := DISTRIBUTED.match(other)) is not None]
    alone = law is not None and [found["name"] for found in laws].count(law["name"]) == 1 \
        and not {key_of(found["name"]) for found in laws} & set(map(key_of, names_mentioned(law["parameters"])))
    return alone and told.words[0] not in TELLING_CASES and ((HEDGING - OF_PLAIN_SENTENCES) | SHOWING | ALTERING).isdisjoint(told.words)


def _is_law_of_number(scopes: Scopes, piece: str) -> bool:
    """Whether all letters of the law are those of numbers."""
    found = LAW.match(piece)
    if found is None or OF_ARRAYS.search(piece):
        return False
    letters = names_mentioned(found["parameters"])
    symbols = [scopes.current.symbol(key_of(letter)) for letter in letters]
    return not any(map(is_capital, letters)) and all(s is None or (not s.sort.shape and not s.sort.index) for s in symbols)


def _declare_number(scopes: Scopes, name: str) -> bool:
    """Make a name without a type a random number."""
    scopes.change(partial(Scope.declare, name=name, sort=REAL, facts=(call("random", sym(name, REAL)),)))
    return True


def tells_moments(told: Told, number: int) -> bool:
    """Whether a formula, or the words around it, tells a moment or a law of a name, or that it is independent of others."""
    spoken = [s.latex for s in told.said.spoken if s.formula == number]
    independent = any(r"\perp" in s and "dots" not in s for s in spoken) and not any(r"\Omega" in s for s in spoken)
    return independent or any(told_of(piece) is not None for piece in (*spoken, *pieces(told.maths[number])))


def _beside(told: Told, name: str) -> list[str]:
    """What a name is added to in the sentence."""
    return [found["rest"] for math in told.maths for piece in pieces(math)
            if (found := SUM.fullmatch(piece)) is not None and key_of(found["name"]) == name]


def _is_new(scopes: Scopes, name: str) -> bool:
    """Whether nothing gives the name a value, and no sentence before made it random."""
    return scopes.definition(name) is None and call("random", scopes.current.symbol(name) or sym(name)) not in scopes.lasting_facts()


def told_of(latex: str) -> str | None:
    """The name of which a formula gives a moment or a law, in other names: ``E[x] = k x^2`` is an energy."""
    found = MOMENT.fullmatch(latex) or LAW.match(latex)
    if found is None:
        return None
    groups = found.groupdict()
    name = key_of(next(filter(None, map(groups.get, ("mean", "spread", "name")))))
    return name if name not in set(map(key_of, names_mentioned(groups.get("value", "")))) else None


def pieces(math: Math) -> Iterator[str]:
    """The formulas in a formula: what stands between commas and gaps, outside of brackets."""
    source, start = math.text.source, 0
    for first, last in (*(mark.span() for mark in APART.finditer(source)), (len(source), len(source))):
        piece = source[start:first]
        if all(piece.count(a) == piece.count(b) for a, b in ("()", "[]", "{}")):
            start = last
            if piece.strip():
                yield piece


def _declare(scopes: Scopes, name: str, rests: Iterable[str], may_be_number: bool) -> bool:
    """Make a name random, of its own type or of that of what it is added to, if the types of all that may be arrays are known."""
    known = scopes.current.symbol(name)
    if known is not None:
        plain = known.sort.domain is None and not known.sort.index and known.sort.field == REAL.field
        if plain:
            scopes.change(lambda scope: scope.with_facts(call("random", known)))
        return plain
    for rest in rests:
        try:
            term = read_expression(rest, scopes.current)
            sizes = shape(term, scopes.current.conventions)
        except (ReadingError, ShapeError):
            continue
        untold = {s.name for s in free_symbols(term)} - set(scopes.current.names)
        number = not sizes and may_be_number and not OF_ARRAYS.search(rest) and not any(map(is_capital, untold))
        if number or (len(sizes) == 2 and sizes[1] is ONE and not untold):
            noise = sym(name, Sort(shape=sizes))
            scopes.change(partial(Scope.declare, name=name, sort=noise.sort, facts=(call("random", noise),)))
            return True
    return False
