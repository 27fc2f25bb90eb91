r"""Laws of random variables in words: ``Suppose $T$ is exponentially distributed with rate $\lambda > 0$``.

The name of a law, the words for its parameters and the formulas beside them become a declaration ``T \sim \mathrm{Exp}(\lambda)``.  Only
capital letters are taken for random variables, and only phrases of which every word is known; what a law without its parameters says
is left to the other rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivations.documents.model import Math
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

IDLE = word_set("a an the be is are has have follows follow independent two i.i.d. iid continuous discrete real")
NOUNS = word_set("distributed random variable variables distribution distributions law")
LAWS = {
    "exponential": "Exp", "exponentially": "Exp", "exponentials": "Exp", "poisson": "Poisson", "uniform": "U", "uniformly": "U",
    "normal": "N", "normally": "N", "gaussian": "N", "bernoulli": "Bernoulli", "binomial": "Binomial", "binomially": "Binomial",
}
PARAMETERS = {
    ("Exp", ("rate",)): r"\mathrm{{Exp}}({0})", ("Exp", ("rates",)): r"\mathrm{{Exp}}({0})", ("Exp", ("mean",)): r"\mathrm{{Exp}}(1/({0}))",
    ("Poisson", ("mean",)): r"\mathrm{{Poisson}}({0})", ("Poisson", ("rate",)): r"\mathrm{{Poisson}}({0})",
    ("Poisson", ("means",)): r"\mathrm{{Poisson}}({0})", ("Poisson", ("parameter",)): r"\mathrm{{Poisson}}({0})",
    ("Bernoulli", ("parameter",)): r"\mathrm{{Bernoulli}}({0})", ("Bernoulli", ("probability",)): r"\mathrm{{Bernoulli}}({0})",
    ("Bernoulli", ("success", "probability")): r"\mathrm{{Bernoulli}}({0})",
}
"""What is written for a law and the words for its one parameter."""
NAME = re.compile(r"\s*([A-Z](?:_(?:\w|\{\w+\}))?)\s*")
RANGE = re.compile(r"\s*(?:\\left)?[(\[]\s*([^,()\[\]]+),([^,()\[\]]+?)(?:\\right)?[)\]]\s*(?:,\s*[^,]*<.*)?")
BOUND = re.compile(r"\s*(?:>|<|\\g[et]q?|\\in(?![A-Za-z])).*", re.DOTALL)
ENDS = word_set(". , ; : then so and where we for if with — – the let")


def laws_in_words(tokens: Sequence[str], maths: Sequence[Math], groups: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Declarations in LaTeX, each with the number of the formula that holds its name."""
    for first, last in groups:
        if "only" in tokens[max(first - 2, 0) : first]:
            continue  # "not only if ⟦X⟧ is uniform on ⟦[0, 1]⟧"
        numbers = [n for n in map(number_of, tokens[first:last]) if n is not None]
        parts = [(n, p) for n in numbers for p in maths[n].text.source.split(",")]
        names = [(found[1], n) for n, part in parts if (found := NAME.fullmatch(part)) is not None]
        laws = _after(tokens, last, maths) or _before(tokens, first, last, maths) if names and len(names) == len(parts) else None
        if laws is None or len(laws) not in (1, len(names)):
            continue
        for (name, n), law in zip(names, laws * len(names) if len(laws) == 1 else laws, strict=True):
            yield rf"{name} \sim {law}", n
        apart = _apart_from(tokens, last, maths) if len(names) == 1 else None
        if apart is not None:
            yield rf"{names[0][0]} \perp {apart}", numbers[-1]
        if len(names) > 1 and "independent" in tokens[max(0, first - 6) : last + 4]:
            yield r" \perp ".join(name for name, _ in names), numbers[-1]


WRITTEN = re.compile(r"\s*(?:\\(?:mathcal|mathrm|operatorname|text|rm|mathsf)\s*\{[A-Za-z]+\}|N|U)\s*(?:\\left)?\(.*\)\s*", re.DOTALL)
RELATES = re.compile(r"=|<|>|\\(?:[lg]eq?|neq?|in|sim|mid)(?![A-Za-z])|\\[dlc]?dots")
DRAWN = word_set("random variables samples draws observations")


def law_at(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> str | None:
    """The one law at a place, in words, or written as ``⟦\\mathcal{N}(μ, σ²)⟧ random variables``."""
    number = number_of((*tokens, "")[place]) if place < len(tokens) else None
    if number is None:
        laws = _law(tokens, place, maths)
        return laws[0] if laws is not None and len(laws) == 1 else None
    end = place + 1
    while end < len(tokens) and tokens[end] in DRAWN:
        end += 1
    source = maths[number].text.source
    return source.strip() if WRITTEN.fullmatch(source) and not RELATES.search(source) and _is_over(tokens, end) else None


def values_one_by_one(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> tuple[tuple[str, ...], int]:
    """``⟦a, b⟧``, ``⟦a⟧ and ⟦b⟧``: the values in a list, and the place after them; none where a formula says more than values."""
    values: list[str] = []
    while place < len(tokens) and (number := number_of(tokens[place])) is not None:
        source = maths[number].text.source
        if RELATES.search(source):
            return (), place
        values += [part.strip() for part in OUTER_COMMA.split(source)]
        place += 1
        joint = tokens[place : place + 1] in ([","], ["and"])
        if not joint or place + 1 >= len(tokens) or number_of(tokens[place + 1]) is None:
            break
        place += 1
    return (tuple(values), place) if all(values) else ((), place)


OUTER_COMMA = re.compile(r",(?![^{}]*\})(?![^()]*\))")


CLAUSES = word_set("let be is are has have . ; for where while but suppose assume")


def is_one_case(tokens: Sequence[str]) -> bool:
    """Whether a sentence that begins with *if* speaks of one case alone: ``If ⟦T⟧ is exponentially distributed …, then …``."""
    return tokens[:1] == ["if"] and CASES.isdisjoint(tokens[1:])


CASES = word_set("if only when but while whereas otherwise else instead ; or not unless although though without any all every general")


def _after(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> list[str] | None:
    """``⟦0⟧ is exponentially distributed with rate ⟦1⟧``, ``⟦0⟧ be a Poisson random variable with mean ⟦1⟧``."""
    told = tokens[place : place + 1] and tokens[place] in IDLE - {"a", "an", "the"}
    return _law(tokens, place, maths) if told or _is_apposition(tokens, place) else None


def _is_apposition(tokens: Sequence[str], place: int) -> bool:
    """``For ⟦U⟧ uniform on ⟦[0, 1]⟧``."""
    return place > 1 and tokens[place - 2] == "for" and place < len(tokens) and tokens[place] in LAWS


def _apart_from(tokens: Sequence[str], last: int, maths: Sequence[Math]) -> str | None:
    """T of ``⟦S⟧ is exponentially distributed with rate ⟦μ⟧ and independent of ⟦T⟧``."""
    for place in range(last, len(tokens) - 3):
        named, number = number_of(tokens[place]), number_of(tokens[place + 3])
        if (place > last and tokens[place] in CLAUSES) or (named is not None and NAME.fullmatch(maths[named].text.source)):
            return None  # it is said of another name
        if tokens[place] in ("and", ",") and tokens[place + 1 : place + 3] == ["independent", "of"] and number is not None:
            found = NAME.fullmatch(maths[number].text.source)
            return found[1] if found is not None and _is_over(tokens, place + 4) else None
    return None


def _before(tokens: Sequence[str], first: int, last: int, maths: Sequence[Math]) -> list[str] | None:
    """``a Poisson variable ⟦0⟧ with mean ⟦1⟧``, ``a standard normal variable ⟦0⟧``."""
    start = first
    while start and tokens[start - 1] in IDLE | NOUNS | LAWS.keys() | {"standard"}:
        start -= 1
    if "variable" not in tokens[start:first] and "variables" not in tokens[start:first]:
        return None
    joined = [*tokens[start:first], *tokens[last:]]
    return _law(joined, 0, maths)


def _law(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> list[str] | None:
    """The law of the words at a place, once, or once for every variable; None if a word is not known."""
    standard, law = False, ""
    while place < len(tokens) and tokens[place] in IDLE | NOUNS | LAWS.keys() | {"standard"}:
        standard |= tokens[place] == "standard"
        law = law or LAWS.get(tokens[place], "")
        place += 1
        joint = tokens[place : place + 1] == ["and"] and tokens[place - 1] in ("independent", "iid")
        place += 1 if joint and tokens[place + 1 : place + 2] and tokens[place + 1] in LAWS.keys() | {"standard"} else 0
    if standard:
        return [r"\mathcal{N}(0, 1)"] if law == "N" and _is_over(tokens, place) else None
    if law == "U":
        return _uniform(tokens, place, maths)
    if not law or tokens[place : place + 1] not in (["with"], ["of"]):
        return None
    place += 1
    words: list[str] = []
    while place < len(tokens) and tokens[place].isalpha():
        words += [tokens[place]] if tokens[place] not in IDLE else []
        place += 1
    values, place = _values(tokens, place, maths)
    if law in ("N", "Binomial"):
        return _of_two(law, words, values, tokens, place, maths)
    wanted = PARAMETERS.get((law, tuple(words)))
    return [wanted.format(v) for v in values] if wanted and values and _is_over(tokens, place) else None


def _uniform(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> list[str] | None:
    """``on ⟦(a, b)⟧``."""
    if tokens[place : place + 1] not in (["on"], ["over"], ["in"]):
        return None
    place += 1 + (tokens[place + 1 : place + 2] == ["the"]) + ("interval" in tokens[place + 1 : place + 3])
    number = number_of(tokens[place]) if place < len(tokens) else None
    found = RANGE.fullmatch(maths[number].text.source) if number is not None else None
    return [rf"\mathcal{{U}}({found[1].strip()}, {found[2].strip()})"] if found and _is_over(tokens, place + 1) else None


def _of_two(law: str, words: list[str], values: list[str], tokens: Sequence[str], place: int, maths: Sequence[Math]) -> list[str] | None:
    """``with mean ⟦μ⟧ and variance ⟦σ²⟧``, ``with parameters ⟦n⟧ and ⟦p⟧``."""
    if law == "Binomial":
        return [rf"\mathrm{{Binomial}}({values[0]}, {values[1]})"] if words == ["parameters"] and len(values) == 2 else None
    second = tokens[place : place + 2] == ["and", "variance"], tokens[place : place + 3] == ["and", "standard", "deviation"]
    if words != ["mean"] or len(values) != 1 or not any(second):
        return None
    spread, end = _values(tokens, place + (2 if second[0] else 3), maths)
    if len(spread) != 1 or not _is_over(tokens, end):
        return None
    return [rf"\mathcal{{N}}({values[0]}, {spread[0]})" if second[0] else rf"\mathcal{{N}}({values[0]}, ({spread[0]})^2)"]


def _values(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> tuple[list[str], int]:
    """``⟦λ > 0⟧``, ``⟦λ_1, λ_2 > 0⟧``, ``⟦n⟧ and ⟦p⟧``, ``1``: the values of parameters, without what bounds them."""
    values: list[str] = []
    while place < len(tokens):
        number = number_of(tokens[place])
        if number is not None:
            values += [part.strip() for part in BOUND.sub("", maths[number].text.source).split(",")]
        elif tokens[place].isdigit():
            values.append(tokens[place])
        elif tokens[place] != "and" or (after := number_of((*tokens, "")[place + 1])) is None or "=" in maths[after].text.source:
            break
        place += 1
    return values, place


def _is_over(tokens: Sequence[str], place: int) -> bool:
    return place >= len(tokens) or tokens[place] in ENDS or tokens[place].startswith("⟦")
