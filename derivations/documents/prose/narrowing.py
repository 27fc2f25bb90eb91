"""Phrases that narrow what a name may be: *sums to one*, *of unit length*, *the transition matrix*.

Guarantee: a kind of matrix that is not known to be any matrix is taken for one with a property, and so is every adjective that is said
of a name alone, *let $N$ be normal*, unless it is known to say nothing; a step about such a name is not called false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivations.documents.prose.untyped import COPULAS
from derivations.documents.spelling import word_set

PHRASES = re.compile(r"\b(?:sum(?:s|ming)?(?: up)? to\b|add(?:s|ing)? up to\b|total(?:s|ling|ing)? (?:one|zero|unity)\b"
                     r"|unit (?:norm|length|vectors?|sphere|circle|modulus|ball|interval|square|determinant|variance|roots?)\b"
                     r"|(?:norm|length|sum|mean|trace|determinant|modulus) (?:is |equal to |equals )?(?:one|zero|unity)\b"
                     r"|(?:zero|unit|vanishing) (?:mean|sum|trace|norm|variance)\b|mean zero\b"
                     r"|(?:for|with|in) (?:only |just )?(?:one|two|three|a single) (?:class(?:es)?|dimensions?|layers?|units?|neurons?"
                     r"|samples?|observations?|features?|inputs?|outputs?|states?|components?)\b|in the binary case\b)")
ANY_MATRIX = """the a an any this that each every some of its their our your which is are as and or with in by for two three both same
    another one general generic single whole following above new original corresponding resulting given arbitrary fixed constant square
    rectangular real complex tall wide large small full dense random data design weight weights input output coefficient parameter
    feature features model regressor predictor observation measurement embedding loading mixing system response score value key query
    identity zero null inverse partitioned block term rating user item term-document jacobian hessian image label target activation
    gradient error residual confusion cost loss gram"""
"""Words before *matrix* that may be said of any, or of one that has its formula."""
KIND = re.compile(rf"(?<![\w-])(?!(?:{'|'.join(ANY_MATRIX.split())}) )[a-z][a-z-]+ matri(?:x|ces)(?![\w-])")


def narrowing_phrase(words: str) -> str | None:
    """The first phrase that narrows a name."""
    found = PHRASES.search(words) or KIND.search(words)
    return found.group() if found is not None else None


SAYS_NOTHING = word_set("""a an the given fixed known unknown arbitrary constant free real complex finite square rectangular dense unchanged
    here there true false right wrong clear easy hard obvious trivial available observable measurable integrable admissible feasible
    scalar dimensionless exact
    approximate important useful relevant irrelevant necessary sufficient possible impossible due well as not""")
"""Adjectives and nouns after *be* that leave any value to a name."""
ADVERBS = word_set("both all also always again then now only just merely simply strictly real complex")
NUMBERS = word_set("number numbers integer integers")
ENDING = word_set(". , ; : ( ) and with such-that then where for so but — –")


def untold_adjectives(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """``let ⟦N⟧ be normal``, ``⟦n⟧ is a perfect number``: the places of formulas and of the one adjective that is said of them."""
    for place in range(len(tokens) - 2):
        if not tokens[place].startswith("⟦") or tokens[place + 1] not in ("be", "is", "are"):
            continue
        start = place + 2
        while start < len(tokens) - 1 and (tokens[start] in ADVERBS | {"a", "an"} or tokens[start].endswith("ly")):
            start += 1
        word, noun, after = (*tokens[start : start + 3], ".", ".")[:3]
        alone = noun in ENDING and tokens[start - 1] not in ("a", "an")
        nothing = word in SAYS_NOTHING or (word.endswith(("ed", "s")) and not word.endswith(("ous", "less"))) or not word[0].isalpha()
        if nothing or not (alone or (noun in NUMBERS and after in ENDING)):
            continue
        first = place
        while first >= 2 and tokens[first - 1] in (",", "and") and tokens[first - 2].startswith("⟦"):
            first -= 2
        if not {"of", "to", "by"}.isdisjoint(tokens[max(first - 3, 0) : first]):
            continue  # "the number of values ⟦x⟧ is small": it is said of the number
        yield from ((k, start) for k in range(first, place + 1) if tokens[k].startswith("⟦"))


IDENTITY = re.compile(r"(?:I|\\(?:mathbf|boldsymbol|bm|mathbb|mathrm)\s*\{?I\}?)(?:_.*)?", re.DOTALL)
"""Names of the identity matrix."""


def is_called_identity(tokens: Sequence[str], first: int, last: int) -> bool:
    """``the identity matrix ⟦I⟧``, ``⟦I_n⟧ is the ⟦n \\times n⟧ identity matrix``: whether words beside a name call it that."""
    if list(tokens[max(first - 2, 0) : first]) == ["identity", "matrix"]:
        return (tokens[first - 3] in BESIDE or tokens[first - 3].startswith("⟦") if first > 2 else True) and _says_no_more(tokens, last)
    said = tokens[last + 1 : last + 8] if tokens[last : last + 1] and tokens[last] in {*COPULAS, ",", "("} else ()
    end = next((k for k, t in enumerate(said) if t == "matrix"), -1)
    return [t for t in said[: end + 1] if t not in BESIDE and not t.startswith("⟦")] == ["identity", "matrix"] \
        and _says_no_more(tokens, last + end + 2)


BESIDE = word_set("the a an and with where usual square dimensional by let")


def _says_no_more(tokens: Sequence[str], place: int) -> bool:
    """Whether a clause ends, or goes on with a size: not *with its first row negated*, *plus a projection*."""
    said = (*tokens[place : place + 2], ".", ".")
    more = ("with", "whose", "except", "but", "without", "plus", "minus")
    return (not said[0].isalpha() and said[1] not in more) or said[0] in ("and", "where", "then", "so", "in", "has", "is") \
        or (said[0] == "of" and (said[1].startswith("⟦") or said[1] in ("size", "order", "dimension", "appropriate")))
