"""What a text says of chance without being understood: names that may be random, and moments and laws that may be other ones.

Guarantee: under an expectation no name is a constant of which the section speaks with words of chance; and nothing about random names is
called false where words may say more of their moments, their law or their dependence than what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from derivations.documents.formulas import Unread, read_let
from derivations.documents.model import Instruction, Math
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of, names_in, names_mentioned
from derivations.documents.prose.reading import Told
from derivations.documents.prose.tokens import number_of
from derivations.documents.scopes.noise import EXPECTATION, OPENING, SPREAD, pieces, told_of
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import word_set
from symbolic.latex.plain import name_text
from symbolic.latex.probability.chances import random_names
from symbolic.proving.probability.chances import OPERATORS
from symbolic.steps import Step
from symbolic.terms import Bind, Call, Elem, Sym, Term, call, free_symbols, operators, walk

OF_CHANCE = word_set("""random randomly stochastic drawn draw draws sampled sample samples prior posterior distributed distribution
    distributions correlated uncorrelated dependent independent independently latent noise noisy copy normal gaussian i.i.d i.i.d.
    iid mean variance covariance expectation expected zero-mean centred centered white whitened uncertain fluctuates fluctuating
    stationary autocovariance deviation estimated fitted computed depends depend function endogenous learned trained selected
    chosen picked tuned""")
NO_CHANCE = re.compile(r"\b(?:linearly (?:in)?dependent|normal (?:matri(?:x|ces)|equations?|form|vector)"
                       r"|stochastic (?:matri(?:x|ces)|gradient)|(?:in)?dependent variables?|sample size|random forest"
                       r"|finite(?: (?:and|or|first|second|means?|variances?|expectations?|moments?)\b)+(?! ⟦)"
                       r"|(?:mean )?squared errors?|standard errors?"
                       r"|(?:sample|empirical) (?:means?|averages?|variances?))\b")
"""What is no matter of chance."""
OF_MOMENTS = word_set("mean means variance variances covariance covariances matrix parameter parameters value deviation rate")
"""Nouns of what is no random variable, though words of chance stand beside it: *with covariance ⟦Σ⟧*."""
LETTER = r"(?:\\[A-Za-z]+|[A-Za-z])"
SUBSCRIPTED = rf"{LETTER}\s*_\s*(?:\{{\w+\}}|\w)"
TOLD = re.compile(rf"\s*(?P<name>{SUBSCRIPTED}|{LETTER})\s*\\sim(?![A-Za-z])"
                  rf"|\s*(?:{EXPECTATION}|{SPREAD}){OPENING}(?:[(\[]|\\\|)\s*(?P<inside>[^=+]*?)(?:[)\]]|\\\|)[^=]*="
                  rf"|.*?(?<![A-Za-z])[pq]\s*\(\s*(?P<of>{SUBSCRIPTED}|{LETTER})\s*[)|\\]", re.DOTALL)
r"""``v \sim \dots``, ``E[v_1^2] = 1``, ``p(\beta) = \dots``."""
STATISTIC = re.compile(rf"\s*(?:{EXPECTATION}{OPENING}\[|{SPREAD}{OPENING}[(\[])")
SUPPOSED = re.compile(rf"\s*(?:{EXPECTATION}{OPENING}\[\s*|{SPREAD}{OPENING}[(\[]\s*)(?P<name>{SUBSCRIPTED}|{LETTER})(?P<more>[^=<>]*)"
                      r"[)\]]\s*(?P<sign>=|\\neq?(?![A-Za-z])|<|>|\\[lg]eq?(?![A-Za-z]))")
OF_NOISE = word_set("noise errors error disturbance disturbances sensor sensors residuals shocks")
UNUSUAL = word_set("biased endogenous heteroscedastic heteroskedastic autocorrelated correlated")
"""Words of sentences that name no random letter, and may still speak of one."""
CHANGING = word_set("""if suppose supposing assume assuming when whenever for unless otherwise without not nonzero non-zero biased unknown
    now instead""")
"""Words of a sentence that may suppose other moments than those that were told."""
SPELLING = re.compile(r"[{}\s]")
LAW = r"\\sim(?![A-Za-z])"
EVIDENCE = (
    (word_set("independent independently dependent uncorrelated correlated orthogonal copy copies"), re.compile(r"\\perp")),
    (word_set("mean means zero-mean biased unbiased centred centered"), re.compile(rf"{EXPECTATION}{OPENING}[(\[]|{LAW}")),
    (word_set("variance variances covariance covariances isotropic white spread deviation"),
     re.compile(rf"{SPREAD}{OPENING}[(\[]|{EXPECTATION}{OPENING}\[[^=]*(?:\^|')|{LAW}")),
)
"""Words that tell something of random variables, and the sign by which it was understood."""
CUT = word_set("truncated censored clipped folded rectified winsorized winsorised")
"""Words for what has another law than the one that is written beside them."""
OF_LAWS = word_set("""normal normally gaussian standard uniform uniformly identically distributed distribution law drawn sampled white i.i.d
    iid""")
"""Words that may tell means and variances; of names of which both are told, what is told by these alone is left open anyway."""


def take_words_of_chance(scopes: Scopes, told: Told) -> None:
    """Keep which names of a sentence may be random, and which random ones may have other moments."""
    random = {s.name for s in random_names(scopes.current)}
    if not random and OF_CHANCE.isdisjoint(told.words) and not any(STATISTIC.search(m.text.source) or re.search(LAW, m.text.source)
                                                                   for m in told.maths):
        return
    line = _line(told)
    spoken = {*_spoken_of(told), *_told(told)}
    for name in (spoken | set(map(key_of, spoken))) - random:
        scopes.doubts.may_be_random(name, line)
    said = [*(s.latex for s in told.said.spoken), *(math.text.source for math in told.maths)]
    of_chance = set(_of_chance(told))
    unknown = [words for words, sign in EVIDENCE if not words.isdisjoint(of_chance) and not any(map(sign.search, said))]
    law = not OF_LAWS.isdisjoint(told.words) and not any(re.search(LAW, latex) for latex in said)
    mentioned = _meant(random, (name for math in told.maths for name in names_mentioned(math.text.source)))
    meant = mentioned if told.maths else random
    if not CUT.isdisjoint(told.words):
        scopes.drop([f for f in scopes.current.facts if any(_is_moment_of(f, name) for name in mentioned)])
    doubted = meant if unknown else {name for name in meant if not _is_known(scopes, name)} if law else set()
    for name in doubted | _meant(random, _half_read(scopes, told)):
        scopes.doubts.name(name, f"line {line} says something of chance that is not understood")


def _meant(random: Collection[str], spelled: Iterable[str]) -> set[str]:
    """The random names among those that are spelled: ``X_{1}`` of ``X_1``, and the family X of its member."""
    bare = {form for name in spelled for form in (key_of(name), SPELLING.sub("", name))}
    return {name for name in random if name in bare or SPELLING.sub("", name) in bare}


def _line(told: Told) -> int:
    return next((part.text.place.line for part in told.sentence.parts if not isinstance(part, Instruction)), 0)


def _tells_again(scopes: Scopes, found: re.Match[str]) -> bool:
    """Whether a formula tells a moment that was told before, of a name by itself: nobody claims that it is another one."""
    operator = "variance" if re.match(rf"\s*{SPREAD}", found[0]) else "expectation"
    told = (f for f in scopes.current.facts if _is_moment_of(f, key_of(found["name"])) and isinstance(f, Call) and f.op == "eq")
    return not found["more"].strip() and any(operator in operators(fact) for fact in told)


def _is_told(scopes: Scopes, math: Math) -> bool:
    """Whether a formula says what is known."""
    outcome = read_let(math.text.source, scopes.current, math.text.place.line, True)
    return not isinstance(outcome, Unread) and set(outcome.facts) <= set(scopes.current.facts)


def _is_known(scopes: Scopes, name: str) -> bool:
    """Whether the mean and the variance of a name are told."""
    told = {op for fact in scopes.current.facts if _is_moment_of(fact, name) for op in operators(fact)}
    return "distributed" in told or {"expectation", "variance"} <= told


def end_changed_moments(scopes: Scopes, told: Told) -> None:
    """What a sentence supposes of a moment of a random name ends what was told of its moments before: *if E[v] = b, …*, *for a biased
    sensor*."""
    random = {s.name for s in random_names(scopes.current) if scopes.definition(s.name) is None}
    if not random:
        return
    unread = not any(sign.search(math.text.source) for math in told.maths if not math.display for _, sign in EVIDENCE)
    moved = unread and not CHANGING.isdisjoint(told.words) and any(not words.isdisjoint(told.words) for words, _ in EVIDENCE)
    changed = {name for math in told.maths for name in names_in(math.text.source)} if moved else set[str]()
    for number, math in enumerate(told.maths):
        for piece in pieces(math):
            found, law = SUPPOSED.match(piece), TOLD.match(piece)
            if law is not None and law["name"] is not None and not _is_told(scopes, math):
                changed.add(law["name"])
            if found is None or (found["sign"] == "=" and _is_told(scopes, math)):
                continue
            if told.said.roles[number] is not Role.CLAIM or (found["sign"] == "=" and _tells_again(scopes, found)):
                changed.add(found["name"])
    changed, known = _meant(random, changed), {s.name for s in random_names(scopes.current)}
    words, named = set(_of_chance(told)), _meant(known, (n for m in told.maths if not m.display for n in names_mentioned(m.text.source)))
    unnamed = not OF_NOISE.isdisjoint(words) and any(not words.isdisjoint(evidence) for evidence, _ in EVIDENCE)
    if not named and (unnamed or not UNUSUAL.isdisjoint(words)):
        changed |= random
    for name in changed:
        scopes.doubts.name(name, f"line {_line(told)} may say something else of the moments of {name_text(name)}")
    if changed:
        scopes.drop([f for f in scopes.current.facts if any(_is_moment_of(f, name) for name in changed)])
    if any(map(DEPENDENT.match, words)) and not any(word.startswith("independen") for word in words):
        tied = named & random or random  # "let ⟦\\rho⟧ be the correlation of ⟦X⟧ and ⟦Y⟧", "the errors are autocorrelated"
        for name in tied if any(_is_independence(f, tied) for f in scopes.current.facts) else ():
            scopes.doubts.name(name, f"line {_line(told)} may say that {name_text(name)} is not independent")
        scopes.drop([f for f in scopes.current.facts if _is_independence(f, tied)])


DEPENDENT = re.compile(r"(?:auto|cross|inter)?-?(?:correlat|dependent$|dependenc)")


def _is_independence(fact: Term, names: Collection[str]) -> bool:
    """Whether a fact says that some of the names are independent."""
    return isinstance(fact, Call) and fact.op == "independent" and not {s.name for s in free_symbols(fact)}.isdisjoint(names)


def _is_moment_of(fact: Term, name: str) -> bool:
    """Whether a fact tells a moment or the law of a name, or of all members of it."""
    match fact:
        case Bind("forall", _, body, _):
            return _is_moment_of(body, name)
        case Call("distributed", (Sym(other) | Elem(Sym(other), _), _)):
            return other == name
        case Call("eq", sides):
            return any(isinstance(side, Call) and side.op in OPERATORS and name in {s.name for s in free_symbols(side)} for side in sides)
    return False


def _spoken_of(told: Told) -> Iterator[str]:
    """The names beside which words of chance stand, other than moments: *⟦X⟧ is stochastic*, *a random matrix ⟦A⟧*."""
    words = _of_chance(told)
    for place, word in enumerate(words):
        number = number_of(word)
        if number is None or not OF_MOMENTS.isdisjoint(words[max(place - 1, 0) : place]):
            continue
        before = next((k + 1 for k in range(place - 1, -1, -1) if _ends(words[k])), 0)
        behind = next((k for k in range(place + 1, len(words)) if _ends(words[k]) or words[k] == "the"), len(words))
        if not OF_CHANCE.isdisjoint(words[before:place]) or not OF_CHANCE.isdisjoint(words[place + 1 : behind]):
            yield from names_in(told.maths[number].text.source)


def _of_chance(told: Told) -> list[str]:
    """The words of a sentence, those struck out that are no matter of chance."""
    return NO_CHANCE.sub(lambda found: " ".join("_" for _ in found[0].split()), " ".join(told.words)).split()


def _ends(word: str) -> bool:
    """Whether a token ends what is said of the name beside it."""
    return number_of(word) is not None or word in (",", ";", ":", ".")


def _half_read(scopes: Scopes, told: Told) -> Iterator[str]:
    """The names in moments that are no plain ones, and not kept: ``E[z_i^2] = 1`` for all i."""
    for number, math in enumerate(told.maths):
        if told.said.roles[number] is Role.CLAIM:
            continue
        names = [name for piece in pieces(math) if STATISTIC.match(piece) and told_of(piece) is None for name in names_mentioned(piece)]
        outcome = read_let(math.text.source, scopes.current, math.text.place.line, True) if names else scopes.current
        if isinstance(outcome, Unread) or not scopes.lasting_facts().issuperset(outcome.facts):
            yield from (key_of(name).partition("_")[0] for name in names)


def _told(told: Told) -> Iterator[str]:
    """The names of which formulas tell a law or a moment: ``v_1`` of ``E[v_1] = 0``, x of ``E[x x^\\top] = I``."""
    for math in told.maths:
        for piece in pieces(math):
            found = TOLD.match(piece)
            if found is not None:
                inside = {found["name"] or found["of"]} if found["inside"] is None else set(names_mentioned(found["inside"]))
                yield from (key_of(name) for name in inside if len(inside) == 1)


def with_chance(step: Step, suspected: Collection[str], is_declared: Callable[[str], bool]) -> tuple[Step, Sym | None]:
    """The step with random names for those that may be random, and one of them, if it speaks of expectations.

    So may be every name without a declaration of which it gives the covariance with another.
    """
    sides: list[Term] = [step.left, step.right, *(d.value for d in step.definitions)]
    if operators(step.left).isdisjoint(OPERATORS) and operators(step.right).isdisjoint(OPERATORS):
        return step, None
    names = frozenset[Sym]().union(*map(free_symbols, sides)) - {d.symbol for d in step.definitions}
    varying = {a for side in sides for t in walk(side) if isinstance(t, Call) and t.op == "covariance" for a in t.args}
    new = [s for s in names if not {s.name, key_of(s.name), s.name.partition("_")[0]}.isdisjoint(suspected)
           or (s in varying and not is_declared(s.name))]
    facts = [call("random", s) for s in sorted(new, key=lambda s: s.name)]
    further = tuple(f for f in facts if f not in step.declarations)
    return (replace(step, declarations=(*step.declarations, *further)), min(new, key=lambda s: s.name)) if further else (step, None)
