"""The first walk over a document: what each section says of its names before anything is read.

A name that words call something which is not understood is blocked or doubted in the whole section, also above those words; sums
without bounds get them from the lists and ranges that the section names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from derivations.documents.model import Heading, Math, Words
from derivations.documents.prose.doubts import Doubted, not_called_means, speaks_on
from derivations.documents.prose.names import key_of, names_in, names_mentioned, with_braces
from derivations.documents.prose.quantities import is_quantity, stands_alone
from derivations.documents.prose.ranges import counted
from derivations.documents.prose.reading import Said, read_sentence
from derivations.documents.prose.sentences import Sentence
from derivations.documents.prose.tokens import formulas, text_of, tokens_of
from derivations.documents.prose.untyped import KINDS
from derivations.documents.scopes.inheritance import arguments_given, begun_anew, given_sets, spoken_of_anew
from derivations.documents.spelling import DOTS, word_set

LISTED = re.compile(
    rf"\s*(\\?[A-Za-z]+)_\{{?([01])\}}?\s*,(?:\s*\1_\{{?2\}}?\s*,)?\s*{DOTS}\s*,\s*\1_\{{?([A-Za-z])\}}?\s*(?:\\in.*)?", re.DOTALL)
"""``x_1, …, x_n``: a sum over x without bounds runs from 1 to n."""
TUPLES = re.compile(rf"\(\s*(?P<x>[A-Za-z])_\{{?1\}}?\s*,\s*(?P<y>[A-Za-z])_\{{?1\}}?\s*\)\s*,[^=]*?{DOTS}\s*,\s*"
                    r"\(\s*(?P=x)_\{?(?P<last>[A-Za-z])\}?\s*,\s*(?P=y)_\{?(?P=last)\}?\s*\)")
"""``(x_1, y_1), …, (x_n, y_n)``: both families run from 1 to n."""
MEMBER_OF = re.compile(r"\\in\s*(\\math(?:cal|bb|scr|frak)\{[A-Z]\}|[A-Z])\s*$")
PARAMETER_PI = re.compile(r"(?:^|[,;({])\s*\\pi\s*=\s*(?!3\.1)\d*\.?\d+\s*(?:$|[,;.)}])")
OWN_PI = re.compile(r"^\s*(?:&\s*)?\\pi\s*(?:&\s*)?:?=(?!=)(?P<value>[^=<>]*[+-][^=<>]*)")
ROW_PI = re.compile(r"\s*(?:&\s*)?\\pi\s*(?:&\s*)?:?=(?!=)\s*(?:\\[dt]?frac\s*(?:\{[^{}]*\}\s*){2})?\\begin\{[pb](?:small)?matrix\}")
"""``\\pi = \\begin{pmatrix} … \\end{pmatrix}``: a distribution as a row."""
CIRCLE = re.compile(r"\d\s*\\pi|\\pi\s*/|\\frac\s*\{\s*\\pi\s*\}|\\(?:sin|cos|tan|arctan)(?![A-Za-z])|\\pi\s*[ir]\b")
VARYING_PI = re.compile(r"\\frac\s*\{\s*(?:d|\\partial)\s*(?:\^\s*\{?\d\}?\s*)?\\pi\s*\}")
"""A profit: ``\\pi = p q - c(q)``, ``\\frac{d\\pi}{dq}``."""
OWN_E = re.compile(r"\s*(?:&\s*)?e\s*(?:&\s*)?:?=(?!=)(.*)", re.DOTALL)
OF_EULER = re.compile(r"\\lim|\\sum|\\infty|\\exp|!|\d\.\d")
OF_CIRCLE = re.compile(r"\\lim|\\sum|\\prod|\\int|\\infty|\\arctan|\\arccos|\\arcsin|\d\.\d|\\dots|P")
OWN_MEANING = "gives e a meaning of its own"
EXPONENTIAL = re.compile(r"(?<![A-Za-z\\])e\s*\^(?!\s*(?:\{\s*)?(?:2|T|\\top|\\intercal|\\mathsf|\\mathrm|\\prime)(?![\w+/*.-]))"
                         r"|\\exp(?![A-Za-z])|\\(?:ln|log)\s*\(?\s*e(?![A-Za-z])")
"""A power of e, other than the square or the transpose of an error."""
EULER = word_set("number euler euler's euler’s base constant exponential logarithm logarithms 2.718")
UNIT = re.compile(r"^\s*(\\?[A-Za-z]+)\s*\^\s*\{?\d+\}?\s*=\s*-?[01]\s*$")
"""``\\epsilon^2 = 0``, ``i^2 = -1``: what makes a name more than a number."""


@dataclass(slots=True)
class Section:
    """What the first walk finds in a section: blocked and doubted names with the reason, and the formulas that use names.

    claimed: the doubts of names outside the clauses that introduce them, which are none about names whose formula normalises them.
    powers: names of which a power is 0, 1 or -1: they may be more than numbers.
    described: names that words say to be something that they are not taken for.
    anew: letters that get a formula or a type, are spoken of as any that there are, or stand alone in the text; ``typed``: without the
    last; ``sets``: those of which it says what they are, with the formulas; ``used``: every name;
    ``given``: how many arguments stand after a letter; ``sizes``: why an array of which nothing else tells the size may have a certain one;
    ``shares``: it goes on with what a section of notation says; ``respoken``: names to which it may give another sense;
    ``mentioned``: those of which its text says anything, so that what was said of them before may not hold;
    ``words``: all of its words; ``alone``: I stands alone amid them; ``own_e``: e gets a formula, and no powers of it stand here.
    """

    blocked: dict[str, str] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)
    claimed: dict[str, str] = field(default_factory=dict)
    powers: dict[str, str] = field(default_factory=dict)
    described: set[str] = field(default_factory=set)
    sources: list[str] = field(default_factory=list)
    anew: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    sets: list[tuple[str, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    given: dict[str, set[int]] = field(default_factory=dict)
    sizes: str = ""
    respoken: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    shares: bool = False
    words: set[str] = field(default_factory=set)
    alone: bool = False
    own_e: bool = False
    own_pi: bool = False

    @property
    def quantities(self) -> frozenset[str]:
        """The letter I, where it is a number in this section."""
        return frozenset("I") if is_quantity(self.sources, self.alone, self.words) else frozenset()

    @property
    def error(self) -> frozenset[str]:
        """The letter e, where it is a name that gets its formula: an error, a residual."""
        return frozenset("e" if self.own_e else "") | frozenset([r"\pi"] if self.own_pi else [])

    def hear(self, sentence: Sentence, speaking_of: Sequence[str]) -> None:
        """Take in a sentence; ``speaking_of``: the names in the text of the last one before it that has any."""
        maths, tokens = formulas(sentence), tokens_of(sentence)
        self.words |= {token for token in tokens if token[0].isalpha()}
        self.alone |= stands_alone(maths)
        self.described |= {key_of(name) for name in not_called_means(tokens, maths)}
        goes_on = self._written_again(tokens, maths)
        self.anew |= begun_anew(tokens, maths) - goes_on
        self.typed |= begun_anew(tokens, maths, mentioned=False) - goes_on
        self.sets += given_sets(tokens, maths)
        self.respoken |= spoken_of_anew(tokens, maths) - goes_on
        self.mentioned |= {key_of(name) for m in maths if not m.display for name in names_in(m.text.source)}
        words = speaks_on(tokens)
        for name in speaking_of if words else ():
            self.doubted.setdefault(key_of(name), f"the text says of {name} ‘{words}’, which is not understood")
        self._use(maths)
        self.sizes = self.sizes or _sizes_told(sentence, maths)
        for m in maths:
            self._block_constants(m)
        if calls_e_something(tokens, maths):
            self.blocked.setdefault("e", f"line {maths[0].text.place.line} says that e is something else than Euler's number")
        self._doubt(read_sentence(sentence), maths)
        for m in maths:
            inherited = _member_of_untyped(m.text.source, self.blocked)
            for name in names_in(m.text.source) if inherited is not None else ():
                self.blocked.setdefault(name, inherited or "")

    def _written_again(self, tokens: Sequence[str], maths: Sequence[Math]) -> set[str]:
        r"""The functions that a formula of the section has used, and a sentence without a word for another one gives a formula now:
        ``\sigma'(t) = …``, then *it is a scaled tangent*, ``\sigma(t) = …``, is the one of the sections before, written again."""
        if not ANOTHER.isdisjoint(tokens):
            return set()
        heads = {found[1] for m in maths if m.display and (found := WRITTEN_AGAIN.match(m.text.source)) is not None}
        return {name for name in heads if self.given.get(name) == {1} and name not in self.anew | self.typed | self.respoken}

    def _use(self, maths: Sequence[Math]) -> None:
        """The names that formulas use, and the formulas that use them; a list of members is a sum over them all."""
        self.used |= {name for m in maths for name in names_mentioned(with_braces(m.text.source))}
        for name, number in (pair for m in maths for pair in arguments_given(m.text.source)):
            self.given.setdefault(name, set()).add(number)
        self.sources += [m.text.source for m in maths if m.problem is None and not names_in(m.text.source)]
        listed = filter(None, (LISTED.fullmatch(m.text.source) for m in maths))
        self.sources += [rf"\sum_{{k={found[2]}}}^{{{found[3]}}} {found[1]}_k" for found in listed]
        self.sources += [rf"\sum_{{k=1}}^{{{p['last']}}} {p[name]}_k" for m in maths for p in TUPLES.finditer(m.text.source)
                         for name in ("x", "y")]
        self.sources += counted(m.text.source for m in maths)

    def _block_constants(self, m: Math) -> None:
        """Where a formula gives π, e or a power of a name a meaning of its own."""
        line = m.text.place.line
        own = OWN_PI.match(m.text.source)
        valued = own is not None and OF_CIRCLE.search(own["value"]) is None and names_mentioned(own["value"])
        if valued or VARYING_PI.search(m.text.source) or PARAMETER_PI.search(m.text.source):
            self.blocked.setdefault(r"\pi", f"line {line} gives \\pi a value of its own")
        if gives_e_a_meaning(m.text.source):
            self.blocked.setdefault("e", f"line {line} {OWN_MEANING}")
        for unit in UNIT.findall(m.text.source):
            self.powers.setdefault(key_of(unit), f"line {line} says what a power of {unit} is")

    def _doubt(self, said: Said, maths: Sequence[Math]) -> None:
        """The names that a sentence joins to words which are not understood."""
        for doubt in said.doubts:
            if not doubt.is_case and not doubt.passing:
                told = self.doubted if doubt.clause else self.claimed
                told.setdefault(key_of(doubt.name), why_doubted(doubt, maths))
        for joined in said.joined:
            line, kind = maths[joined.formula].text.place.line, KINDS.get(joined.word)
            reason = f"line {line} speaks of {joined.name} as {kind}, and nothing says more of it" if kind is not None else (
                f"line {line} speaks of {joined.name} with the word ‘{joined.word}’, which is not understood")
            for name in _spellings(joined.name, maths[joined.formula].text.source):
                self.blocked.setdefault(name, reason)


def _end_of(number: int, levels: Sequence[int]) -> int:
    """The number of the first section after one and all those inside it."""
    return next((k for k in range(number + 1, len(levels)) if levels[k] <= levels[number]), len(levels))


def survey_sections(elements: Iterable[Heading | Sentence], flat: bool) -> list[Section]:
    """The sections in order; of a flat document there is one."""
    sections, levels = [Section()], [0]
    speaking_of: tuple[str, ...] = ()
    for element in elements:
        if not isinstance(element, Heading):
            sections[-1].hear(element, speaking_of)
            speaking_of = tuple(name for m in formulas(element) if not m.display for name in names_mentioned(m.text.source)) or speaking_of
        elif not flat:
            sections.append(Section(shares=element.shares))
            levels.append(element.level)
    for k, section in enumerate(sections):
        e, inside = section.blocked.get("e", ""), sections[k : _end_of(k, levels)]
        if e.endswith(OWN_MEANING) and not any(EXPONENTIAL.search(source) for part in inside for source in part.sources):
            section.own_e = True
            del section.blocked["e"]
        if any(ROW_PI.match(source) for source in section.sources) and not any(CIRCLE.search(s) for part in inside for s in part.sources):
            section.own_pi = section.blocked.pop(r"\pi", None) is not None
        called = [n for n, why in section.blocked.items() if " as a function," in why and any(_has_formula(n, s) for s in sections)]
        called += [n for n, why in section.blocked.items() if WORD_OF_PROPERTY.search(why) and _has_value(n, section)]
        called += [n for n, why in section.blocked.items() if " as a vector," in why and any(_adds_up(n, s) for s in section.sources)]
        for name in called:
            del section.blocked[name]
    return sections


WRITTEN_AGAIN = re.compile(r"\s*(?:&\s*)?(\\?[A-Za-z]+)\s*\(\s*\\?[A-Za-z]+\s*\)\s*(?:&\s*)?=")
ANOTHER = word_set("""let suppose assume denote define another other if consider instead now new second alternatively for case any take
    choose put set call introduce""")
"""Words of a sentence that may give the name of a function to another one."""

WORD_OF_PROPERTY = re.compile("‘(?:projection|rotation|symmetric|antisymmetric|skew-symmetric|invertible|singular|orthogonal|diagonal"
                              "|triangular|idempotent|nilpotent|unitary|semidefinite|definite)’")
"""Properties of matrices: said of a name that has a formula they are claims."""


def _has_value(name: str, section: Section) -> bool:
    """Whether a section gives a capital letter a formula made of transposes or of matrices: ``P = u u^\\top``."""
    head = re.compile(rf"\s*(?:&\s*)?{re.escape(name)}\s*(?:&\s*)?:?=(?!=)"
                      r"(?=.*(?:\\top|matrix|\^\{?T\b|\^\{-1\}|(?<![A-Za-z])I\b))", re.DOTALL)
    return re.fullmatch("[A-Z]", name) is not None and any(head.match(source) for source in section.sources)


SUMMED = re.compile(r"\\sum_\{\s*([a-z])\s*=\s*1\s*\}\s*\^\s*(?:\{\s*(?:[a-z]|[A-Z])\s*\}|[a-zA-Z])")


def _adds_up(name: str, source: str) -> bool:
    r"""``\\sum_{i=1}^n q_i`` of a vector q of which no size is said: whether a sum over its entries says how many there are."""
    return any(re.search(rf"(?<![A-Za-z\\]){re.escape(name)}_(?:{found[1]}(?![A-Za-z])|\{{{found[1]}\}})", source[found.end() :])
               for found in SUMMED.finditer(source))


SIZES = re.compile(r"\b\d+\s*[x×]\s*\d+\b|\b(?:one|two|three|four|\d+)[- ](?:by[- ](?:one|two|three|four|\d+)|dimensional)\b"
                   r"|\b(?:one|two|three|four|\d+) (?:dimensions?|rows|columns|entries)\b|\border (?:one|two|three|four|\d+)\b|\bplanar\b")
BY = re.compile(r"\s*\w+\s*\\times\s*\w+\s*")


def _sizes_told(sentence: Sentence, maths: Sequence[Math]) -> str:
    """``for $2 \\times 2$ matrices``, ``in two dimensions``: words that tell sizes, of whatever they are the sizes."""
    if SIZES.search(text_of(sentence)) is None and not any(BY.fullmatch(m.text.source) for m in maths if not m.display):
        return ""
    line = next((p.text.place.line for p in sentence.parts if isinstance(p, Math | Words)), None)
    return f"line {line} tells a size in words, which may be meant" if line is not None else ""


def _has_formula(name: str, section: Section) -> bool:
    """Whether a section says what a function is of its argument: ``A(\\eta) = …``."""
    head = re.compile(rf"\s*(?:&\s*)?{re.escape(name)}(?:_\w|_\{{\w+\}})?\s*\(\s*\\?[A-Za-z]+\s*\)\s*(?:&\s*)?=")
    return any(head.match(source) for source in section.sources)


def gives_e_a_meaning(latex: str) -> bool:
    """``e = y - t``: whether a formula gives e a value made of other names."""
    pieces = (OWN_E.match(piece) for piece in re.split(r",|\\q?quad", latex))
    return any(found is not None and not OF_EULER.search(found[1]) and names_mentioned(found[1]) for found in pieces)


def calls_e_something(tokens: Sequence[str], maths: Sequence[Math]) -> bool:
    """*Let $e$ be the error*, *the edge $e$*: whether words say what e is, and it is not the base of the logarithm."""
    if not EULER.isdisjoint(tokens):
        return False
    places = [k for k, t in enumerate(tokens) if t.startswith("⟦") and maths[int(t[1:-1])].text.source.strip() == "e"]
    return any(tokens[k + 1 : k + 2] in (["be"], ["is"], ["denote"], ["denotes"]) or (k > 1 and tokens[k - 2] in ("the", "an", "a", "each"))
               for k in places)


def why_doubted(doubt: Doubted, maths: Sequence[Math]) -> str:
    line = maths[doubt.formula].text.place.line
    return f"line {line} says of {doubt.name} ‘{doubt.words.removeprefix('of-')}’, which is not understood"


def _member_of_untyped(latex: str, blocked: Mapping[str, str]) -> str | None:
    """Why the names before ``\\in G`` have no type: G has none, being a group."""
    found = MEMBER_OF.search(latex)
    return blocked.get(found[1]) if found is not None else None


def _spellings(name: str, latex: str) -> tuple[str, ...]:
    r"""A name as the reader spells it, and the family ``p`` of ``p_i`` and of ``p_1, \dots, p_K``."""
    spelled = re.sub(r"_(\w)$", r"_{\1}", re.sub(r"\s+", "", name))
    family = r"\dots" in latex or r"\ldots" in latex or re.search(r"_\{?[i-n]\b|\^\{?[(\[]", name) is not None
    return (spelled, key_of(spelled)) if family else (spelled,)
