"""Properties that prose gives to names and that are not understood: what is true under them must not be called false.

A word such as *summing to one*, *orthonormal* or *even* in a clause with *let*, *where*, *with*, *assume*, … narrows
what the names of the clause may be.  Where no declaration was made of it, those names are *doubted*: a step about them
may still be proved, since it then holds for more values than were meant, but it is never refuted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derivations.documents.model import Math
from derivations.documents.prose.clauses import tells_count
from derivations.documents.prose.names import BARRED, NAME, left_side, names_told
from derivations.documents.prose.narrowing import narrowing_phrase, untold_adjectives
from derivations.documents.prose.together import said_of_both
from derivations.documents.prose.untyped import COPULAS, TYPE_WORDS
from derivations.documents.spelling import BOLD, ORDER, word_set


@dataclass(frozen=True, slots=True)
class Doubted:
    """A name of formula number ``formula``, and the words that say what is not understood.

    passing: they stand in a clause at the end of a sentence, *it is zero if …*.
    clause: they stand in the clause that introduces the name; what else is said of a name with a formula is a claim about it.
    """

    name: str
    formula: int
    words: str
    clause: bool = False
    passing: bool = False

    @property
    def is_case(self) -> bool:
        """Whether the words tell of a case, *in one dimension*, which is meant from there on."""
        return CASE.match(self.words) is not None


OPENING = word_set("""let denote denoting denotes define defining defined for where with if when whenever assume assuming suppose
    supposing such-that subject-to satisfying provided require requiring given consider take choose pick fix whose""")
CLOSING = word_set("then hence thus therefore we gives yields implies follows because show prove")
NARROWING = word_set("""stochastic simplex normalised normalized normalise normalize centred centered standardised standardized whitened
    iid i.i.d orthonormal orthogonal perpendicular commute commutes commuting idempotent nilpotent involutory unitary hermitian
    skew-symmetric antisymmetric symmetric invertible singular diagonal triangular semidefinite definite positive-definite
    positive-semidefinite even odd
    periodic parallel coprime triangle hypotenuse one-hot binary boolean covariance correlation rotation reflection projection
    projector permutation circulant toeplitz rank convex concave monotone increasing decreasing homogeneous harmonic additive
    multiplicative conjugate proportional eigenvalue eigenvalues eigenvector eigenvectors independent uncorrelated zero-mean distinct
    nonnegative non-negative nonzero non-zero antiderivative telescoping geometric arithmetic consecutive primitive modulus lipschitz
    strongly coercive of-smooth of-lipschitz of-strongly of-convex of-homogeneous of-periodic of-sparse of-regular""")
"""Words that narrow what a name may be wherever they are said of it."""
IN_A_CLAUSE = NARROWING | word_set("""positive negative strictly-positive integer integers natural rational irrational prime linear affine
    quadratic probability probabilities distribution distributions distributed root roots zeros zero solution solutions inverse
    inverses inversely reciprocal transpose minimiser minimizer maximiser maximizer minimum maximum optimal stationary critical sides
    legs angles fraction fractions proportion proportions percentage percentages shares equal equals identical same multiple divisible
    square squared sorted ordered monic bounded smallest largest less greater larger smaller more exceeds exceed between at-least
    at-most above below sufficiently large small near satisfies satisfy obey obeys uniform gaussian normally bernoulli poisson random
    differentiable continuous smooth derivative primitive longest shortest difference product quotient sum ratio mean average twice
    half double dependent linearly finite infinite unique indicator""")
"""Words that narrow a name in the clause that introduces it."""
GIVEN_NEXT = word_set("mean average sum difference product quotient ratio variance derivative inverse")
"""Words that say nothing where their formula follows: ``with mean $\\bar{x} = …$``."""
CASE = re.compile(r"(?:for|with|in) (?!mean)")
ATTRIBUTES = {
    "linear": word_set("model models regression layer layers algebra equation equations system classifier"),
    "geometric": word_set("series sum progression mean picture interpretation"),
    "natural": word_set("frequency frequencies logarithm logarithms log"), "inverse": word_set("temperature demand problem image"),
    "harmonic": word_set("oscillator motion mean series number numbers"),
    "arithmetic": word_set("mean series"),
    "quadratic": word_set("convergence cost loss equation"),
    "proportional": word_set("controller control gain feedback action"),
    "root": word_set("finding"), "square": word_set("base box root brackets bracket"),
    "random": word_set("search restarts initialisation initialization"),
}
"""What such a word says is said of the noun after it, whose formula stands there."""
TENDING = word_set("go goes going tend tends tending converge converges decay decays shrink shrinks")
SLOPES = word_set("derivative derivatives gradient gradients slope expression side this these it them")
FOUND = GIVEN_NEXT | word_set("""eigenvalue eigenvalues solution solutions root roots minimum maximum minimiser minimizer maximiser
    maximizer""")
"""What is said to be a formula: ``whose derivative with respect to $x$ is $2x$``, ``the solution is $x = 1$``."""
OBEYING = word_set("satisfy satisfies obey obeys solve solves")
LEADING_ON = word_set("with respect to of the in general then therefore")
VALUED = word_set("""probability probabilities correlation correlations fraction fractions proportion proportions positive negative
    between strictly-positive""")
"""Words that say where a number lies, which a formula may say as well: ``the probability $p \\in (0, 1)$``."""
INTERVAL = re.compile(r"\\in\s*(?:\\left)?[(\[]|[<>]|\\[lg]eq?(?![A-Za-z])")
SUMS_TO = re.compile(r"\\sum.*=\s*[01]\s*$", re.DOTALL)
CONCLUDING = word_set("so hence thus therefore then conclude shows show implies follows prove proves because since if when whether")
CONDITIONAL = frozenset({"because", "since", "if", "when", "whether"})
OF_MATRICES = frozenset({"eigenvalue", "eigenvalues", "eigenvector", "eigenvectors"})
MATRIX = rf"{BOLD}\{{[A-Z]\}}|[A-Z]"
"""Of the matrix in ``S v = \\lambda v`` the word *eigenvector* says nothing."""


SAYING = word_set("be is denote denotes stands")
NUMBER = word_set("a just only constant fixed number scalar")
MEANS = frozenset({"mean", "average", "means", "averages"})
PLAIN = MEANS | word_set("the a an their its for as usual sample empirical arithmetic of all")


def not_called_means(tokens: Sequence[str], maths: Sequence[Math]) -> Iterator[str]:
    r"""Letters with a bar that words say to be something else than a plain mean: *let $\bar{x}$ be the median*, *the median $\bar x$*."""
    for place, token in enumerate(tokens):
        if not token.startswith("⟦"):
            continue
        source = maths[int(token[1:-1])].text.source
        phrases = [_said_after(tokens, place)]
        if BARRED.fullmatch(source.strip()):
            phrases.append(_said_before(tokens, place))
        if any(words is not None and not NUMBER.issuperset(words) and (not PLAIN.issuperset(words) or MEANS.isdisjoint(words))
               for words in phrases):
            yield from (rf"\bar{{{a or b}}}" for a, b in BARRED.findall(source))


def _said_after(tokens: Sequence[str], place: int) -> Sequence[str] | None:
    """What *is*, *denotes* … or *write … for* say of a formula."""
    following = tokens[place + 1 : place + 9]
    naming = following[:1] == ["for"] and tokens[place - 1 : place] in (["write"], ["writing"], ["put"], ["use"])
    if not following or not (following[0] in SAYING or naming):
        return None
    end = next((k for k, word in enumerate(following) if not word[0].isalpha()), len(following))
    return following[1:end]


def _said_before(tokens: Sequence[str], place: int) -> Sequence[str] | None:
    """The noun phrase right before a formula, which names it: *the median*, *with median*."""
    start = next((k for k in range(place - 1, max(place - 5, -1), -1) if tokens[k] in ("the", "a", "an", "with", "their", "its")), None)
    words = tokens[start + 1 : place] if start is not None else []
    return words if words and all(word[0].isalpha() for word in words) else None


def doubts_of(tokens: Sequence[str], maths: Sequence[Math], consumed: Iterable[int]) -> tuple[Doubted, ...]:
    """The names of a sentence, given as words with ``⟦k⟧`` for formula k, that words not ``consumed`` by a declaration narrow."""
    used = set(consumed) | {k for k, t in enumerate(tokens[:-1]) if t in FOUND | OBEYING and _is_equation(tokens[k + 1], maths)}
    used |= {k for k in range(len(tokens)) if _says_nothing(tokens, k, maths)}
    used |= {k for place in range(len(tokens)) if tells_count(tokens, place, maths) for k in range(place - 4, place)}
    found: dict[tuple[str, int], Doubted] = {}
    for start, end in _clauses(tokens, maths):
        near = range(start, _first_pause(tokens, start, end))
        weak = None if tokens[start] == "for" else _narrowing(tokens, near, used, IN_A_CLAUSE)
        words = weak or _narrowing(tokens, range(start, end), used, NARROWING)
        if words and not _is_spelled_out(tokens, words, maths):
            alone = not any(t.startswith("⟦") for t in tokens[start:end])
            here = near.stop if weak and any(t.startswith("⟦") for t in tokens[start : near.stop]) else end
            for doubt in _named(tokens if alone else tokens[start:here], maths, words):
                passing = start > 0 and tokens[start] in ("if", "when", "whenever") and end == len(tokens)
                found.setdefault((doubt.name, doubt.formula), replace(doubt, clause=True, passing=passing))
    found |= {(name, n): Doubted(name, n, words, passing=True) for name, n, words in said_of_both(tokens, maths)}
    for place, said in untold_adjectives(tokens) if {*tokens[:1]}.isdisjoint(CONCLUDING - CONDITIONAL) else ():
        n = int(tokens[place][1:-1])
        passing = not {"if", "when", "whenever"}.isdisjoint(tokens[:place])
        for name in names_told(maths[n].text.source) if said not in used and not maths[n].display else ():
            found.setdefault((name, n), Doubted(name, n, tokens[said], clause="be" in tokens[place:said], passing=passing))
    words = _narrowing(tokens, range(len(tokens)), used, NARROWING)
    if words and not any(t in CONCLUDING for t in tokens) and not _is_spelled_out(tokens, words, maths):
        for doubt in (d for d in _named(tokens, maths, words) if not _is_law(maths[d.formula].text.source)):
            found.setdefault((doubt.name, doubt.formula), doubt)
    return tuple(found.values())


def _is_law(latex: str) -> bool:
    """Whether a formula says something of more than one name: ``\\operatorname{tr} P = 2 - a``, which narrows none of them."""
    return "=" in latex and not NAME.fullmatch(left_side(latex))


def _says_nothing(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """Whether a word narrows no name where it stands: *a linear model*, *goes to zero*, *whose derivative is* with its formula."""
    word, following = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else ""
    before = tokens[max(0, place - 6) : place]
    if word in VALUED and _is_bound(following, maths):
        return True
    if word in ("normalise", "normalize") and before[-1:] == ["we"] and following in ("a", "an") and "of" in tokens[place + 2 : place + 5]:
        return True  # "we normalise a batch of ⟦m⟧ numbers ⟦x_1, …, x_m⟧": what is to be done with them
    if following.startswith("⟦") and ((word in ("at-most", "at-least") and before[-1:] != [] and before[-1][0].isalpha()
                                       and before[-1] not in COPULAS) or (word in GIVEN_NEXT and _is_expression(following, maths))):
        return True
    had = not {"has", "have"}.isdisjoint(before) and before[-1] in ("has", "have", "and")  # "⟦b⟧ has mean ⟦m⟧ and variance ⟦s⟧"
    if word in MOMENTS and following.startswith("⟦") and (had or not LAWS.isdisjoint(tokens[:place])):
        return True
    if _is_attributive(tokens, place) or (word == "probability" and _is_equation(following, maths)
                                          and COMPLEMENT.fullmatch(maths[int(following[1:-1])].text.source)):
        return True
    if _is_of_named(tokens, place, maths) or _is_said_of_noun(tokens, place) or _is_what_is_found(tokens, place):
        return True
    if _is_had_by_noun(tokens, place) or _is_of_another_noun(tokens, place, maths) or _is_shown_next(tokens, place, maths):
        return True
    if _is_told_next(tokens, place, maths) or _is_title(tokens, place, maths) or _is_said_of_expressions(tokens, place, maths):
        return True
    if not {"replace", "replacing"}.isdisjoint(before[-3:]) and not {"by", "with"}.isdisjoint(tokens[place + 1 : place + 4]):
        return True  # "we replace the one-hot target by ⟦q = …⟧"
    if following in ATTRIBUTES.get(word, ()) or (word in ("root", "roots") and before[-1:] in (["square"], ["cube"])):
        return True
    if word == "zero" and before[-1:] == ["to"]:
        return before[-2:-1] != [] and (before[-2] in TENDING or (before[-2] in SLOPES and not {"set", "setting"}.isdisjoint(before)))
    if word == "proportional":
        of_formula = before[-1:] in (["is"], ["are"]) and before[-2:-1] != [] and before[-2].startswith("⟦")
        return following == "to" and not of_formula
    if (word == "sum" and following == "to") or word in ("distribution", "distributions") \
            or (word == "probability" and following in ("vector", "vectors")):
        return any(SUMS_TO.search(m.text.source) for m in maths if not m.display)
    if word in FOUND:
        end = place + 1
        while end < len(tokens) and (tokens[end] in LEADING_ON or (tokens[end].startswith("⟦") and tokens[end - 1] in ("to", "of"))):
            end += 1
        return tokens[end : end + 1] in (["is"], ["are"], ["reads"], ["equals"]) and tokens[end + 1 : end + 2] != [] \
            and tokens[end + 1].startswith("⟦")
    return False


MOMENTS = word_set("mean variance precision rate scale shape covariance")
LAWS = word_set("distribution distributions normal gaussian normally prior density law poisson exponential")
"""In ``a normal distribution with mean $\\theta$`` the word says what the parameter is called."""
COMPLEMENT = re.compile(r"\s*\\?[A-Za-z]+\s*=\s*1\s*-\s*\\?[A-Za-z]+\s*")
"""``with probability $q = 1 - p$``: what is true of p is true of it."""


def _is_attributive(tokens: Sequence[str], place: int) -> bool:
    """``For the symmetric walk, …``: an adjective of a noun that is no formula's."""
    before, after = tokens[max(place - 2, 0) : place], tokens[place + 1 : place + 3]
    led = place == 3 and tokens[0] in ("for", "with", "if", "when")  # "for ⟦|a| < 1⟧ the geometric signal has"
    told = len(before) == 2 and (before[0] in COPULAS or (before[0].startswith("⟦") and not led))
    return before[-1:] == ["the"] and not told and len(after) == 2 \
        and after[0].isalpha() and after[0] not in TYPE_WORDS and after[1] in (
            ",", ".", ";", ":", "is", "has", "we", "solves", "satisfies", "obeys", "follows", "reads")


UNDER = word_set("under by from to in during after through via")
"""Words after which an adjective belongs to the noun behind it: *under continuous compounding*."""
OF_FUNCTIONS = word_set("linear affine quadratic continuous smooth differentiable convex concave monotone periodic homogeneous")
"""What no number is: in ``with linear drag ⟦\\gamma > 0⟧`` it is said of the drag."""


def _is_of_another_noun(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``the score of the positive pair, …``, ``under continuous compounding``: an adjective of a noun which is no formula's."""
    word, noun, after = (*tokens[place : place + 3], "", "")[:3]
    if word in ("equals", "exceeds") and tokens[place - 1 : place] == ["it"]:
        return True
    if word == "probability":
        return noun in ("to", "that")
    if word not in IN_A_CLAUSE or not noun[:1].isalpha() or noun in TYPE_WORDS | COPULAS | RELATING or not noun[-1:].isalpha():
        return False
    if word in OF_FUNCTIONS and after.startswith("⟦") and NUMBER_BOUND.fullmatch(maths[int(after[1:-1])].text.source):
        return True
    before, beyond = (".", *tokens[:place])[-2:], (*tokens[place + 3 : place + 4], "")[0]
    if before[-1] in ("for", "in", "of") and after == "," and beyond.startswith("⟦") \
            and VALUED_NAME.fullmatch(maths[int(beyond[1:-1])].text.source):
        return True  # "for uncorrelated assets, ⟦\\rho = 0⟧,"
    led = before[-1] in UNDER or (before[-1] == "the" and before[0] in UNDER | {"of", "for"})
    return led and word[0].isalpha() and not after.startswith("⟦") and noun not in CONCLUDING and noun not in NOUNS_OF_NUMBERS


VALUED_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:_\w)?\s*=\s*-?[\d.]+\s*")
NUMBER_BOUND = re.compile(rf"\s*\\?[A-Za-z]+(?:_\w)?\s*{ORDER}\s*[\d.]+\s*")
NOUNS_OF_NUMBERS = word_set("""number numbers constant constants real reals scalar scalars entries entry weights values value coefficients
    and or but with which that we it case cases""")


def _is_shown_next(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``It is symmetric, ⟦k(x, y) = k(y, x)⟧``, ``unit vectors ⟦\\|u\\| = 1⟧``: the formula beside a word that says what it means."""
    word, after = tokens[place], (*tokens[place + 1 : place + 3], "", "")
    if word == "unit" and after[0] in ("vector", "vectors") and _is_equation(after[1], maths):
        return UNIT_NORM.search(maths[int(after[1][1:-1])].text.source) is not None
    function = after[0] == "function" and tokens[place - 1] in ("a", "an")  # "it is an odd function, ⟦f(-x) = -f(x)⟧"
    if function:
        place, after = place - 1, (*tokens[place + 2 : place + 4], "", "")
    if after[0] != "," or not _is_equation(after[1], maths) or tokens[max(place - 2, 0) : place] not in (["it", "is"], ["this", "is"]):
        return False
    left, _, right = maths[int(after[1][1:-1])].text.source.partition("=")
    head = NAME.match(left.strip())
    return head is not None and head.group() in right


UNIT_NORM = re.compile(r"(?:\\\||\\Vert|\|).*=\s*1\s*$")
OF_CHANCE = TYPE_WORDS | {"variable", "variables", "sample", "samples", "observation", "observations", "copies", "draws", "increments"}


def _is_of_named(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``the normalised values ⟦z_i = …⟧``: an adjective of what has its formula right after the noun."""
    noun, after = (*tokens[place + 1 : place + 3], "", "")[:2]
    return tokens[place - 1 : place] in (["the"], ["their"], ["its"]) and noun[:1].isalpha() and after.startswith("⟦") \
        and _is_equation(after, maths)


def _is_said_of_noun(tokens: Sequence[str], place: int) -> bool:
    """``two independent sensors with variances ⟦r⟧``: what is said of things, whose numbers follow later."""
    noun, after = (*tokens[place + 1 : place + 3], "", "")[:2]
    return tokens[place] in ("independent", "uncorrelated") and noun[:1].isalpha() and noun not in OF_CHANCE and after[:1].isalpha()


def _is_what_is_found(tokens: Sequence[str], place: int) -> bool:
    """``the projection of ⟦z⟧ onto ⟦a^\\top x = b⟧ is``: the subject of a sentence, of which what follows says what it is."""
    before = (".", *tokens[max(place - 2, 0) : place])[-2:]
    return tokens[place] in TITLES and before[-1] in ("the", "an", "a") and before[0] in (".", ";", "then", "and", "thus", "hence") \
        and tokens[place + 1 : place + 2] in (["of"], ["onto"], ["from"], ["between"], ["on"], ["is"])


def _is_had_by_noun(tokens: Sequence[str], place: int) -> bool:
    """``both features have unit variance and ⟦\\rho⟧``: what things have, which are no formula."""
    start = next((k for k in range(place - 1, max(place - 4, 0), -1) if tokens[k] in ("has", "have")), 0)
    return start > 0 and tokens[start - 1][:1].isalpha() \
        and tokens[start - 1] not in ("which", "that", "and", "we", "they", "it", "all", "both") \
        and not any(t.startswith("⟦") for t in tokens[start:place])


TITLES = FOUND | word_set("covariance correlation projection projector reflection rotation antiderivative indicator")


def _is_title(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``let ⟦S = …⟧ be their covariance matrix``: what a name with its formula is called."""
    if tokens[place] not in TITLES:
        return False
    before = next((k for k in range(place - 1, -1, -1) if tokens[k].startswith("⟦")), None)
    return before is not None and _is_equation(tokens[before], maths) \
        and tokens[before + 1] == "be" and tokens[before + 2] in ("the", "their", "its", "a", "an")


EXPRESSION = re.compile(r"\\(?:sin|cos|exp|log|ln)(?![A-Za-z])|e\^")


def _is_said_of_expressions(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``the functions ⟦\\sin n x⟧ are orthogonal``: a claim about functions that stand there, which narrows no letter of them."""
    before = tokens[max(place - 3, 0) : place]
    return len(before) == 3 and before[0] in ("function", "functions") and before[1].startswith("⟦") and before[2] in ("is", "are") \
        and EXPRESSION.search(maths[int(before[1][1:-1])].text.source) is not None


MEANING = (("that", "is"), ("i", ".", "e", "."), ("meaning", "that"), ("which", "means"), ("which", "means", "that"),
           ("in", "other", "words"))
FARTHEST = 40
"""How many words on a formula may stand that says what a word means."""


def _is_told_next(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``be centred data, that is ⟦Σ x_i = 0⟧``: whether the next formula of the sentence says what a word means."""
    end = next((k for k in range(place + 1, min(place + FARTHEST, len(tokens))) if tokens[k].startswith("⟦")), None)
    if end is None or not _is_equation(tokens[end], maths):
        return False
    words = tuple(t for t in tokens[place + 1 : end] if t not in (",", ":"))
    return any(words[-len(phrase) :] == phrase for phrase in MEANING)


def _is_spelled_out(tokens: Sequence[str], words: str, maths: Sequence[Math]) -> bool:
    """``The residuals are orthogonal to the columns: $X^\\top r = 0$``: what is said of words is said by the equation after the colon."""
    first = words.split()[0]
    place = tokens.index(first) if first in tokens else len(tokens)
    said = any(tokens[k] == ":" and _is_equation(tokens[k + 1], maths) for k in range(place, len(tokens) - 1))
    return said and not any(t.startswith("⟦") for t in tokens[max(place - 2, 0) : place])


def _is_expression(token: str, maths: Sequence[Math]) -> bool:
    """Whether a formula is more than a name, and relates nothing: the derivative that is found, not a name for it."""
    source = maths[int(token[1:-1])].text.source.strip()
    return re.search(r"[+\-/]|\\frac", source) is not None and "=" not in source and NAME.fullmatch(source) is None


def _is_equation(token: str, maths: Sequence[Math]) -> bool:
    return token.startswith("⟦") and "=" in maths[int(token[1:-1])].text.source


def _is_bound(token: str, maths: Sequence[Math]) -> bool:
    return token.startswith("⟦") and INTERVAL.search(maths[int(token[1:-1])].text.source) is not None


def speaks_on(tokens: Sequence[str]) -> str | None:
    """The words with which a sentence without formulas (*They sum to one.*) narrows what the sentence before spoke of."""
    if any(t.startswith("⟦") or t in CONCLUDING for t in tokens) or not {"they", "these", "it", "this", "both", "all"} & set(tokens[:2]):
        return None
    return _narrowing(tokens, range(len(tokens)), set(), NARROWING)


VERBS = word_set("is are has have can reads becomes equals takes gives satisfies starts")


def _is_main_clause(tokens: Sequence[str], place: int, maths: Sequence[Math]) -> bool:
    """``With ⟦τ = RC⟧ the solution … is ⟦V(t) = …⟧``: an article after a relation, and a verb before the next pause."""
    if tokens[place] != "the" or not place or not (_is_equation(tokens[place - 1], maths) or _is_bound(tokens[place - 1], maths)):
        return False
    pause = next((k for k in range(place, len(tokens)) if tokens[k] in (",", ";", ":", ".")), len(tokens))
    return not VERBS.isdisjoint(tokens[place:pause])


def _is_another_clause(tokens: Sequence[str], place: int) -> bool:
    """``with ⟦W⟧ and the probabilities are ⟦p = …⟧``: a noun with its article, and what it is."""
    if tokens[place] != "and" or tokens[place + 1 : place + 2] not in (["the"], ["their"], ["its"], ["our"]):
        return False
    end = next((k for k in range(place + 2, len(tokens)) if not tokens[k].isalpha() or tokens[k] in ("is", "are")), len(tokens))
    told = (*tokens[end + 1 : end + 2], "")[0].startswith("⟦")
    return told and place + 2 < end < place + 6 and tokens[end] in ("is", "are")


def _clauses(tokens: Sequence[str], maths: Sequence[Math]) -> list[tuple[int, int]]:
    """From each opening word to the end of what it introduces."""
    out, start = [], None
    for place, token in enumerate(tokens):
        closes = token in CLOSING or (token == "so" and tokens[place + 1 : place + 2] != ["that"])
        closes = closes or (start == 0 and _is_main_clause(tokens, place, maths)) or _is_another_clause(tokens, place)
        again = token == "let" and tokens[place - 1 : place] in (["and"], [","], [";"])
        if start is not None and (closes or again):
            out.append((start, place))
            start = place if again else None
        elif start is None and token in OPENING and not (token == "with" and tokens[place + 1 : place + 2] == ["respect"]):
            start = place
    return [*out, (start, len(tokens))] if start is not None else out


def _first_pause(tokens: Sequence[str], start: int, end: int) -> int:
    """The first comma, colon or semicolon that does not stand between formulas."""
    for place in range(start, end):
        after = tokens[place + 1] if place + 1 < end else ""
        if tokens[place] in (",", ";", ":") and not (after.startswith("⟦") or after in ("and", "or")):
            return place
    return end


def _narrowing(tokens: Sequence[str], places: range, used: set[int], words: frozenset[str] | set[str]) -> str | None:
    """The first words in the range that narrow a name."""
    free = [t if k not in used else "," for k, t in enumerate(tokens)]
    phrase = narrowing_phrase(" ".join(free[places.start : places.stop]))
    if phrase is not None:
        return phrase
    return next((free[k] for k in places if free[k] in words), None)


def _named(tokens: Sequence[str], maths: Sequence[Math], words: str) -> list[Doubted]:
    numbers = [int(t[1:-1]) for t, after in zip(tokens, (*tokens[1:], ""), strict=True) if t.startswith("⟦") and after[:3] != "of-"]
    place = next((k for k, t in enumerate(tokens) if t == words.split()[0]), 0)
    said = tokens[max(place - 3, 0) : place]
    numbers = _told_before(tokens, place, numbers)
    if len(said) == 3 and said[0].startswith("⟦") and said[1] in COPULAS and said[2] in ("the", "their", "its", "a", "an"):
        numbers = [n for n in numbers if said[0] == f"⟦{n}⟧"]  # ``and ⟦M⟧ is their maximum``
    numbers = [n for n in numbers if not _tells_more(maths[n].text.source, words) and not _is_named(tokens, n, maths)
               and not _counts(tokens, n, maths)
               and not _is_compared(tokens, n, words)]
    return [Doubted(name, n, words) for n in numbers if not maths[n].display for name in names_told(maths[n].text.source)
            if not (words in OF_MATRICES and re.fullmatch(MATRIX, name) and "=" in maths[n].text.source)]


POSTPOSED = word_set("increasing decreasing monotone convex concave continuous smooth differentiable even odd periodic")
RELATING = frozenset({"to", "than", "between", "in", "of", "from", "if", "on", "over"})


def _told_before(tokens: Sequence[str], place: int, numbers: list[int]) -> list[int]:
    """``let ⟦X_1, …⟧ be iid with rate ⟦\\lambda⟧``: what a copula says is said of the names before it, not of what comes after."""
    last = next((k for k in range(place - 1, -1, -1) if tokens[k].startswith("⟦")), None)
    closed = (*tokens[place + 1 : place + 2], ".")[0] in (",", ".", ";", ":", "then")
    if last is not None and last == place - 1 and closed and tokens[place] in POSTPOSED:  # "if ⟦x = f(z)⟧ with ⟦f⟧ increasing"
        first = last
        while first >= 2 and tokens[first - 1] in (",", "and") and tokens[first - 2].startswith("⟦"):
            first -= 2
        if tokens[first - 1 : first] == ["with"]:
            group = {t for t in tokens[first : last + 1] if t.startswith("⟦")}
            return [n for n in numbers if f"⟦{n}⟧" in group]
    said = last is not None and (*tokens[last + 1 : last + 2], "")[0] in COPULAS
    if last is None or not said or not RELATING.isdisjoint(tokens[place + 1 : place + 3]):
        return numbers
    first = last
    while first >= 2 and tokens[first - 1] in (",", "and") and tokens[first - 2].startswith("⟦"):
        first -= 2
    group = {t for t in tokens[first : last + 1] if t.startswith("⟦")}
    return [n for n in numbers if f"⟦{n}⟧" in group]


def _is_compared(tokens: Sequence[str], number: int, words: str) -> bool:
    """``all gradients are equal to $g$``: what is said is said of the gradients."""
    place = tokens.index(f"⟦{number}⟧")
    led = tokens[max(place - 2, 0) : place] == [words, "to"] or tokens[place - 1] == words
    return words in ("equal", "identical") and led \
        and not any(t.startswith("⟦") for t in tokens[max(place - 6, 0) : place])


def _counts(tokens: Sequence[str], number: int, maths: Sequence[Math]) -> bool:
    """``a batch of ⟦m⟧ real activations``: how many things there are, of which the words are said."""
    place = tokens.index(f"⟦{number}⟧")
    after = tokens[place + 1 : place + 3]
    noun = next((k for k, word in enumerate(after) if word.isalpha() and word.endswith("s") and word not in COPULAS | VERBS), None)
    return tokens[place - 1 : place] == ["of"] and noun is not None and all(w.isalpha() and w not in COPULAS for w in after[:noun]) \
        and re.fullmatch(r"\s*[A-Za-z]\s*", maths[number].text.source) is not None


def _tells_more(latex: str, words: str) -> bool:
    """Whether a formula says of its name what the words say, and more; a set of indices is told nothing."""
    return latex.lstrip().startswith(r"\{") or (words in VALUED and INTERVAL.search(latex) is not None)


def _is_named(tokens: Sequence[str], number: int, maths: Sequence[Math]) -> bool:
    """``let $S = …$ denote the covariance matrix``: the name has its formula, and the words are what it is called."""
    place = tokens.index(f"⟦{number}⟧")
    return _is_equation(tokens[place], maths) and tokens[place + 1 : place + 2] in (["denote"], ["denotes"])


def of_nameless_arrays(words: Sequence[str]) -> str | None:
    """*An orthogonal matrix has this property*: why what follows is said of such matrices alone, whose name is not told."""
    if any(word.startswith("⟦") for word in words):
        return None
    said = next((w for w, noun in pairwise(words) if w in NARROWING and noun in ("matrix", "matrices")), None)
    return f"the sentence speaks of a matrix with the word ‘{said}’, and does not say which it is" if said is not None else None
