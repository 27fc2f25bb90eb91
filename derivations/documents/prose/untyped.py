"""Names that words join to a type or a property which is not understood: they must not be taken for real numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

COPULAS = word_set("is are be being denotes denote as")
ARRAYS = frozenset({"matrix", "matrices", "vector", "vectors"})
TYPE_WORDS = word_set("""matrix matrices vector vectors tensor tensors operator operators function functions functional random
    distribution distributions distributed event events set sets subset space complex imaginary integer integers natural quaternion
    quaternions graph group field ring sequence polynomial polynomials map mapping kernel measure permutation prime boolean binary
    covariance hessian jacobian array row column dimensional symmetric antisymmetric skew-symmetric invertible singular orthogonal
    orthonormal diagonal unitary hermitian triangular idempotent nilpotent positive negative nonnegative non-negative nonzero non-zero
    even odd increasing decreasing convex concave monotone continuous differentiable periodic linear normalized normalised independent
    probability probabilities distinct rational irrational modulo quadratic nonempty infinite homogeneous one-hot norm semidefinite
    positive-semidefinite
    definite conjugate bounded greater less larger smaller between at-least at-most multiple divisible differential rotation
    projection""")
BOUNDING = frozenset({"at-least", "at-most"})
"""Words before a name that tell of something else than the name: ``the slope is at most $L$``, as does ``between $x$ and $y$``."""
KINDS = {word: kind for kind, words in {
    "a matrix": ("matrix", "matrices", "covariance", "hessian", "jacobian"), "a vector": ("vector", "vectors"),
    "a tensor": ("tensor", "tensors"), "an array": ("array",), "an operator": ("operator", "operators"),
    "a function": ("function", "functions", "functional", "map", "mapping", "kernel"), "a distribution": ("distribution", "distributions"),
    "a measure": ("measure",), "an event": ("event", "events"), "a set": ("set", "sets", "subset", "space"), "a graph": ("graph",),
    "a sequence": ("sequence",),
}.items() for word in words}
"""Nouns that say what kind of thing a name is and leave open which: it is no number."""
OF_NUMBERS = word_set("""independent positive negative nonnegative non-negative nonzero non-zero increasing decreasing convex concave
    monotone probability probabilities distinct rational irrational bounded greater less larger smaller between at-least at-most
    binary boolean normalized normalised random covariance""")
"""Words that may be said of a number: said of a small letter they narrow it and give it no other type."""
NUMBERLIKE = re.compile(r"(?:\\(?:hat|bar|tilde)\s*\{?\s*)?(?:[a-z]|\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda"
                        r"|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega|ell))(?![A-Za-z]).*", re.DOTALL)
RANDOM_NAME = re.compile(r"(?:\\?[A-Za-z]+|\\(?:text|mathrm)\{[A-Za-z]\})(?:_.*)?", re.DOTALL)
RANDOM_NUMBERS = word_set("variable variables number numbers sample samples noise quantity quantities")
STOPS_BEFORE = word_set(""". , ; : ( is are be if for by of length size dimension in with and at given under when whose that has have
    after before using via without than per as over comprising comprises containing contains""")
PARTS = word_set("coefficient coefficients element elements entry entries observation observations point points")
"""Nouns of numbers: in ``the polynomial coefficients $a$`` the polynomial is no type of a."""
NUMBERED = word_set("""minimum maximum minimizer maximizer minimiser maximiser optimum solution root value number size dimension length
    degree order rank norm determinant trace eigenvalue score loss cost price rate amount mass speed area volume mean variance
    probability fraction share number time duration temperature concentration""")
"""Nouns after *is a* which say what a name is: ``$x$ is a minimum of a function`` tells no function."""
WHOLES = word_set("polynomial matrix vector set function kernel")
ONE_OF_MANY = word_set("kernel vector sequence array row column")
"""Nouns of one thing that is made of the numbers of a list."""
DENOTING = word_set("denote denoted denotes denoting represent represented write written call called")
STANDING_FOR = word_set("represents represent represented stands stand which holds contains means")
CALLED_BY_HABIT = frozenset({"f", "g", "h", "F", "G", "H", r"\phi", r"\psi", r"\varphi"})
OPAQUE_BY_HABIT = frozenset({"p", "q", "P", "Q"})
DISTRIBUTION_WORDS = frozenset({"distribution", "distributions", "density", "densities"})
FUNCTION_WORDS = word_set("function functions map mapping differentiable continuous smooth")


def called_by_habit(name: str, word: str) -> bool:
    return (name in CALLED_BY_HABIT and word in FUNCTION_WORDS) or (name in OPAQUE_BY_HABIT and word in DISTRIBUTION_WORDS)


def narrows(name: str, word: str, tokens: Sequence[str]) -> bool:
    """Whether a word that is joined to a name tells what number it is, and not that it is none."""
    if word not in OF_NUMBERS or (word == "independent" and "linearly" in tokens):
        return False
    if word == "random":
        nouns = {tokens[k + 1] for k, token in enumerate(tokens[:-1]) if token == "random"}
        return nouns <= RANDOM_NUMBERS and RANDOM_NAME.fullmatch(name) is not None
    return NUMBERLIKE.fullmatch(name) is not None


def joined_word(tokens: Sequence[str], first: int, last: int) -> str | None:
    """A type or property word joined to the names: before them, after a copula, or in apposition; one that is said of no number first."""
    words = list(_joined_words(tokens, first, last))
    return next((word for word in words if word not in OF_NUMBERS), words[0] if words else None)


BEFORE_VERBS = word_set("to we then can could must may will should just simply now and")
"""Words before *set* as a verb."""


def _joined_words(tokens: Sequence[str], first: int, last: int) -> Iterator[str]:
    for back in range(1, 4):
        word = tokens[first - back] if first >= back else "."
        if word in STOPS_BEFORE or number_of(word) is not None:
            break
        if word in BOUNDING or (word == "between" and back == 1) or tokens[first - back - 1 : first - back + 1] == ["up", "to"]:
            break
        if word == "set" and back == 1 and tokens[first - 2 : first - 1] and tokens[first - 2] in BEFORE_VERBS:
            break
        if word in TYPE_WORDS and not (word in WHOLES and tokens[first - 1] in PARTS) and not (word == "natural" and back > 1 and
                                                                                              tokens[first - back + 1] == "frequency"):
            yield word
    of_something = first > 0 and (tokens[first - 1] in ("of", "in", "to", "by", "between", "from", "over")
                                  or (first > 2 and tokens[first - 2] == "with" and tokens[first - 1].isalpha()))
    if first and tokens[first - 1] == "by" and DENOTING & set(tokens[max(0, first - 9) : first]):
        yield from (word for word in tokens[max(0, first - 9) : first] if word in TYPE_WORDS)
    written_for = tokens[last : last + 1] == ["for"] and not DENOTING.isdisjoint(tokens[max(0, first - 3) : first])
    if written_for or (last < len(tokens) and tokens[last] in STANDING_FOR):
        yield from (word for word in tokens[last + 1 : last + 7] if word in TYPE_WORDS)
    if tokens[last : last + 2] == [",", "which"]:
        yield from (word for word in tokens[last + 2 : last + 8] if word in TYPE_WORDS)
    if first and tokens[first - 1] == "by" and last < len(tokens) and tokens[last] in ("a", "an", "the"):
        yield from (word for word in tokens[last : last + 6] if word in TYPE_WORDS)
    start = last + 1
    if last < len(tokens) and ((tokens[last] in COPULAS and not of_something) or tokens[last] in (",", "—", "–", "(", ":")):
        appositive = tokens[last] not in COPULAS
        if appositive and not (start < len(tokens) and tokens[start] in ("a", "an", "the")):
            return
        if appositive and tokens[start] == "the" and _is_new_clause(tokens, start):
            return
        for before, word in pairwise(tokens[start - 1 : start + 7]):
            if word == "of" and before in NUMBERED:
                break
            if word in (".", ";", ",", "then", "where", ":") or (appositive and number_of(word) is not None):
                break
            if word in TYPE_WORDS:
                yield word


def _is_new_clause(tokens: Sequence[str], start: int) -> bool:
    """``with ⟦\\rho⟧, the Gram matrix is ⟦G⟧``: a verb and a formula after the noun, so that it is the subject of a clause of its own."""
    near = range(start + 1, min(start + 6, len(tokens)))
    end = next((k for k in near if not tokens[k][0].isalpha() or tokens[k] in ("is", "are", "reads")), len(tokens))
    return tokens[end : end + 1] in (["is"], ["are"], ["reads"]) and number_of((*tokens[end + 1 : end + 2], "")[0]) is not None
