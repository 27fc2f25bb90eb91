"""Words that may leave less of what is assumed than a sentence says, or take it back later: *until further notice*, *in the other cases*.

The lists hold words that take back or confine, and none that every text is full of (*however*, *in general*, *both*).  What such words
touch is not forgotten; a step that cannot be shown without it is left open, with the line of the words, instead of being called proved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from derivations.documents.model import Math, Words
from derivations.documents.prose.clauses import SECTION_CUES, Role, asides
from derivations.documents.prose.denials import HARMLESS, LEAVING_OPEN, clause_before, is_question
from derivations.documents.prose.names import names_mentioned
from derivations.documents.prose.random_variables import MOMENTS
from derivations.documents.prose.ranges import index_range, subscripts
from derivations.documents.prose.sentences import Sentence
from derivations.documents.prose.tokens import formulas, number_of
from derivations.documents.spelling import word_set

MEMBER = re.compile(r"\\in(?![A-Za-z])")
BOUNDING = re.compile(r"<|>|\\(?:leq?q?|geq?q?|neq?|lt|gt|notin)(?![A-Za-z])")
ORDERED = re.compile(r"=|<|>|\\(?:leq?q?|geq?q?|neq?|lt|gt|succ|prec|in)(?![A-Za-z])")
FOOTNOTE = re.compile(r"\s*\[\^[^\]]*\]:")
ENDED = re.compile(r"[∎□■]|\\qed(?![A-Za-z])")
EMPHASISED = re.compile(r"\s*(?:\*\*|__|\*|_)\s*(?P<words>[A-Za-z][A-Za-z ]*?)\s*(?:\d[\d.]*)?\s*(?:\([^()]*\))?[.:]?\s*(?:\*\*|__|\*|_)")
LABEL = re.compile(r"\s*(?P<words>[A-Z][a-z]+)(?: \d+(?:\.\d+)*)?\s*(?:\.\s*$|:)")
APART = frozenset({"remark", "example", "case", "proof", "exercise", "aside", "warning", "note", "digression", "theorem", "lemma",
                   "proposition", "corollary", "claim", "illustration"})
"""Words in emphasis that begin a part of a section; what is assumed in one of them need not hold in the next."""

PARTIAL = word_set("""adversary cheating contradiction contraposition contrapositive contrary doubt doubtful guess hypothetical
    hypothetically illegal imagine incorrectly insists invited joke legend maybe naive negation opponent opposite
    perhaps pretend pretending refrain rumor rumour said says scenario somebody someone student temporarily thinks
    told until wish wishes wrongly""")
"""Words of a sentence for which what it lets be so may hold for some values, for a while, or for somebody else alone."""
PARTIAL_PHRASES = re.compile(
    r"\b(?:first|last) (?:line|sentence)\b|\bused to\b|\bat first\b|\b(?:a|one) (?:second|while)\b|\btime being\b"
    r"|\bif only\b|\btrue or false\b"
    r"|\b(?:if|when|where) (?:you like|convenient|necessary|needed|possible)\b"
    r"|\bif (?:we|one|you) (?:knew|had|let|assume|take|suppose)\b|\bjust (?:here|as)\b"
    r"|\bor (?:not|else)\b"
    r"|\b(?:such )?that ⟦\d+⟧ implies\b|⟦\d+⟧ be (?:denoted|called|false|the (?:event|statement|condition|case))\b|⟦\d+⟧ or (?:that )?⟦"
    r"|\b(?:in|on|from) (?:the |a |our |most |many |this |one )?(?:\w+ )?(?:proof|figure|case|examples?|exercise"
    r"|remark|appendix|picture|version|phase)\b(?! (?:of|that) ⟦)"
    r"|\b(?:last|previous|next|other|earlier|following) (?:section|chapter|lecture|course|paper|part)\b|\bbe \. g \. ⟦"
    r"|\bnot (?:necessarily|satisfy)\b"
    r"|\bsetting aside\b|\bthere (?:is|exists) (?:a|an|some) ⟦|\bfor (?:some|at-least one|at-most one|no) ⟦|\bif and only\b|\bno matter\b"
    r"|\beven (?:if|when|where)\b|\bas if ⟦|\bsimilarly to\b|\bwhere ⟦\d+⟧ fails\b|\bnice (?:if|when|⟦)"
    r"|\bone with ⟦|\bnote where\b"
    r"|\b(?:set|subset|number|root|roots|points|numbers|time|statement|event"
    r"|hypothesis)\b(?: (?!let\b)\w+){0,6}(?: ⟦\d+⟧)?(?: \w+){0,3} (?:with|where|until) ⟦"
    r"|\bopen (?:problem|question)\b|\b(?:this|it) (?:is|will be) (?:removed|dropped|relaxed|lifted)\b|⟦\d+⟧ were\b")
TURNING = word_set("""abandon abandoned contrary converse conversely drop dropped dropping drops else elsewhere forget irrelevant
    irrespective lift lifted negation opposite otherwise regardless relax relaxed relaxing remove removed removing
    restrictive retract retracted reverse superfluous unconditional unconditionally unconstrained undo undone
    unnecessary unrestricted violate violated violates whatsoever""")
"""Words of a sentence that may take back what was assumed of the names in its formulas, or of all if there are none."""
TURNING_PHRASES = re.compile(
    r"\bthe others\.|\bno longer\b|\bnever mind\b|\bwithout (?:this|that|it|these)\b"
    r"|\beven (?:if|when|without|where|though|then)\b|\bwhat if\b"
    r"|\bif (?:not|this|that)\b"
    r"|\bbeyond (?:this|that) case\b|\bother cases\b|\bopposite case\b|\bpremise is\b|\bby continuity\b"
    r"|\b(?:not|never|without) (?:needed|assume|assumed|assuming|require|required|requiring|suppose|supposed)\b"
    r"|\bneeds? (?:not|no)\b|\bis not so\b|\ball(?:ow|owing) (?:any|all|⟦)"
    r"|\bends? here\b|\btime is over\b|\blet us not\b|\bof course not\b|\bin reality\b|\bthis (?:was|is) (?:false|absurd)\b"
    r"|\bwas (?:false|a mistake)\b|\bgiven up\b|\bno conditions?\b|\blet go of\b"
    r"|\btak(?:e|en|ing) (?:this|it|that) back\b"
    r"|\bup to here\b|\bfor real ⟦|\bnever touched\b|\bbefore this\b"
    r"|\bleads nowhere\b|\bso much for\b|\bwe turn to ⟦|\bwere not\b")
HARMLESS_PHRASES = re.compile(r"\bin (?:this|that|which|the present|our|either) case\b|\b(?:under|by) (?:this|these|the|our)? ?(?:above )?"
                              r"(?:assumptions?|hypothes[ie]s|conditions?)\b|\bwithout (?:any )?loss of generality\b|\bif this is so\b")
NOT_FOR_TYPES = LEAVING_OPEN - {"had", "want", "many", "most", "often", "usually"}
CLAIMED = re.compile(r"⟦\d+⟧ (?:is|are|was|will|would|happens|leads|contradicts|follows|holds|may|might|can"
                     r"|could|implies|plays|if and|needs?)\b")
BESIDE_LET = frozenset({
    "above", "again", "also", "and", "as", "because", "before", "begin", "below", "brevity", "can", "convenience", "end", "finally",
    "first", "firstly", "following", "for", "from", "further", "furthermore", "generality", "given", "hence", "henceforth", "here",
    "if", "in", "is", "it", "let", "loss", "may", "more", "moreover", "next", "no", "not", "notation", "note", "now", "of", "on",
    "please", "precisely", "recall", "remember", "restriction", "second", "secondly", "section", "shall", "simplicity", "since", "so",
    "start", "that", "the", "then", "therefore", "this", "throughout", "thus", "to", "too", "us", "usual", "we", "where", "will",
    "with", "without",
})  # fmt: skip
"""Words that may stand before *let* in its clause; others say who lets it be so: *Euler let $x > 0$*."""
LET_SO = frozenset({
    ",", ":", "also", "and", "assume", "be", "both", "by", "for", "fulfil", "have", "is", "let", "now", "obey", "satisfies", "satisfy",
    "solve", "such-that", "suppose", "that", "us", "where", "with",
})
"""Words right before a formula that the *let* of its sentence lets be so."""
THAT_BY_US = frozenset({
    "assume", "assumed", "assuming", "because", "ensure", "ensures", "fact", "find", "follows", "given", "has", "have", "implies",
    "impose", "imposing", "know", "known", "let", "mean", "means", "note", "notice", "observe", "obtain", "provided", "recall",
    "remember", "require", "required", "see", "show", "shows", "since", "so", "such", "suppose", "supposing",
})  # fmt: skip
"""Words before *that $x$ is positive* by which the text itself says so."""
SUBJECTS = frozenset({
    "again", "also", "and", "as", "assume", "because", "finally", "furthermore", "given", "hence", "here", "if", "it", "let",
    "moreover", "note", "notice", "now", "observe", "recall", "remember", "since", "so", "suppose", "the", "then", "therefore",
    "this", "throughout", "thus", "we", "when", "where",
})  # fmt: skip
HERE_BELOW = (["in", "the", "following"], ["in", "the", "sequel"], ["in", "the", "rest"], ["in", "the", "remainder"])
FOR_THESE = re.compile(r"(?:then |so |now )?(?:for|given|with) (?:(?:an?|the|any|each|every) [\w-]+(?: [\w-]+)?(?: (?:of|in))?"
                       r"|(?:symmetric|positive|real|fixed|given|invertible|nonzero|positive-definite))(?: (?:(?:,|and) )?⟦\d+⟧)+ ?,?")
"""*For a batch ⟦…⟧* let: what comes before *let* is given, and is nobody who lets it be so."""
PLACED = frozenset({"in", "at", "on", "half", "as", "whenever", "or", "until"})
TRYING = {("and", "see"), ("and", "derive"), ("and", "look"), ("and", "try"), ("for", "one"), ("for", "fun")}
PLACES = frozenset({"in", "at", "on", "before", "after", "during", "under", "within", "to"})
"""First words of sentences that may say where, when or for whom a number is positive."""
HERE = re.compile(
    r"(?:in (?:this section|the following|what follows|this note|this chapter|addition|particular|our setting)"
    r"|for (?:simplicity|convenience|definiteness|brevity|this|all|each|every|any|⟦|the (?:moment|sake|rest))"
    r"|on the other hand|to (?:begin|start|this end|simplify|fix)|at this point|after all)\b")


def is_in_part(sentence: Sentence, tokens: Sequence[str], told: Collection[int]) -> bool:
    """Whether what a sentence lets be so may be said of some values, for a while, or by somebody else.

    told: the formulas of names to which words give a property.
    """
    words = [p.text.source for p in sentence.parts if isinstance(p, Words)]
    if (words and FOOTNOTE.match(words[0])) or is_question(sentence) or any(w.lstrip().startswith("?") for w in words):
        return True
    if not PARTIAL.isdisjoint(tokens) or PARTIAL_PHRASES.search(" ".join(tokens)) is not None:
        return True
    return _is_let_by_others(tokens) or _lets_something_else(sentence, tokens, told) or _is_told_by_others(tokens, told)


def _is_let_by_others(tokens: Sequence[str]) -> bool:
    cue = next((k for k, word in enumerate(tokens) if word in ("let", "lets")), None)
    if cue is None:
        return False
    clause = clause_before(tokens, cue)
    if FOR_THESE.fullmatch(" ".join(clause)):
        return False
    return any(number_of(word) is None and not word[0].isdigit() and word not in BESIDE_LET and word not in SECTION_CUES
               and word not in (":", "(", ")") for word in clause)


def _lets_something_else(sentence: Sentence, tokens: Sequence[str], told: Collection[int]) -> bool:
    """``Let ⟦q⟧ be the chance that ⟦x > 0⟧``, ``let tame mean ⟦x > 0⟧``: what is a part of what another name is."""
    maths, cue = formulas(sentence), next((k for k, word in enumerate(tokens) if word in ("let", "denote", "define")), len(tokens))
    named_bounds = asides(tokens, maths)  # "observations from a law with rate ⟦λ > 0⟧"
    for place in range(cue + 1, len(tokens)):
        number = number_of(tokens[place])
        before = tokens[cue + 1 : place]
        said = number is not None and (ORDERED.search(maths[number].text.source) is not None or (number in told and "that" in before))
        if number is None or maths[number].display or not said or number in named_bounds or _is_range_of(maths, number):
            continue
        if tokens[cue + 1 : cue + 2] == [","] or _is_let_in_places(tokens, place):
            return True
        first = next((n for word in before if (n := number_of(word)) is not None), None)
        if first is None:
            if not {"be", "mean", "means", "denote", "stand", "say", ":"}.isdisjoint(before):
                return True
        elif number != first and not set(names_mentioned(maths[number].text.source)) & set(names_mentioned(maths[first].text.source)):
            if before[-1] in MOMENTS or before[-2:] == ["covariance", "matrix"]:
                continue  # ``be a random vector with covariance ⟦Σ = L L^\top⟧``
            named = before[-1] == ":" and not ORDERED.search(maths[first].text.source)
            if named or before[-1] not in LET_SO or (before[-1] == "that" and before[-2] not in ("assume", "suppose")):
                return True
    return False


def _is_range_of(maths: Sequence[Math], number: int) -> bool:
    """Whether a formula is the range of indices that stand in other formulas of the sentence: ``⟦r_{ik} ≥ 0⟧ for each ⟦i ∈ {1, …, n}⟧``."""
    used = subscripts(m.text.source for k, m in enumerate(maths) if k != number)
    ranged = index_range(maths[number].text.source, used)
    return ranged is not None and {c.strip() for c in ranged.partition(r"\in")[0].split(",")} <= used


def _is_let_in_places(tokens: Sequence[str], place: int) -> bool:
    """``Let ⟦x > 0⟧ in the second term``, ``let ⟦x > 0⟧ and see what goes wrong``."""
    after = tokens[place + 1 : place + 3]
    if after[:1] != [] and after[0] in PLACED:
        below = after[1:] in (["this"], ["addition"], ["what"], ["all"]) or after == ["as", "above"]
        below = below or "equivalently" in tokens[place + 1 : place + 4]
        return not below and tokens[place + 1 : place + 4] not in HERE_BELOW
    return tuple(after) in TRYING


def _is_told_by_others(tokens: Sequence[str], told: Collection[int]) -> bool:
    """``Rumour has it that ⟦x⟧ is positive``, ``in Alice's version, ⟦A⟧ is symmetric``: a property that the text does not claim itself."""
    if not told or not {"let", "assume", "suppose", "denote", "consider"}.isdisjoint(tokens):
        return False
    place = tokens.index(f"⟦{min(told)}⟧")
    that = next((k for k in range(place - 1, 0, -1) if tokens[k] in ("that", "such-that")), None)
    if that is not None and tokens[that] == "that" and (tokens[that - 1] not in THAT_BY_US or tokens[0] not in SUBJECTS):
        return True
    return tokens[0] in PLACES and HERE.match(" ".join(tokens)) is None


def leaves_type_open(sentence: Sentence, tokens: Sequence[str], roles: Sequence[Role]) -> bool:
    """Whether a sentence may deny, doubt or only mention that a number is whole: ``$n \\in \\mathbb{Z}$ is not needed``."""
    if (not NOT_FOR_TYPES.isdisjoint(tokens) and HARMLESS.isdisjoint(tokens)) or CLAIMED.search(" ".join(tokens)) is not None:
        return True
    maths = formulas(sentence)
    numbers = [n for word in tokens if (n := number_of(word)) is not None]
    mentioned = [n for n in numbers if roles[n] is Role.CLAIM and MEMBER.search(maths[n].text.source)]
    before = tokens[: tokens.index(f"⟦{mentioned[0]}⟧")] if mentioned else ()
    return any(number_of(word) is None and word[0].isalpha() and word not in BESIDE_LET for word in before)


def may_take_back(sentence: Sentence, tokens: Sequence[str]) -> bool:
    """Whether a sentence may take back what sentences before it assumed."""
    if any(ENDED.search(p.text.source) for p in sentence.parts if isinstance(p, Words)):
        return True
    said = HARMLESS_PHRASES.sub("", " ".join(tokens))
    return not TURNING.isdisjoint(said.split()) or TURNING_PHRASES.search(said) is not None


OTHERS = r"(?:arbitrary|general|dependent|correlated|disjoint|asymmetric|un\w*symmetric|non-?(?!zero|negative|empty|trivial|singular)\w+)"
RELAXED = rf"(?:not|any|an? {OTHERS}|{OTHERS}|merely|just|only|no longer)"
MEANT = r"(?:⟦\d+⟧(?: (?:,|and|or) ⟦\d+⟧)*|they|both|(?:these|the|our) (?:matri|vector|variable|event|number|function)\w*|it)"
RELAXING = re.compile(
    rf"\b(?:if|when|whenever|unless|suppose|assume|assuming)(?: (?:now|that|however|instead|only|the|\w+ (?=⟦)))* (?P<named>{MEANT})"
    rf" (?:is|are|were|be)(?:n't| {RELAXED})"
    r"|\breplac(?:e|ing) (?P<replaced>⟦\d+⟧) (?:by|with)\b"
    rf"|\bif (?P<changed>{MEANT}) (?:is|are) [^⟦]*\binstead\b|\bif instead (?P<moved>{MEANT}) (?:is|are)\b"
    rf"|\bfor (?:more )?{OTHERS}(?: [a-z]+)?(?: [a-z]+s)(?= [^⟦a-z]|$)"
    r"|\b(?:on|over|in) (?:the |a |an )?(?:larger|whole|entire|bigger|wider|longer) (?:interval|range|line|domain|set|space|axis)\b"
    r"|\b(?:outside|beyond) (?:this|that|the|of) (?:interval|range|domain|set)\b"
    r"|\bwithout (?:the |any )?(?:\w+ity|symmetry|independence|invariance)\b")
"""``If ⟦u⟧ is any vector``, ``if they are not independent``, ``for dependent variables``, ``without symmetry``: it need not be so."""
TURNING_TO = re.compile(r"(?:(?:now|next|finally|secondly|instead|then) (?:, )?let(?: now)?|let (?:now|next|instead)) ⟦(\d+)⟧ be (?!in )")
LETTERS = re.compile(r"⟦(\d+)⟧")


def relaxed_in(tokens: Sequence[str]) -> frozenset[int] | None:
    """The formulas of the names of which a sentence thinks without what was let be so; an empty set for all; None if it does not."""
    found = RELAXING.search(" ".join(tokens).replace("without loss of generality", ""))
    if found is None:
        return None
    return frozenset(int(n) for part in found.groups() if part is not None for n in LETTERS.findall(part))


def speaks_in_general(tokens: Sequence[str]) -> bool:
    """``In general``, ``more generally``: no letter has the number that it had for an example."""
    return ("in", "general") in pairwise(tokens) or "generally" in tokens[:2]


def turned_to(tokens: Sequence[str]) -> int | None:
    """The formula of a name of which a sentence goes on to let something else be so: ``Next let ⟦A⟧ be triangular``."""
    found = TURNING_TO.match(" ".join(tokens))
    return int(found[1]) if found is not None else None


def part_begun(sentence: Sentence) -> str | None:
    """The word in emphasis, or by itself, with which a sentence begins a part of a section: ``**Remark.**``, ``*Case 2:*``, ``Example.``"""
    first = sentence.parts[0]
    found = EMPHASISED.match(first.text.source) or LABEL.match(first.text.source) if isinstance(first, Words) else None
    words = found["words"].lower().split() if found is not None else []
    return next((word for word in words if word in APART), None)


AT_PLACE = (["at", "this", "point"], ["at", "that", "point"], ["at", "this", "value"], ["at", "this", "place"], ["at", "these", "points"])
EXISTING = word_set("is are exists exist was were must may can cannot will remain remains follows")


def speaks_of_place(tokens: Sequence[str]) -> bool:
    """``There ⟦k⟧``, ``At this point``: a sentence that is said of the place of which the one before it speaks."""
    return tokens[:3] in AT_PLACE or (tokens[:1] == ["there"] and tokens[1:2] != [] and tokens[1] not in EXISTING)
