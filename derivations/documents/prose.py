"""What a sentence says about its formulas: a handful of English forms, and nothing guessed beyond them.

A sentence is turned into a row of tokens in which each formula is one token.  Then

- a *cue* (let, define, where, if, …) governs the formulas that follow it and gives them a role;
- a *phrase* of known words joined to names ("be a symmetric matrix", "positive integers $m$ and $n$") becomes
  declarations in LaTeX;
- a name joined to a word for a type or property in any other way is *blocked*: it must not be taken for a real
  number, and its steps are unreadable until it is declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from derivations.documents.doubts import Doubted, doubts_of, key_of
from derivations.documents.model import Instruction, Math
from derivations.documents.ranges import index_range
from derivations.documents.sentences import Sentence


class Role(Enum):
    """How the words around a formula present it."""

    CLAIM = "stated"
    SECTION = "let, denote, define"
    SENTENCE = "for, where"
    POSED = "if, when, assume, suppose, solve, such that"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A declaration or definition in LaTeX that words express, for a name in formula number ``formula``."""

    latex: str
    formula: int
    lasting: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A name in formula ``formula`` joined to a word that was not understood."""

    name: str
    formula: int
    word: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows (or columns) of a matrix, named in formula ``formula``: ``X has the rows $x_i^\\top$``."""

    matrix: str
    name: str
    formula: int
    rows: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Everything a sentence says: the role of each formula, declarations in words, blocked names, doubted names.

    ``cues``: the word that governs each formula.
    ``assumed``: the formulas that hold where they stand, if they are neither types nor definitions.
    ``every``: a fact, and the index for all values of which it holds.
    ``asides``: bounds by numbers after a comma, which say for what letters the formula before them is meant: ``$s = √a$, $a > 0$,``.
    """

    roles: tuple[Role, ...]
    spoken: tuple[Spoken, ...] = ()
    joined: tuple[Joined, ...] = ()
    doubts: tuple[Doubted, ...] = ()
    cues: tuple[str | None, ...] = ()
    assumed: frozenset[int] = frozenset()
    lines: tuple[Lines, ...] = ()
    every: tuple[tuple[int, int], ...] = ()
    asides: frozenset[int] = frozenset()


# --- tables -----------------------------------------------------------------------------------

SECTION_CUES = frozenset({"let", "denote", "denoting", "denotes", "define", "defining", "defined"})
SENTENCE_CUES = frozenset({"for", "where", "with"})
POSED_CUES = frozenset({
    "if", "when", "whenever", "assume", "assuming", "suppose", "supposing", "solve", "solving", "set", "setting", "such-that",
    "subject-to", "satisfying", "provided", "require", "requiring", "given",
})  # fmt: skip
ASSUMING = frozenset({"if", "when", "whenever", "assume", "assuming", "suppose", "supposing", "provided", "given"})
LET_GOES_ON = frozenset({"with", "such-that", "subject-to", "satisfying"})
HOLDING = ASSUMING | LET_GOES_ON | {"let", "for", "where", "require", "requiring"}
NARROW_CUES = frozenset({"for", "with", "given"})
BOUNDARIES = frozenset({
    "then", "so", "hence", "thus", "therefore", "we", "gives", "give", "yields", "yield", "get", "obtain", "have", "has",
    "holds", "follows", "show", "shows", "implies", "because", "since", "us", "see", "it", "which", "becomes", ";",
})  # fmt: skip
FILLERS = frozenset({
    "a", "an", "the", "all", "any", "every", "each", "some", "both", "fixed", "given", "arbitrary", "that", "by", "also", "two",
    "three", "real", "positive", "negative", "nonnegative", "non-negative", "nonzero", "non-zero", "integer", "integers",
    "number", "numbers", "scalar", "scalars", "matrix", "matrices", "vector", "vectors", "symmetric", "invertible", "values",
    "value", "of", "indices", "index", "constant", "constants", "complex", "natural",
})  # fmt: skip
CONCLUDING = frozenset({
    "so", "hence", "thus", "therefore", "then", "conclude", "shows", "show", "implies", "follows", "prove", "proves", "because",
    "since",
})  # fmt: skip
QUANTIFIERS = frozenset({",", "and", "or", "all", "any", "every", "each", "some", "both", "real", "positive", "integer", "integers",
                         "numbers"})
ARTICLES = frozenset({
    "a", "an", "the", "any", "all", "every", "each", "some", "two", "three", "both", "fixed", "given", "arbitrary", "constant",
    "our", "its", "finite",
})  # fmt: skip
COPULAS = frozenset({"is", "are", "be", "being", "denotes", "denote", "as"})

DISTRIBUTION = r"{0}_k \in [0, 1], \sum_k {0}_k = 1"
ADJECTIVES: dict[str, str] = {
    "positive": r"{0} > 0", "nonnegative": r"{0} \ge 0", "non-negative": r"{0} \ge 0", "negative": r"{0} < 0",
    "nonzero": r"{0} \ne 0", "non-zero": r"{0} \ne 0", "symmetric": r"{0} = {0}^\top",
    "invertible": r"\det {0} \ne 0", "nonsingular": r"\det {0} \ne 0", "non-singular": r"\det {0} \ne 0", "regular": r"\det {0} \ne 0",
    "positive-definite": r"{0} \succ 0", "orthogonal": r"{0}^\top {0} = I", "smooth": r"{0} \in C^\infty",
    "strictly-positive": r"{0} > 0", "one-hot": r"{0}_k \in \{{0, 1\}}, \sum_k {0}_k = 1",
}  # fmt: skip
SAMPLES = frozenset({"sample", "samples", "observation", "observations", "measurement", "measurements", "draws"})
DRAWN = frozenset({"random", "independent", "iid", "i.i.d", "i.i.d."})
"""Words that say of samples, which are numbers, how they come about: algebra about them holds all the same."""
MATRIX_ADJECTIVES = frozenset({"symmetric", "invertible", "nonsingular", "non-singular", "regular", "positive-definite", "orthogonal"})
STANDARD = frozenset({"e", r"\pi"})
"""Names that a sentence describes ("the number e") without giving them another meaning."""
OF_PRODUCTS = frozenset(ADJECTIVES[word] for word in ("symmetric", "invertible", "positive-definite"))
"""What may be said of a product of matrices as well."""
MUTUAL = frozenset({"orthogonal"})
"""Adjectives that say of several names how they stand to each other."""
PLAIN = (
    "target", "targets", "label", "labels", "parameter", "parameters", "variable", "variables", "coefficient", "coefficients", "sample",
    "samples", "observation", "observations", "measurement", "measurements", "draws", "weight", "weights", "bias", "rate", "step", "value",
    "values", "factor", "entries", "quantity", "quantities",
)  # fmt: skip
"""Nouns that say what a number is for."""
NOUNS: dict[str, str | None] = {
    "number": None, "numbers": None, "scalar": r"{0} \in \mathbb{{R}}", "scalars": r"{0} \in \mathbb{{R}}",
    "reals": r"{0} \in \mathbb{{R}}", "integer": r"{0} \in \mathbb{{Z}}", "integers": r"{0} \in \mathbb{{Z}}",
    "real": r"{0} \in \mathbb{{R}}", "complex": r"{0} \in \mathbb{{C}}", "natural": r"{0} \in \mathbb{{N}}",
    "probability": r"{0} \in [0, 1]", "probabilities": r"{0} \in [0, 1]", "constant": None, "constants": None,
    **dict.fromkeys(PLAIN),
    "distribution": DISTRIBUTION,
}  # fmt: skip
FIELDS = {"real": "R", "complex": "C", "natural": "N"}
ARRAYS = frozenset({"matrix", "matrices", "vector", "vectors"})
FUNCTIONS: dict[str, str] = {
    "sigmoid": r"\operatorname{sigmoid}", "logistic sigmoid": r"\operatorname{sigmoid}", "logistic": r"\operatorname{sigmoid}",
    "sigmoid activation": r"\operatorname{sigmoid}", "relu": r"\operatorname{ReLU}", "rectified linear unit": r"\operatorname{ReLU}",
    "softplus": r"\operatorname{softplus}", "hyperbolic tangent": r"\tanh", "logit": r"\operatorname{logit}",
}  # fmt: skip
TYPE_WORDS = frozenset({
    "matrix", "matrices", "vector", "vectors", "tensor", "tensors", "operator", "operators", "function", "functions",
    "functional", "random", "distribution", "distributions", "distributed", "event", "events", "set", "sets", "subset", "space",
    "complex", "imaginary", "integer", "integers", "natural", "quaternion", "quaternions", "graph", "group", "field", "ring",
    "sequence", "polynomial", "polynomials", "map", "mapping", "kernel", "measure", "permutation", "prime", "boolean", "binary",
    "covariance", "hessian", "jacobian", "array", "row", "column", "dimensional", "symmetric", "antisymmetric",
    "skew-symmetric", "invertible", "singular", "orthogonal", "orthonormal", "diagonal", "unitary", "hermitian", "triangular",
    "idempotent", "nilpotent", "positive", "negative", "nonnegative", "non-negative", "nonzero", "non-zero", "even", "odd",
    "increasing", "decreasing", "convex", "concave", "monotone", "continuous", "differentiable", "periodic", "linear",
    "normalized", "normalised", "independent", "probability", "probabilities", "distinct", "rational", "irrational",
    "modulo", "quadratic", "nonempty", "infinite", "homogeneous", "one-hot", "norm", "semidefinite", "definite", "conjugate",
    "bounded", "greater", "less", "larger", "smaller", "between", "at-least", "at-most", "multiple", "divisible",
    "differential", "rotation", "projection",
})  # fmt: skip
BOUNDING = frozenset({"at-least", "at-most"})
"""Words before a name that tell of something else than the name: ``the slope is at most $L$``, as does ``between $x$ and $y$``."""
STOPS_BEFORE = frozenset({
    ".", ",", ";", ":", "(", "is", "are", "be", "if", "for", "by", "of", "length", "size", "dimension", "in", "with", "and",
})  # fmt: skip
DENOTING = frozenset({"denote", "denoted", "denotes", "denoting", "represent", "represented", "write", "written", "call", "called"})
STANDING_FOR = frozenset({"represents", "represent", "represented", "stands", "stand", "which", "holds", "contains", "means"})
CALLED_BY_HABIT = frozenset({"f", "g", "h", "F", "G", "H", r"\phi", r"\psi", r"\varphi"})
OPAQUE_BY_HABIT = frozenset({"p", "q", "P", "Q"})
DISTRIBUTION_WORDS = frozenset({"distribution", "distributions", "density", "densities"})
FUNCTION_WORDS = frozenset({"function", "functions", "map", "mapping", "differentiable", "continuous", "smooth"})
SMOOTHNESS = {
    ("smooth",): "\\infty", ("infinitely", "differentiable"): "\\infty", ("infinitely", "often", "differentiable"): "\\infty",
    ("twice", "differentiable"): "2", ("twice", "continuously", "differentiable"): "2",
    ("differentiable",): "1", ("continuously", "differentiable"): "1", ("continuous",): "0",
}  # fmt: skip
"""What is said of a function with its sets: ``Let f : ℝ → ℝ be twice differentiable``."""
PHRASES_OF_RANK = {"full column rank": r"\det({0}^\top {0}) \ne 0", "full row rank": r"\det({0} {0}^\top) \ne 0"}
PAIRS = {("such", "that"): "such-that", ("subject", "to"): "subject-to", ("positive", "definite"): "positive-definite",
         ("strictly", "positive"): "strictly-positive", ("if", "and"): "if and", ("at", "least"): "at-least", ("at", "most"): "at-most",
         ("real", "valued"): "real-valued"}  # fmt: skip

TOKEN = re.compile(r"⟦(\d+)⟧|[A-Za-z][A-Za-z’'-]*|[,;:()—–.]|\d+")
LINK = re.compile(r"\]\([^)\s]*\)|\[\^[^\]]*\]")
NAME = re.compile(
    r"(?:\\(?:hat|bar|tilde|vec|dot|ddot|widehat|widetilde|overline|mathbf|boldsymbol|bm|mathrm|mathcal|mathsf|mathit|mathbb|text|operatorname)"
    r"\s*\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+|[A-Za-z])'*(?:_(?:\{[^{}]*\}|[A-Za-z0-9]|\\[A-Za-z]+))?(?:\^\{?[(\[][^)\]]*[)\]]\}?)?")
TYPED = re.compile(r"\\in\s*\\mathbb\s*\{?[RCZN]\}?\s*\^")
PRODUCT = re.compile(r"(?:(?:\\(?:mathbf|boldsymbol|bm)\s*\{[A-Z]\}|[A-Z]|\\(?:Sigma|Lambda|Gamma|Omega|Phi)(?![A-Za-z]))"
                     r"(?:_\w)?\s*(?:\^\s*(?:T|\\top|\\mathsf\s*\{?T\}?|\{\s*(?:T|\\top|\\mathsf\s*\{?T\}?)\s*\})\s*)?){2,4}")
NOT_NAMES = re.compile(r"\\(?:in|to|times|frac|sum|int|le|ge|ne|lt|gt|mathbb|partial|nabla|cdot|ldots|dots|infty|log|exp|ln|sin|cos)\b")


# --- tokens -----------------------------------------------------------------------------------


def formulas(sentence: Sentence) -> tuple[Math, ...]:
    """The formulas of a sentence in order; their numbers are used by everything here."""
    return tuple(p for p in sentence.parts if isinstance(p, Math))


def tokens_of(sentence: Sentence) -> list[str]:
    """Words in lower case, punctuation, and ``⟦k⟧`` for formula number k."""
    text, count = [], 0
    for part in sentence.parts:
        if isinstance(part, Math):
            text.append(f" ⟦{count}⟧ ")
            count += 1
        elif not isinstance(part, Instruction):
            text.append(LINK.sub(" ", part.text.source).replace("*", "").replace("_", " "))
    raw = [m.group() if m.group(1) else m.group().lower().strip("'’") for m in TOKEN.finditer("".join(text))]
    out: list[str] = []
    for word in raw:
        if out and (out[-1], word) in PAIRS:
            out[-1] = PAIRS[(out[-1], word)]
        elif word:
            out.append(word)
    return out


def number_of(token: str) -> int | None:
    return int(token[1:-1]) if token.startswith("⟦") else None


def names_in(latex: str) -> list[str]:
    r"""The names that a formula talks about when it is a name, a list of names, or ``names \in …``; else none."""
    subject = re.split(r"\\in\b|\\colon\b|:|\\succ|\\sim\b|\\subset", latex.strip(), maxsplit=1)[0]
    subject = re.sub(r"\([^()]*\)\s*$", "", subject.strip())
    names = [n.strip() for n in re.split(r",\s*(?:\\ldots|\\dots|\\cdots)?\s*,?", subject) if n.strip()]
    return names if names and all(NAME.fullmatch(n) and not NOT_NAMES.match(n) for n in names) else []


# --- roles ------------------------------------------------------------------------------------


def read_sentence(sentence: Sentence) -> Said:
    """All that the words of a sentence say about its formulas."""
    maths = formulas(sentence)
    tokens = tokens_of(sentence)
    cues = _cues(tokens, maths)
    roles = [_role(cue) for cue in cues]
    groups = _groups(tokens)
    spoken: list[Spoken] = []
    joined: list[Joined] = []
    consumed: set[int] = set()
    for first, last in groups:
        numbers = [n for n in (number_of(t) for t in tokens[first:last]) if n is not None]
        names = [(name, n) for n in numbers for name in names_in(maths[n].text.source) if name not in STANDARD or roles[n] is Role.SECTION]
        names = names or [(f"({product})", n) for n in numbers if (product := _product_in(maths[n].text.source))]
        if not names:
            continue
        lasting = not any(roles[n] in (Role.SENTENCE, Role.POSED) for n in numbers)
        if lasting and any(t in CONCLUDING for t in tokens[:first]) and not any(roles[n] is Role.SECTION for n in numbers):
            continue
        phrase, used = _phrase_beside(tokens, first, last, maths)
        if names[0][0].startswith("(") and not (phrase and set(phrase) <= OF_PRODUCTS):
            continue
        if phrase is not None and DISTRIBUTION in phrase and not any("dots" in maths[n].text.source for n in numbers):
            phrase = None
        if phrase is not None and not (len(names) > 1 and MUTUAL & {tokens[k] for k in used}):
            consumed |= used
            spoken += [Spoken(latex.format(key_of(name) if latex is DISTRIBUTION else name), n, lasting)
                       for name, n in names for latex in phrase
                       if not (OWN_SIZE in latex and TYPED.search(maths[n].text.source))]
        else:
            word = _joined_word(tokens, first, last)
            joined += [Joined(name, n, word) for name, n in names if word and not _called_by_habit(name, word)
                       and not (word in ARRAYS and TYPED.search(maths[n].text.source))]
    assumed = frozenset(n for n, cue in enumerate(cues) if cue in HOLDING and (not maths[n].display or cue == "let" or _follows(tokens, n)))
    lines = tuple(_lines(tokens, maths))
    joined = [j for j in joined if all(j.formula != line.formula for line in lines)]
    doubts = doubts_of(tokens, maths, consumed)
    quantified, asides = _quantified(tokens), _asides(tokens, maths)
    return Said(tuple(roles), tuple(spoken), tuple(joined), doubts, tuple(cues), assumed, lines, quantified, asides)


def _quantified(tokens: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Pairs of formulas ``⟦0⟧ for all ⟦1⟧``."""
    places = [k for k in range(len(tokens) - 3) if tokens[k + 1] == "for" and tokens[k + 2] in ("all", "every", "each")]
    pairs = [(number_of(tokens[k]), number_of(tokens[k + 3])) for k in places]
    return tuple((fact, index) for fact, index in pairs if fact is not None and index is not None)


SIGN = r"\s*(?:<|>|\\leq?|\\geq?|\\lt|\\gt|\\ne)\s*"
BOUND = re.compile(rf"\s*(?:[\d.]+{SIGN})?\\?[A-Za-z]+(?:_\w)?{SIGN}[\d.]+\s*")


def _asides(tokens: Sequence[str], maths: Sequence[Math]) -> frozenset[int]:
    """The bounds of a letter by numbers that stand between commas, after another formula."""
    found = set()
    for place in range(2, len(tokens)):
        number = number_of(tokens[place])
        closed = place + 1 == len(tokens) or tokens[place + 1] in (",", ".", ";", "can", "is", "and")
        if number is not None and tokens[place - 1] == "," and number_of(tokens[place - 2]) is not None and closed \
                and not maths[number].display and BOUND.fullmatch(maths[number].text.source):
            found.add(number)
    return frozenset(found)


LINE = re.compile(
    r"(?P<name>\\?[A-Za-z]+|\\(?:mathbf|boldsymbol|vec)\s*\{[a-z]\})_(?:\w|\{\w\})(?:\^(?:T|\\top|\{T\}|\{\\top\}))?(?:\s*,.*)?", re.DOTALL)


def _lines(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[Lines]:
    """``⟦0⟧ with rows ⟦1⟧``, ``⟦0⟧ whose columns are ⟦1⟧``: the lines of the matrix that was named last."""
    for place, token in enumerate(tokens):
        if token not in ("rows", "columns") or place + 1 >= len(tokens):
            continue
        number = number_of(tokens[place + 2] if tokens[place + 1] == "are" and place + 2 < len(tokens) else tokens[place + 1])
        before = next((n for n in (number_of(t) for t in reversed(tokens[:place])) if n is not None), None)
        if number is None or before is None:
            continue
        matrices, line = names_in(maths[before].text.source), LINE.fullmatch(maths[number].text.source.strip())
        if len(matrices) == 1 and line is not None:
            yield Lines(matrices[0], line["name"], number, token == "rows")


def _product_in(latex: str) -> str:
    r"""A product of matrices such as ``X^\top X``; else nothing."""
    return latex.strip() if PRODUCT.fullmatch(latex.strip()) else ""


def _called_by_habit(name: str, word: str) -> bool:
    return (name in CALLED_BY_HABIT and word in FUNCTION_WORDS) or (name in OPAQUE_BY_HABIT and word in DISTRIBUTION_WORDS)


def _cues(tokens: Sequence[str], maths: Sequence[Math]) -> list[str | None]:
    """The word that governs each formula.  What a *let* goes on to say (*with*, *for i = 1, …, n and*) lasts as long as it."""
    cues: list[str | None] = [None] * len(maths)
    cue: str | None = None
    taken = aside = False
    for place, token in enumerate(tokens):
        number = number_of(token)
        if number is not None and aside:
            cues[number], aside = "for", False
        elif number is not None:
            if cue is not None and not _comma_ends(cue, tokens, place, maths[number], taken):
                cues[number] = cue
                taken = True
            else:
                cue = None
        elif token in SECTION_CUES or token in SENTENCE_CUES or token in POSED_CUES:
            if cue in SECTION_CUES and taken and (token in LET_GOES_ON or _is_aside(tokens, place, maths)):
                aside = token == "for"
            elif not (token in ("set", "given") and place and tokens[place - 1] in ("a", "the", "this", "any")):
                cue, taken = token, False
        elif token in BOUNDARIES or (cue in NARROW_CUES and token not in (QUANTIFIERS if taken else FILLERS | QUANTIFIERS)
                                     and not (cue == "with" and not taken and _names_what_follows(tokens, place))):
            cue = None
    return cues


def _names_what_follows(tokens: Sequence[str], place: int) -> bool:
    """``the cross-entropy ⟦k⟧``, ``the learning rate ⟦k⟧``: whether a word belongs to an article before it and a formula after it."""
    before = next((tokens[k] for k in range(place - 1, max(place - 4, -1), -1) if tokens[k] in ("the", "a", "an", "with")), None)
    after = next((tokens[k] for k in range(place + 1, min(place + 4, len(tokens))) if not tokens[k][0].isalpha()), "")
    return before not in (None, "with") and number_of(after) is not None


def _follows(tokens: Sequence[str], number: int) -> bool:
    """Whether a formula stands directly after the word that governs it: ``where ⟦k⟧``, ``suppose that: ⟦k⟧``."""
    place = tokens.index(f"⟦{number}⟧") - 1
    while place > 0 and tokens[place] in ("that", ":", ","):
        place -= 1
    return place >= 0 and tokens[place] in HOLDING


def _is_aside(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``for all ⟦i⟧``, ``for each ⟦i⟧`` and ``for ⟦i = 1, …, n⟧``: the range of an index, after which the clause goes on."""
    if tokens[place] != "for" or place + 2 >= len(tokens):
        return False
    if tokens[place + 1] in ("all", "every", "each"):
        return number_of(tokens[place + 2]) is not None
    number = number_of(tokens[place + 1])
    return number is not None and index_range(maths[number].text.source) is not None


def _comma_ends(cue: str, tokens: Sequence[str], place: int, formula: Math, taken: bool) -> bool:
    """Whether the clause of a cue ended before this formula: ``for $x > 0$, $\\log x^2 = …$``."""
    if not taken or cue in SECTION_CUES or cue == "where":
        return False
    if tokens[place - 1] != ",":
        return tokens[place - 1] not in ("and", "or") and (formula.display or cue in NARROW_CUES)
    return formula.display or ("=" in formula.text.source and not re.search(r"\\in\b", formula.text.source))


def _role(cue: str | None) -> Role:
    if cue is None:
        return Role.CLAIM
    if cue in SECTION_CUES:
        return Role.SECTION
    return Role.SENTENCE if cue in SENTENCE_CUES else Role.POSED


# --- phrases ----------------------------------------------------------------------------------


def _groups(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges of tokens that are formulas in a list: ``⟦0⟧ , ⟦1⟧ and ⟦2⟧``."""
    groups, place = [], 0
    while place < len(tokens):
        if number_of(tokens[place]) is None:
            place += 1
            continue
        end = place + 1
        while True:
            step = next((k for k in (1, 2) if end + k < len(tokens) and number_of(tokens[end + k]) is not None
                         and all(t in (",", "and", "or") for t in tokens[end : end + k])), None)
            if step is None:
                break
            end += step + 1
        groups.append((place, end))
        place = end
    return groups


def _phrase_beside(tokens: Sequence[str], first: int, last: int, maths: Sequence[Math]) -> tuple[list[str] | None, set[int]]:
    """The declarations that the words after or before the names make, and the places of those words."""
    after = _phrase_after(tokens, last, maths)
    if after is not None:
        end = next((k for k in range(last + 1, len(tokens)) if _ends_clause(tokens, k)), len(tokens))
        return after, set(range(last, end))
    for start in range(max(0, first - 7), first):
        before = _phrase_before(tokens, start, first, maths)
        if before is not None:
            return before, set(range(start, first))
    return None, set()


def _phrase_after(tokens: Sequence[str], last: int, maths: Sequence[Math]) -> list[str] | None:
    """``G is a positive integer``, ``G has full column rank``: the phrase must end where the clause does."""
    rank = PHRASES_OF_RANK.get(" ".join(tokens[last + 1 : last + 4]))
    if rank is not None and tokens[last] in ("has", "have", "of", "with"):
        return [rank]
    if last >= len(tokens) or tokens[last] not in COPULAS:
        bare = last < len(tokens) and tokens[last] in ADJECTIVES and (last + 1 == len(tokens) or _ends_clause(tokens, last + 1))
        return [ADJECTIVES[tokens[last]]] if bare else None
    function = _named_function(tokens, last + 1)
    if function is not None:
        return [function]
    if tokens[last + 1 : last + 4] == ["the", "number", "of"]:
        return [r"{0} \in \mathbb{{N}}"]
    end = last + 1
    while end < len(tokens) and not _ends_clause(tokens, end):
        end += 1
    number = number_of(tokens[last - 1])
    if number is not None and re.search(r"\\to(?![A-Za-z])", maths[number].text.source):
        order = SMOOTHNESS.get(tuple(t for t in tokens[last + 1 : end] if t not in ARTICLES and t not in ("function", "functions", "map")))
        return None if order is None else [rf"{{0}} \in C^{{{{{order}}}}}"]
    return _phrase(tokens[last + 1 : end], maths)


def _ends_clause(tokens: Sequence[str], place: int) -> bool:
    return tokens[place] in (".", ",", ";", ":", ")", "(", "and", "with", "such-that", "then", "where", "—", "–", "but", "so", "for")


def _phrase_before(tokens: Sequence[str], start: int, first: int, maths: Sequence[Math]) -> list[str] | None:
    """``a symmetric matrix G``: known words from ``start`` to the names, not preceded by an unknown property."""
    if start and (tokens[start - 1] in TYPE_WORDS or (tokens[start - 1] not in ARTICLES and _is_adjectival(tokens[start - 1]))):
        return None
    function = _named_function(tokens, start, stop=first)
    if function is not None:
        return [function]
    found = _phrase(tokens[start:first], maths)
    return found if found is not None and (found or any(t in NOUNS or t in ARRAYS for t in tokens[start:first])) else None


def _is_adjectival(word: str) -> bool:
    return word.endswith(("-valued", "able", "ous", "ive", "al", "ic")) and word not in FILLERS


def _named_function(tokens: Sequence[str], start: int, stop: int | None = None) -> str | None:
    """``the logistic sigmoid function``: a definition of the name by the function of that name."""
    words = list(tokens[start : stop if stop is not None else start + 6])
    if words[:1] == ["the"]:
        words = words[1:]
    for length in (3, 2, 1):
        latex = FUNCTIONS.get(" ".join(words[:length]))
        if latex is None:
            continue
        rest = words[length:]
        rest = rest[1:] if rest[:1] in (["function"], ["activation"]) else rest
        if (stop is not None and not rest) or (stop is None and (not rest or _ends_clause(rest, 0))):
            return "{0}(x) := " + latex.replace("{", "{{").replace("}", "}}") + "(x)"
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
        elif word in ADJECTIVES and noun is None:
            adjectives.append(word)
        elif noun is None and _goes_without_saying(word, words[position + 1 :]):
            pass
        elif word in ("from", "of", "following") and noun in NOUNS and number_of(following) is not None and position + 2 == len(words):
            position += 1
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
    return size if len(sizes) <= 2 and all(re.fullmatch(r"[A-Za-z0-9_{}+\- ]+", s.strip()) for s in sizes) else None


# --- blocked names ----------------------------------------------------------------------------


def _joined_word(tokens: Sequence[str], first: int, last: int) -> str | None:
    """A type or property word joined to the names: before them, after a copula, or in apposition."""
    return next(_joined_words(tokens, first, last), None)


def _joined_words(tokens: Sequence[str], first: int, last: int) -> Iterator[str]:
    for back in range(1, 4):
        word = tokens[first - back] if first >= back else "."
        if word in STOPS_BEFORE or number_of(word) is not None:
            break
        if word in BOUNDING or (word == "between" and back == 1):
            break
        if word in TYPE_WORDS:
            yield word
    of_something = first > 0 and tokens[first - 1] in ("of", "in", "to", "by", "between", "from", "over")
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
        for word in tokens[start : start + 7]:
            if word in (".", ";", ",", "then", "where", ":") or (appositive and number_of(word) is not None):
                break
            if word in TYPE_WORDS:
                yield word
