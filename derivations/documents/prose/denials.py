"""What words do not say although they speak of it: *we do not assume $x > 0$*, *whether $x$ is positive*, *even if $x > 0$ fails*.

A formula after a denied cue is spoken of only: nothing is assumed, and nothing is claimed.  A property that is denied, asked for or
said of some values alone is no declaration; the name of which it is said is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from derivations.documents.model import Math, Words
from derivations.documents.prose.clauses import ASSUMING, CLAUSE_CUES, SECTION_CUES
from derivations.documents.prose.sentences import Sentence
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import word_set

DENYING = word_set("""not never no nor neither without cannot nobody none nothing hardly don't doesn't needn't isn't don’t doesn’t needn’t
    isn’t can't can’t won't won’t refuse rather wrong incorrect false untrue mistake mistaken avoid unnecessary needless""")
LEAVING_OPEN = DENYING | word_set("""whether unclear unknown unlike unless except often sometimes usually frequently might could would ask
    asks asked wonder question doubt contrary otherwise impossible possible possibly perhaps maybe until hope want wanted wish authors
    books rarely seldom mostly typically commonly many most had temporarily""")
"""Words before *that $x$ is positive* after which nothing is said of x."""
HARMLESS = word_set("loss generality restriction restrictive harm")
"""What is denied in *without loss of generality*, *it is no restriction to assume*."""
DENIABLE = ASSUMING - {"if", "when", "whenever"} | word_set("require requiring let set setting satisfying")
OPPOSED = word_set("not never except unless without save")
"""Words that deny every cue right after them: *not for $x > 0$*, *except where $x = 0$*."""
SPOKEN_OF = word_set("could might would books authors textbooks people previously earlier later soon common tempting why")
"""Words before a cue in its clause after which others, or this text elsewhere, or nobody, lets what follows be so."""
HYPOTHETICAL = word_set("contradiction contrary hypothetically experiment only")
"""Words anywhere before *let*: *for contradiction, let $x > 0$*, *in this remark only, let $x > 0$*."""
ELSEWHERE = word_set("next last previous following other earlier")
CHAPTERS = word_set("section chapter lecture time course paper example remark")
ASKING = word_set("should can could may why must shall would do does")
EXCEPTING = word_set("exception exclusion opposed contrast unlike outside")
"""Words before a formula which is what does not hold: *with the exception of $x > 0$*, *in contrast to §2, where $x > 0$*."""
RESTRICTING = word_set("only except unless excluded excluding")
"""Words after what is let that leave it to some places: *let $x > 0$ in the first row only*."""
CUES = DENIABLE | CLAUSE_CUES | SECTION_CUES | {"where", "such-that"}
REACH = 3
STOPS = word_set(", ; : . ( ) — – then but so hence thus therefore")
FAILING = frozenset({"fails", "fail", "failed"})
HOLDING_OF = word_set("required assumed needed necessary satisfied true hold holds guaranteed met fulfilled imposed valid be")
"""What *is not* or *does not* takes away from a relation before it."""
DENIALS = frozenset({"is not", "was not", "does not", "do not", "need not", "must not", "is never", "can not"})
SHORT_DENIALS = word_set("cannot needn't doesn't isn't needn’t doesn’t isn’t")
DROPPING = word_set("""drop drops dropped dropping relax relaxed relaxing remove removed removing lift lifted abandon abandoned abandoning
    discard discarded omit omitted without weaken weakened""")
ASSUMPTIONS = word_set("""assumption assumptions hypothesis hypotheses restriction restrictions requirement requirements condition
    conditions""")
REQUIRED = word_set("require requires impose demand hold holds true assume assumed assuming required imposed")
NEEDED = REQUIRED | {"need", "needed", "necessary"}
REFERRING = frozenset({"this", "that", "these", "it"})
TAKING_BACK = frozenset({"forget", "undo", "scratch"})
NEEDLESS = word_set("superfluous unnecessary needless false wrong")
PASSING = word_set("example instance moment e.g illustration special simplest warm-up first")
"""Words of a sentence whose values hold for a while: *for example, let $x = 2$*."""
GENERAL = frozenset({"general", "generally", "arbitrary"})
"""Words that end it."""
ANYTHING = GENERAL | {"any"}
SPECIALISING = word_set("with for if when taking putting setting choosing")
"""First words of sentences that may give a name of the formulas above a value for a while: *With $c = a + 1$ we get …*."""
OPPOSING = frozenset({"but", "whereas", "while", ";"})
LEAVING = GENERAL | {"always", "otherwise"}
QUANTIFYING = frozenset({"all", "any", "every", "each"})
TURNING = word_set("or unless except if when whenever provided only possibly")
"""Words after a property and a comma that take it back in part: *positive, or zero*."""


def is_question(sentence: Sentence) -> bool:
    last = sentence.parts[-1]
    return isinstance(last, Words) and last.text.source.rstrip(" *_)").endswith("?")


def clause_before(tokens: Sequence[str], place: int) -> Sequence[str]:
    """The words before a place in its clause."""
    start = place
    while start > 0 and tokens[start - 1] not in STOPS:
        joins = tokens[start - 1] in ("and", "or") and (start == 1 or number_of(tokens[start - 2]) is None)
        if joins:
            break
        start -= 1
    return tokens[start:place]


def is_left_open(tokens: Sequence[str], first: int, asked: bool) -> bool:
    """Whether words before a name deny, ask for, or leave open what the words beside it say of it."""
    clause = clause_before(tokens, first)
    cue = max((k for k, word in enumerate(clause) if word in SECTION_CUES), default=None)
    if cue is not None:
        return _is_denied_at(clause, cue)
    leaving = {word for k, word in enumerate(clause) if word != "until" or len(clause) - k <= REACH}  # "the time until a part fails"
    return asked or (not LEAVING_OPEN.isdisjoint(leaving) and HARMLESS.isdisjoint(clause))


def is_generic(tokens: Sequence[str], first: int) -> bool:
    """``Every positive number $x$ has …``: what is said of the name holds in its sentence."""
    return not {"every", "any", "each"}.isdisjoint(clause_before(tokens, first))


def is_taken_back(tokens: Sequence[str], end: int) -> bool:
    """Whether what follows a property takes it back in part: ``positive, or zero``, ``positive (unless …)``."""
    if tokens[end : end + 1] == ["with"] and "probability" in tokens[end : end + 4]:
        return True
    return tokens[end : end + 1] in ([","], ["("], ["—"], ["–"]) and tokens[end + 1 : end + 2] != [] and tokens[end + 1] in TURNING


def named_anew(tokens: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """The formulas of names that words let be anything, and whether for good: *let $f$ be any function*, *for every real $x$*.

    So do *from now on, $x$ is arbitrary* and *below, $A$ need not be symmetric*.
    """
    for place, token in enumerate(tokens):
        number = number_of(token)
        if number is None:
            continue
        before, after = tokens[max(0, place - 3) : place], tokens[place + 1 : place + 5]
        let = "let" in before and after[:1] == ["be"]
        if (let and not ANYTHING.isdisjoint(after)) or (not GENERAL.isdisjoint(before) and {"for", "case"}.isdisjoint(before)) \
                or _may_be_anything(tokens, place):
            yield number, True
        elif "for" in tokens[max(0, place - 4) : place] and ((not QUANTIFYING.isdisjoint(before) and "real" in before)
                                                             or not GENERAL.isdisjoint(before)):
            yield number, False


def said_of_any(tokens: Sequence[str]) -> list[int]:
    """The formulas right after *for any*, *for every*, *for all* or *for each*."""
    return [number for k in range(2, len(tokens)) if tokens[k - 2] == "for" and tokens[k - 1] in QUANTIFYING
            and (number := number_of(tokens[k])) is not None]


def turns_general(before: Sequence[str]) -> bool:
    """Whether the words since the last formula leave the clauses of the sentence: *for ⟦x = y⟧ we get ⟦…⟧, but in general*."""
    start = next((k + 1 for k in range(len(before) - 1, -1, -1) if number_of(before[k]) is not None), 0)
    since = before[start:]
    return start > 0 and not OPPOSING.isdisjoint(since) and not LEAVING.isdisjoint(since)


def _may_be_anything(tokens: Sequence[str], place: int) -> bool:
    """``from now on ⟦x⟧ is arbitrary``, ``⟦x⟧ can now be anything``, ``take any ⟦x⟧``, ``now ⟦A⟧ need not be symmetric``."""
    if place > 1 and tokens[place - 1] == "any" and tokens[place - 2] in ("take", "consider", "pick", "fix"):
        return True
    after = [t for t in tokens[place + 1 : place + 6] if t not in ("now", "again", "also")]
    if after[:1] == ["is"] and after[1:2] in (["arbitrary"], ["anything"]):
        return True
    allowed = after[:2] in (["may", "be"], ["can", "be"]) or after[:3] in (["need", "not", "be"], ["may", "not", "be"])
    turned = not {"now", "henceforth", "below", "later", "on"}.isdisjoint((*tokens[:place], *tokens[place + 1 : place + 4]))
    allowing = tokens[max(0, place - 1) : place] == ["allow"] and after[:2] == ["to", "be"]
    return (allowed and (turned or not {"anything", "arbitrary"}.isdisjoint(after))) or allowing


PARTS = word_set("all each both every any members entries elements components coordinates coefficients value values number numbers")
"""Words before *of $x$* after which a property is one of x: *let all entries of $x$ be positive*."""
LINKS = word_set("the a an these matrix matrices vector vectors numbers function functions")


def is_of_something_else(tokens: Sequence[str], first: int, last: int) -> bool:
    """Whether a property said of *the sum of $x$ and $y$*, *one of $x$, $y$*, *$x$ or $y$* is one of these names no more."""
    if "or" in tokens[first:last] and tokens[max(0, first - 1) : first] not in (["if"], ["for"]):
        return True
    place = first - 1
    while place > 0 and tokens[place] in LINKS:
        place -= 1
    return place > 0 and tokens[place] == "of" and tokens[place - 1] not in PARTS


QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|``(?:(?!'').)*''|«[^»]*»|\"[^\"]*\"", re.DOTALL)
QUOTED_PART = re.compile(r"⟦(\d+)⟧|[A-Za-z]+")


def quoted(text: str) -> frozenset[int]:
    """The numbers of the formulas that a text quotes with the word that would declare them: *the words “let ⟦0⟧”*."""
    found: set[int] = set()
    for quotation in QUOTED.findall(text):
        words = {m.group().lower() for m in QUOTED_PART.finditer(quotation)}
        if not (SECTION_CUES | ASSUMING).isdisjoint(words):
            found |= {int(m[1]) for m in QUOTED_PART.finditer(quotation) if m[1]}
    return frozenset(found)


def denied(tokens: Sequence[str]) -> frozenset[int]:
    """The numbers of the formulas of which words say that they are not assumed, or do not hold."""
    return frozenset(_denied(tokens))


def _denied(tokens: Sequence[str]) -> Iterator[int]:
    for place, token in enumerate(tokens):
        number = number_of(token)
        if number is not None and (_fails(tokens, place + 1) or _cue_is_denied(clause_before(tokens, place))
                                   or _is_excepted(tokens, place) or _is_let_elsewhere(tokens, place) or _is_opposed(tokens[:place])
                                   or _is_joined(tokens, place) or _is_otherwise(tokens, place)):
            yield number


EQUIVALENCE = re.compile(r"\\(?:iff|[Ll]eftrightarrow|Longleftrightarrow)(?![A-Za-z])")


def equivalences(tokens: Sequence[str], maths: Sequence[Math]) -> frozenset[int]:
    """``it converges if and only if ⟦A ⇔ B⟧``: equivalences that are claimed, whatever the words say of their sides."""
    return frozenset(n for k, t in enumerate(tokens) if (n := number_of(t)) is not None and EQUIVALENCE.search(maths[n].text.source)
                     and tokens[max(k - 2, 0) : k] == ["only", "if"])


LINKING = word_set("""true the case that have has get gets obtain equal to write right correct in general generally always necessarily
    imply implies mean follow conclude infer a an identity be""")
"""Words between *not* and what is denied: *it is not true that ⟦0⟧*."""
IN_PLACE_OF = (("rather", "than"), ("instead", "of"))


def _is_opposed(before: Sequence[str]) -> bool:
    """``it is not true that ⟦0⟧``, ``⟦0⟧, not ⟦1⟧``, ``and not, as one might think, ⟦1⟧``, ``rather than ⟦1⟧``, ``whether or not ⟦0⟧``."""
    if tuple(before[-2:]) in IN_PLACE_OF:
        return True
    if before[-1:] == [","]:
        aside = next((k for k in range(len(before) - 2, 0, -1) if before[k] == ","), None)
        before = before[:aside] if aside is not None and before[aside + 1] == "as" and before[aside - 1] == "not" else before
    start = next((k for k in range(len(before) - 1, -1, -1) if before[k] in ("not", "cannot")), None)
    return start is not None and LINKING.issuperset(before[start + 1 :])


def _is_excepted(tokens: Sequence[str], place: int) -> bool:
    """``with the exception of ⟦0⟧``, ``as opposed to ⟦0⟧``; ``let ⟦0⟧ in the first row only``, ``let ⟦0⟧, except …``."""
    before = clause_before(tokens, place)
    start = place - len(before)
    if start > 1 and tokens[start - 1] == "," and before[:1] == ["where"]:
        before = [*clause_before(tokens, start - 1), *before]
    if not EXCEPTING.isdisjoint(before) or (before[-1:] == ["of"] and before[-2:-1] in (["opposite"], ["negation"], ["contrary"])):
        return True
    if "let" not in before or any(number_of(t) is not None for t in before[list(before).index("let") :]):
        return False
    end = next((k for k in range(place + 1, len(tokens)) if tokens[k] in (".", ";", ":") or number_of(tokens[k]) is not None), len(tokens))
    return not RESTRICTING.isdisjoint(tokens[place + 1 : end])


JOINTS = (("if and", "only", "if"), ("iff",), ("only", "if"), ("precisely", "when"), ("exactly", "when"), ("just", "when"))
BUT = (("unless",), ("except", "when"), ("except", "if"), ("except", "for"), ("except", "where"))
HELD = word_set("holds hold true is ,")


def _is_joined(tokens: Sequence[str], place: int) -> bool:
    """``⟦0⟧ if and only if ⟦1⟧``, ``⟦0⟧ unless ⟦1⟧``: neither is claimed by itself, and neither is assumed for the other."""
    start = next((k for k in range(place + 1, len(tokens)) if tokens[k] not in HELD), len(tokens))
    joined = any(tuple(tokens[start : start + len(j)]) == j for j in (*JOINTS, *BUT))
    while place > 1 and tokens[place - 1] in ("and", "or", ",") and number_of(tokens[place - 2]) is not None:
        place -= 2  # "iff ⟦0⟧ and ⟦1⟧"
    return (joined and any(number_of(t) is not None for t in tokens[start:])) \
        or any(tuple(tokens[max(0, place - len(j)) : place]) == j for j in JOINTS)


def _is_otherwise(tokens: Sequence[str], place: int) -> bool:
    """``if ⟦0⟧ then ⟦1⟧, otherwise ⟦2⟧``: the last holds where the first does not."""
    before = next((k for k in range(place - 1, -1, -1) if number_of(tokens[k]) is not None), None)
    between = tokens[before:place] if before is not None else ()
    return not {"otherwise", "else", "elsewhere"}.isdisjoint(between) and "." not in between


def _is_let_elsewhere(tokens: Sequence[str], place: int) -> bool:
    """``for contradiction, let ⟦0⟧``, ``many books let ⟦0⟧``, ``in the next section we let ⟦0⟧``, ``let ⟦0⟧ temporarily``."""
    start = next((k + 1 for k in range(place - 1, -1, -1) if tokens[k] in (".", ";")), 0)
    cue = next((k for k in range(place - 1, start - 1, -1) if tokens[k] in ("let", "letting", "set", "assume")), None)
    if cue is None or any(number_of(t) is not None for t in tokens[cue:place]):
        return False
    before = tokens[start:cue]
    elsewhere = any(a in ELSEWHERE and b in CHAPTERS for a, b in pairwise(before))
    asked = start == 0 and tokens[0] in ASKING
    wrong = before[-1:] == ["to"] and tokens[place + 1 : place + 3] == ["would", "be"]
    passing = tokens[place + 1 : place + 2] == ["temporarily"] or tokens[place + 1 : place + 3] == ["or", "not"]
    return elsewhere or asked or wrong or passing or not HYPOTHETICAL.isdisjoint(before) \
        or not SPOKEN_OF.isdisjoint(clause_before(tokens, cue))


def _fails(tokens: Sequence[str], after: int) -> bool:
    """``⟦0⟧ fails``, ``⟦0⟧ be false``, ``⟦0⟧ is not required``, ``⟦0⟧ does not hold``."""
    following = tokens[after : after + 4]
    if following[:1] and following[0] in FAILING:
        return True
    if following[:1] in (["is"], ["be"], ["was"]) and following[1:2] in (["false"], ["violated"], ["wrong"], ["impossible"]):
        return True
    if following[:1] in (["violated"], ["replaced"]) or following[:2] == ["no", "longer"]:
        return True
    if following[:2] in (["ruled", "out"], ["left", "out"]) or following[:1] == ["excluded"] or following[:3] == ["be", "the", "exception"]:
        return True
    denies = " ".join(following[:2]) in DENIALS or (bool(following) and following[0] in SHORT_DENIALS)
    return denies and not HOLDING_OF.isdisjoint(following[1:])


def _cue_is_denied(clause: Sequence[str]) -> bool:
    """Whether the last cue before a formula is denied: ``do not assume ⟦0⟧``, ``suppose it is not true that ⟦0⟧``."""
    cue = max((k for k, word in enumerate(clause) if word in CUES), default=None)
    if cue is None or not HARMLESS.isdisjoint(clause):
        return False
    return _is_denied_at(clause, cue) if clause[cue] in DENIABLE else cue > 0 and clause[cue - 1] in OPPOSED


def _is_denied_at(clause: Sequence[str], cue: int) -> bool:
    """Whether a cue is denied shortly before it, or between it and the first formula after it."""
    formula = next((k for k in range(cue, len(clause)) if number_of(clause[k]) is not None), len(clause))
    words = clause[max(0, cue - REACH) : formula]
    return not DENYING.isdisjoint(words) or any(pair == ("instead", "of") for pair in pairwise(words))


CONTRADICTING = frozenset({"contradiction", "contrary", "instead", "otherwise"})


def supposes_for_next(tokens: Sequence[str], following: Sequence[str]) -> bool:
    """``Suppose that ⟦0⟧. Then …``: whether what a sentence supposes is meant for the next one."""
    supposes = not {"suppose", "assume"}.isdisjoint(tokens[:4]) and (DENYING | CONTRADICTING).isdisjoint(tokens)
    return supposes and following[:1] == ["then"]


def drops_what_was_assumed(tokens: Sequence[str]) -> bool:
    """``We drop this assumption``, ``the same holds without this restriction``, ``we no longer assume …``, ``this need not hold below``."""
    if any(pair == ("no", "longer") and not NEEDED.isdisjoint(tokens[k + 2 : k + 4]) for k, pair in enumerate(pairwise(tokens))):
        return True
    if any(word in REFERRING and _takes_back(tokens, k) for k, word in enumerate(tokens)):
        return True
    verbs = [k for k, word in enumerate(tokens) if word in DROPPING]
    beside = (tokens[k + 2 : k + 4] if tokens[k] == "without" else tokens[max(0, k - 8) : k + 8] for k in verbs
              if tokens[k] != "without" or tokens[k + 1 : k + 2] in (["this"], ["that"], ["these"], ["the"], ["any"]))
    if any(not ASSUMPTIONS.isdisjoint(words) for words in beside):
        return True
    return any(word in ASSUMPTIONS and _is_needless(tokens[k + 1 : k + 6]) for k, word in enumerate(tokens))


def turns_round(tokens: Sequence[str]) -> bool:
    """``Otherwise``, ``If not, …``, ``If this fails``, ``Suppose the opposite``, ``The general case``: the last sentence holds no more."""
    if tokens[:1] == ["otherwise"] or tokens[:2] in (["if", "not"], ["more", "generally"]):
        return True
    if tokens[:1] in (["if"], ["when"]) and tokens[1:2] != [] and tokens[1] in REFERRING:
        denies = tokens[2:3] in (["is"], ["does"]) and tokens[3:4] in (["not"], ["false"], ["violated"])
        return denies or not FAILING.isdisjoint(tokens[2:3])
    opposite = "opposite" in tokens and not {"suppose", "assume"}.isdisjoint(tokens)
    return opposite or any(pair == ("general", "case") for pair in pairwise(tokens))


def _takes_back(tokens: Sequence[str], place: int) -> bool:
    """``this is not assumed``, ``this need not hold``, ``forget this``, ``we shall not need this any more``."""
    after, before = tokens[place + 1 : place + 5], tokens[max(0, place - 4) : place]
    denies = after[1:2] == ["not"] or after[:1] == ["needn't"]
    if denies and not REQUIRED.isdisjoint(after[1:]) and "that" not in after[1:]:  # "it is not true that ⟦0⟧" takes back nothing
        return True
    if after[:2] == ["any", "more"] or after[:1] == ["anymore"]:
        return not DENYING.isdisjoint(before) and not NEEDED.isdisjoint(before)
    return before[-1:] != [] and (before[-1] in TAKING_BACK or before[-2:] == ["stop", "assuming"])


def _is_needless(following: Sequence[str]) -> bool:
    """``the condition is superfluous``, ``the assumption is not needed``, ``the assumption turns out to be false``."""
    said = following[:1] in (["is"], ["was"], ["turns"], ["are"])
    return said and (not NEEDLESS.isdisjoint(following) or (following[1:2] == ["not"] and not NEEDED.isdisjoint(following)))
