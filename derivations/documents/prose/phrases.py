"""Phrases of known words beside names ("be a symmetric matrix", "positive integers m and n") as declarations in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.documents.model import Math
from derivations.documents.prose.clauses import FILLERS
from derivations.documents.prose.denials import is_taken_back
from derivations.documents.prose.tokens import number_of
from derivations.documents.prose.untyped import ARRAYS, CALLED_BY_HABIT, COPULAS, TYPE_WORDS
from derivations.documents.spelling import word_set

ARTICLES = word_set("a an the any all every each some two three both fixed given arbitrary constant our its finite")
DISTRIBUTION = r"\sum_k {0}_k = 1, {0}_k \in [0, 1]"
ADJECTIVES: dict[str, str] = {
    "positive": r"{0} > 0", "nonnegative": r"{0} \ge 0", "non-negative": r"{0} \ge 0", "negative": r"{0} < 0",
    "nonpositive": r"{0} \le 0", "non-positive": r"{0} \le 0",
    "covariance": r"{0} \succeq 0", "skew-symmetric": r"{0} = -{0}^\top", "antisymmetric": r"{0} = -{0}^\top",
    "nonzero": r"{0} \ne 0", "non-zero": r"{0} \ne 0", "symmetric": r"{0} = {0}^\top",
    "invertible": r"\det {0} \ne 0", "nonsingular": r"\det {0} \ne 0", "non-singular": r"\det {0} \ne 0", "regular": r"\det {0} \ne 0",
    "positive-definite": r"{0} \succ 0", "positive-semidefinite": r"{0} \succeq 0",
    "hermitian": r"{0} = {0}^H", "unitary": r"{0}^H {0} = I",
    "orthogonal": r"{0}^\top {0} = I", "smooth": r"{0} \in C^\infty",
    "unit": r"{0}^\top {0} = 1", "unit-norm": r"{0}^\top {0} = 1", "diagonal": r"{0} = {0}^\top",
    "idempotent": r"{0}^2 = {0}", "strictly-positive": r"{0} > 0", "one-hot": r"\sum_k {0}_k = 1, {0}_k \in \{{0, 1\}}",
}
CODES = word_set("encoded encoding encodings vector vectors label labels target targets representation code class")
"""What is one-hot, whatever it stands for."""
ENCODED = CODES | word_set("of for the a an true correct classes observed actual each this its example sample digit word token next")
SAMPLES = word_set("sample samples observation observations measurement measurements draws")
DRAWN = word_set("random independent iid i.i.d i.i.d.")
"""Words that say of samples, which are numbers, how they come about: algebra about them holds all the same."""
LAWS = frozenset({"distribution", "population", "density", "law"})
"""Where samples are drawn from says nothing of what they are, which is numbers."""
UNIT_LENGTH = ADJECTIVES["unit"]
MATRIX_ADJECTIVES = word_set("""symmetric covariance skew-symmetric antisymmetric invertible nonsingular non-singular regular
    positive-definite positive-semidefinite orthogonal idempotent diagonal hermitian unitary""")
IN_PART = frozenset({"diagonal"})
"""Adjectives that say more than the declaration does: what fails under it alone must not be called false."""
OF_PRODUCTS = frozenset(ADJECTIVES[word] for word in ("symmetric", "invertible", "positive-definite"))
"""What may be said of a product of matrices as well."""
PLAIN = (
    "target", "targets", "label", "labels", "parameter", "parameters", "variable", "variables", "coefficient", "coefficients", "sample",
    "samples", "observation", "observations", "measurement", "measurements", "draws", "weight", "weights", "bias", "rate", "step", "value",
    "values", "factor", "entries", "quantity", "quantities",
)
"""Nouns that say what a number is for."""
NOUNS: dict[str, str | None] = {
    "number": None, "numbers": None, "scalar": r"{0} \in \mathbb{{R}}", "scalars": r"{0} \in \mathbb{{R}}",
    "reals": r"{0} \in \mathbb{{R}}", "integer": r"{0} \in \mathbb{{Z}}", "integers": r"{0} \in \mathbb{{Z}}",
    "real": r"{0} \in \mathbb{{R}}", "complex": r"{0} \in \mathbb{{C}}", "natural": r"{0} \in \mathbb{{N}}",
    "probability": r"{0} \in [0, 1]", "probabilities": r"{0} \in [0, 1]", "constant": None, "constants": None,
    "correlation": r"{0} \in [-1, 1]",
    **dict.fromkeys(PLAIN),
    "distribution": DISTRIBUTION,
}
FIELDS = {"real": "R", "complex": "C", "natural": "N"}
FUNCTIONS: dict[str, str] = {
    "sigmoid": r"\operatorname{sigmoid}", "logistic sigmoid": r"\operatorname{sigmoid}", "logistic": r"\operatorname{sigmoid}",
    "sigmoid activation": r"\operatorname{sigmoid}", "relu": r"\operatorname{ReLU}", "rectified linear unit": r"\operatorname{ReLU}",
    "softplus": r"\operatorname{softplus}", "hyperbolic tangent": r"\tanh", "logit": r"\operatorname{logit}",
}
GOING_ON = word_set("and where with we then so as the which")
BY_ENTRIES = word_set("element-wise elementwise entry-wise entrywise component-wise componentwise coordinate-wise coordinatewise "
                      "pointwise point-wise")
SMOOTHNESS = {
    ("smooth",): "\\infty", ("infinitely", "differentiable"): "\\infty", ("infinitely", "often", "differentiable"): "\\infty",
    ("twice", "differentiable"): "2", ("twice", "continuously", "differentiable"): "2",
    ("differentiable",): "1", ("continuously", "differentiable"): "1", ("continuous",): "0",
}
"""What is said of a function with its sets: ``Let f : ℝ → ℝ be twice differentiable``."""
FUNCTION_NOUNS = word_set("function functions map mapping activation activations nonlinearity")
IN_SPACE = re.compile(r"\\in\s*\\mathbb\s*\{?R\}?\s*\^")
PHRASES_OF_RANK = {"full column rank": r"\det({0}^\top {0}) \ne 0", "full row rank": r"\det({0} {0}^\top) \ne 0",
                   "linearly independent columns": r"\det({0}^\top {0}) \ne 0", "linearly independent rows": r"\det({0} {0}^\top) \ne 0",
                   "orthonormal columns": r"{0}^\top {0} = I", "orthonormal rows": r"{0} {0}^\top = I"}


def phrase_beside(tokens: Sequence[str], first: int, last: int, maths: Sequence[Math]) -> tuple[list[str] | None, set[int]]:
    """The declarations that the words after or before the names make, and the places of those words."""
    if "respectively" in tokens:
        return None, set()
    after = _phrase_after(tokens, last, maths)
    if after is not None:
        return after, set(range(last, _phrase_ends(tokens, last + 1)))
    goes_on = tokens[last : last + 3] in ([",", "which", "is"], [",", "which", "are"])
    named = named_function(tokens, last) if tokens[last : last + 1] == ["the"] and _is_beside_with(tokens, first) else None
    if named is None and tokens[last : last + 2] == ["to", "be"] and not {"take", "choose", "define"}.isdisjoint(tokens[:first]):
        named, last = named_function(tokens, last + 2), last + 2
    if named is not None:
        return [named], set(range(last, _phrase_ends(tokens, last)))
    which = _bare(tokens, last + 3) if goes_on else []
    clause = set(range(last, _phrase_ends(tokens, last + 3))) if which else set()
    for start in range(max(0, first - 7), first):
        before = _phrase_before(tokens, start, first, maths)
        if before is not None:
            return before + which, set(range(start, first)) | clause
    return which or None, clause


def _is_beside_with(tokens: Sequence[str], first: int) -> bool:
    """``with ⟦W⟧ a matrix and ⟦s⟧ the sigmoid``: whether a name is one of those that *with* or *where* brings in."""
    before = list(tokens[:first])
    return before[-1:] in (["with"], ["where"]) or (before[-1:] in (["and"], [","]) and not {"with", "where"}.isdisjoint(before))


def _phrase_after(tokens: Sequence[str], last: int, maths: Sequence[Math]) -> list[str] | None:
    """``G is a positive integer``, ``G has full column rank``: the phrase must end where the clause does."""
    at = last + 2 if tokens[last : last + 1] == ["with"] and tokens[last + 2 : last + 3] in (["has"], ["have"]) else last
    rank = PHRASES_OF_RANK.get(" ".join(tokens[at + 1 : at + 4])) or PHRASES_OF_RANK.get(" ".join(tokens[at + 1 : at + 3]))
    if rank is not None and tokens[at] in ("has", "have", "of", "with"):
        return [rank]
    if last >= len(tokens) or tokens[last] not in COPULAS:
        return _bare(tokens, last) or _apposition(tokens, last, maths)
    function = named_function(tokens, last + 1)
    if function is not None:
        return [function]
    if tokens[last + 1 : last + 4] == ["the", "number", "of"]:
        return [r"{0} \in \mathbb{{N}}"]
    end = _phrase_ends(tokens, last + 1)
    if is_taken_back(tokens, end):
        return None
    number = number_of(tokens[last - 1])
    order = _smoothness(tokens, last + 1, end)
    listed = number is not None and all(name.strip() in CALLED_BY_HABIT for name in maths[number].text.source.split(","))
    if order is not None and (listed or "function" in tokens[last:end]) and not any(IN_SPACE.search(m.text.source) for m in maths):
        return [rf"{{0}} \in C^{{{{{order}}}}}"]
    if number is not None and re.search(r"\\to(?![A-Za-z])", maths[number].text.source):
        return None if order is None else [rf"{{0}} \in C^{{{{{order}}}}}"]
    return _phrase([t for t in tokens[last + 1 : end] if t not in (",", "and")], maths)


def _bare(tokens: Sequence[str], last: int) -> list[str]:
    """``with ⟦Q⟧ symmetric and positive definite``: adjectives that end the clause."""
    end = last
    while end < len(tokens) and (tokens[end] in ADJECTIVES or (tokens[end] == "and" and tokens[end + 1 : end + 2] != []
                                                              and tokens[end + 1] in ADJECTIVES and end > last)):
        end += 1
    over = end == len(tokens) or _ends_clause(tokens, end)
    return [ADJECTIVES[t] for t in tokens[last:end] if t != "and"] if over else []


def _smoothness(tokens: Sequence[str], start: int, end: int) -> str | None:
    """How often a function is said to be differentiable, if the words say nothing else but on which interval."""
    if end - start > 2 and tokens[end - 2] == "on" and number_of(tokens[end - 1]) is not None:
        end -= 2
    return SMOOTHNESS.get(tuple(t for t in tokens[start:end] if t not in ARTICLES and t not in FUNCTION_NOUNS))


def _apposition(tokens: Sequence[str], last: int, maths: Sequence[Math]) -> list[str] | None:
    """``$n \\ge 1$ an integer``: the phrase is all of the clause that is left."""
    if last >= len(tokens) or tokens[last] not in ("a", "an"):
        return None
    end = _phrase_ends(tokens, last)
    return None if is_taken_back(tokens, end) else _phrase(list(tokens[last:end]), maths)


def _phrase_ends(tokens: Sequence[str], start: int) -> int:
    """The end of the clause, or of a list of adjectives: ``symmetric and positive definite``."""
    end = start
    while True:
        while end < len(tokens) and not _ends_clause(tokens, end):
            end += 1
        more = end + 1 + (tokens[end : end + 2] == [",", "and"])
        alone = more + 1 >= len(tokens) or _ends_clause(tokens, more + 1)
        if end == start or tokens[end : end + 1] not in ([","], ["and"]) or tokens[more : more + 1] == [] or not alone \
                or tokens[more] not in ADJECTIVES or tokens[end - 1] not in ADJECTIVES:
            return end
        end = more + 1


def _ends_clause(tokens: Sequence[str], place: int) -> bool:
    return tokens[place] in (".", ",", ";", ":", ")", "(", "and", "with", "such-that", "then", "where", "—", "–", "but", "so", "for")


BESIDE_NUMBERS = word_set("""let for with where and or if when consider take choose pick is be as to in on than this irrational
    rational prime""")
"""Words before *number* that are no nouns of what is counted."""


def _phrase_before(tokens: Sequence[str], start: int, first: int, maths: Sequence[Math]) -> list[str] | None:
    """``a symmetric matrix G``: known words from ``start`` to the names, not preceded by an unknown property."""
    if start and (tokens[start - 1] in TYPE_WORDS or (tokens[start - 1] not in ARTICLES and _is_adjectival(tokens[start - 1]))):
        return None
    if start and tokens[start:first] == ["number"] and tokens[start - 1].isalpha() and tokens[start - 1] not in FILLERS | BESIDE_NUMBERS:
        return None  # "dose number ⟦n⟧": it counts
    function = named_function(tokens, start, stop=first)
    if function is not None:
        return [function]
    found = _phrase(tokens[start:first], maths)
    return found if found is not None and (found or any(t in NOUNS or t in ARRAYS for t in tokens[start:first])) else None


def _is_adjectival(word: str) -> bool:
    return word.endswith(("-valued", "able", "ous", "ive", "al", "ic")) and word not in FILLERS


def named_function(tokens: Sequence[str], start: int, stop: int | None = None) -> str | None:
    """``the logistic sigmoid function``: a definition of the name by the function of that name."""
    words = list(tokens[start : stop if stop is not None else start + 8])
    if words[:1] == ["the"] or words[:2] in (["a", "sigmoid"], ["a", "relu"], ["a", "softplus"]):
        words = words[1:]
    for length in (3, 2, 1):
        latex = FUNCTIONS.get(" ".join(words[:length]))
        if latex is None:
            continue
        rest = words[length:]
        if words[0] == "logit" and rest[:1] != ["function"]:
            return None  # ``with logit a``: a number
        rest = rest[1:] if rest[:1] in (["function"], ["activation"], ["nonlinearity"]) else rest
        rest = rest[2:] if rest[:1] in (["applied"], ["acting"], ["taken"]) and rest[1:2] != [] and rest[1] in BY_ENTRIES else rest
        if rest[:1] == [","] and rest[1:2] != [] and rest[1] not in GOING_ON and number_of(rest[1]) is None:
            return None  # ``the sigmoid, rescaled to be odd``
        if not rest or (stop is None and (_ends_clause(rest, 0) or number_of(rest[0]) is not None)):
            return "{0}(x) := " + _literally(latex) + "(x)"
    return None


def _phrase(words: Sequence[str], maths: Sequence[Math]) -> list[str] | None:
    """The declarations, with ``{0}`` for the name, that a noun phrase of known words makes; None if a word is not known."""
    out: list[str] = []
    field, dimensions, noun = "R", None, None
    adjectives: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        number = number_of(word)
        following = words[position + 1] if position + 1 < len(words) else ""
        if word in ARTICLES and noun is None:
            pass
        elif number is not None and (following in ARRAYS or following in ("real", "complex", "-dimensional", "dimensional")):
            dimensions = _dimensions(maths[number].text.source)
            if dimensions is None:
                return None
        elif word in ("-dimensional", "dimensional") and dimensions is not None:
            pass
        elif word == "one-hot" and noun is None and following in CODES:
            adjectives.append(word)  # "the one-hot encoding of the true class"
            position += next((k for k, w in enumerate(words[position + 1 :]) if w not in CODES), len(words))
            if any(number_of(w) is None and w not in ENCODED for w in words[position + 1 :]):
                return None
            break
        elif word in ADJECTIVES and noun is None:
            adjectives.append(word)
        elif noun is None and _goes_without_saying(word, words[position + 1 :]):
            pass
        elif word in ("from", "of", "following") and noun in NOUNS and number_of(following) is not None and position + 2 == len(words):
            position += 1
        elif word in ("from", "of") and noun in SAMPLES and not LAWS.isdisjoint(words[position:]):
            break
        elif word in FIELDS and following and noun is None:
            field = FIELDS[word]
        elif word in NOUNS or word in ARRAYS:
            if noun is not None:
                return None
            noun = word
        elif word in ("of", "in") and noun in ARRAYS and dimensions is None:
            dimensions, position = _size_after(words, position, maths)
            if dimensions is None:
                return None
        else:
            return None
        position += 1
    square = noun in ARRAYS and dimensions is None and not MATRIX_ADJECTIVES.isdisjoint(adjectives)
    out += _noun_declarations(noun, field, OWN_SIZE if square else dimensions)
    if noun in ARRAYS and dimensions is None and not adjectives:
        return None
    out += [ADJECTIVES[a] for a in adjectives]
    return out if noun or adjectives else None


def _goes_without_saying(word: str, after: Sequence[str]) -> bool:
    """``independent`` samples, a ``weight`` vector, a ``probability`` distribution: a word that leaves the rest of the phrase as it is."""
    if word in DRAWN:
        return any(w in SAMPLES for w in after)
    following = after[0] if after else ""
    if following == "distribution":
        return word in ("probability", "discrete")
    return word in NOUNS and NOUNS[word] is None and following in ARRAYS


def _noun_declarations(noun: str | None, field: str, dimensions: str | None) -> list[str]:
    if noun in ARRAYS:
        return [rf"{{0}} \in \mathbb{{{{{field}}}}}^{{{{{dimensions}}}}}"] if dimensions else []
    if noun in ("number", "numbers", "constant", "constants"):
        return [rf"{{0}} \in \mathbb{{{{{field}}}}}"]
    declared = NOUNS.get(noun) if noun else None
    return [declared] if declared else []


OWN_SIZE = r"n_{{{0}}} \times n_{{{0}}}"
"""A square matrix of which no size is said has a size of its own."""


def _size_after(words: Sequence[str], position: int, maths: Sequence[Math]) -> tuple[str | None, int]:
    """``of size ⟦k⟧``, ``in ⟦k⟧``: the dimensions, and the position of the last word used."""
    end = position + 1
    if end < len(words) and words[end] in ("size", "length", "dimension", "dimensions", "order"):
        end += 1
    number = number_of(words[end]) if end < len(words) else None
    return (_dimensions(maths[number].text.source), end) if number is not None else (None, position)


def _dimensions(latex: str) -> str | None:
    r"""``m \times n``, ``n`` or ``\mathbb{R}^{m \times n}`` as what stands in the exponent of ℝ."""
    inner = re.fullmatch(r"\\mathbb\s*\{?R\}?\s*\^\s*(?:\{(.*)\}|(\w))", latex.strip())
    size = (inner.group(1) or inner.group(2)) if inner else latex.strip()
    sizes = re.split(r"\\times\b|\\cdot\b", size)
    return _literally(size) if len(sizes) <= 2 and all(re.fullmatch(r"[A-Za-z0-9_{}+\- ]+", s.strip()) for s in sizes) else None


def _literally(latex: str) -> str:
    """LaTeX as a part of a phrase in which ``{0}`` stands for the name."""
    return latex.replace("{", "{{").replace("}", "}}")
