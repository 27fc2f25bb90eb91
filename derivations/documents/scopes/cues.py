"""Forms and words that tell what a formula does: declare, define, conclude, present, or refer to a labelled one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from derivations.documents.formulas import Row
from derivations.documents.model import Math, Words
from derivations.documents.prose.clauses import ASSUMING
from derivations.documents.prose.names import key_of, names_mentioned, names_told
from derivations.documents.prose.sentences import Sentence
from derivations.documents.prose.tokens import number_of
from derivations.documents.spelling import STAR, word_set

RELATION = re.compile(r"=|<|>|\\(?:leq?q?|geq?q?|neq?|lt|gt|approx|equiv|propto|iff|implies|impliedby|coloneqq|leftarrow|gets|"
                      r"n(?:less|gtr|[lg]eq)|"
                      r"(?:Left|Right|Leftright|Longleftright|Longright)arrow)(?![A-Za-z])")
CALL_HEAD = re.compile(r"\s*(\\?[A-Za-z]+)\s*\([^()=]*\)\s*(?:&\s*)?:?=")
MODELLING = word_set("model models write call compute computes predict predicts introduce output outputs")
CASES = frozenset({"for", "if", "when", "whenever"})
CONCLUDING = word_set("""so hence thus therefore then gives give yields yield get obtain follows find solution solutions root roots
    minimum maximum at conclude implies""")
PRESENTING = word_set("is are by as call namely")
"""Words right before a formula that is the value of what the sentence speaks of: ``the mean is $m = …$``."""
SETTING = frozenset({"set", "put"})
RENEWING = frozenset({"take", "taking", "consider", "choose", "try"})
"""Words right before the formula of another function of the same name."""
FIGURES = word_set("parabola line curve plane surface")
"""Words for what a function is drawn as: *for the parabola $p(x) = x^2$*."""
MODELS = word_set("""model specification technology quadratic cubic polynomial parabola curve process law""")
BRINGING = word_set("for in with under consider now another")
NO_NAMES = word_set("of in on to for if at by that with when case is and or where from")
MENTIONED = word_set("""equation equations constraint constraints condition conditions case cases circle line curve plane point points at
    region ellipse sphere hyperplane boundary solution root value requirement restriction assumption hypothesis event system problem
    ansatz whether near unless until while parabola interval form""")
MISTAKEN = word_set("mistakenly wrongly erroneously incorrectly falsely tempted tempting misconception fallacy")
MISLEADING = frozenset((a, b) for a in ("common", "typical", "frequent") for b in ("mistake", "error")) | {
    ("might", "think"), ("may", "think"), ("could", "think"), ("might", "believe"), ("never", "write")} | {
    (who, verb) for who in ("students", "people", "beginners") for verb in ("believe", "think", "write")}
"""Words before what is shown because it is wrong."""
CORRECTING = word_set("avoid correct correctly instead right rather corrected avoids avoided")
GIVING_REASONS = frozenset({"since", "because", "as", "using"})
"""Words before what a relation rests on: ``… = k a^2, since $m \\omega^2 = k$``."""
PASSING = word_set("for if when whenever where with")
"""What these words introduce holds in their sentence, and no further."""
SUBJECT = re.compile(r"\\(?:text|textrm|textup|mbox|mathrm|operatorname\*?)\s*\{[^{}]*"
                     r"(?:[Ss]ubject(?:\s|~)+to|[Ss]uch(?:\s|~)+that|s\.\s*t\.)")
"""What makes the rest of a display the constraints of a problem."""
OBJECTIVE = re.compile(
    r"\s*(?:&\s*)?\\(?:arg)?(?:min|max)(?![A-Za-z])|\s*(?:&\s*)?\\(?:text|mathrm|operatorname\*?)\s*\{\s*(?:arg\s*)?(?:min|max)")
OPTIMISING = frozenset(verb + ending for verb in ("maximi", "minimi", "optimi", "extremi") for ending in (
    "se", "ze", "ses", "zes", "sing", "zing", "sed", "zed", "sation", "zation")) | word_set("maximum minimum max min extrema")
IN_CONSTRAINTS = word_set("the a constraint constraints condition conditions and , : that linear")
CONSTRAINTS = frozenset({"constraint", "constraints", "restriction", "restrictions"})
TOLD_AS = word_set("on of can may be is are expressed written given stated as by the following : , and")
"""What stands between the word for constraints and the constraints."""
PUT_IN = frozenset({"substituting", "inserting", "plugging"})
"""Words before what is put into another formula: it is no claim of its own."""
SATISFYING = word_set("satisfies satisfy obeys obey solves solve fulfils fulfills fulfil")
RELATIVE = word_set("that which also always then must should to therefore thus and again ,")
ROOTS = word_set("root roots solution solutions zero zeros zeroes graph discriminant")
TELLING_CASES = word_set("if when whenever for suppose assume assuming where unless except although while since because in on at under")
"""First words of sentences whose bounds hold in them alone; others bring something in: *The prior has precision $\\alpha > 0$.*"""
HEDGING = word_set("""would could can may might must should want wants whether enough need needs only fails fail failed not never see sees
    happens others another student students author authors it there does both either neither""")
"""Words beside which a bound is thought of, and may not hold: *It would be enough to have a bound $a > 0$.*"""
REFERENCE = re.compile(r"(?:\b(?:by|from|using|with|in|into|and)\s+(?:eq(?:uation|s|n)?s?\.?\s*)?|\\(?:eq)?ref)"
                       r"(?:\(\s*([\w.:-]+)\s*\)|\{([^}]+)\}|\[?\]?\(#([\w.:-]+)\)|\{eq\}`([^`]+)`)", re.IGNORECASE)
MEMBERSHIP = re.compile(r"\\in(?![A-Za-z])")
DECLARES = re.compile(r"\\(?:in|to|sim|leq?q?|geq?q?|neq?|lt|gt)(?![A-Za-z])|\\colon|:|\\succ|<|>|\\top"
                      r"|\\(?:mathsf|text|mathrm)\{?\s*[TH]\b|\^\{?H\b|\^T\b|\^\{T\}|\\det|\\sum")
INNERMOST = re.compile(r"[(\[{](?:(?!\\(?:perp|parallel|nmid|subset|notin|ll|gg|cong|simeq))[^()\[\]{}])*[)\]}]")
PLACES = word_set("at near point points case")
KNOWN = word_set("this that general latter former either each")
TENDING = re.compile(r"\s*(?:[A-Za-z]|\\[a-z]+)(?:_\w)?\s*\\(?:to|rightarrow|downarrow|searrow)(?![A-Za-z])")
RELATING = re.compile(r"\\(?:perp|parallel|mid|nmid|subset(?:eq)?|notin|sim|ll|gg|cong|simeq|not|n(?:less|gtr|[lg]eq(?:slant)?))"
                      r"(?![A-Za-z])")
ONLY_ASSUMING = ASSUMING | {"for"}
SUPPOSING = word_set("assume assuming suppose supposing given")
"""Words whose equations hold from there on; those of *if* and *when* hold in their sentence."""
DECORATED = (r"\\(?:hat|bar|tilde|vec|dot|widehat|widetilde|overline|mathbf|boldsymbol|bm|mathrm|mathcal)"
             r"\s*(?:\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+|(?<=\s)[A-Za-z])")
PLAIN_NAME = rf"(?:{DECORATED}|\\[A-Za-z]+|[A-Za-z])"
NAME_HEAD = re.compile(rf"\s*({PLAIN_NAME}(?:_[\w+-]|_\{{\w+\}})?)")
STARRED_HEAD = re.compile(rf"\s*({PLAIN_NAME}(?:(?:{STAR})|_[\w+-]|_\{{\w+\}})?)")
OF_ARRAYS = re.compile(
    r"matrix\}|\\begin\{array|diag|\\top|\^\{?T\b|\\(?:mathbf|boldsymbol|bm|vec|nabla|otimes|odot|Vert|langle)(?![A-Za-z])|\\\||[ᵀ∇⊙⊗‖⟨]")
"""What stands in formulas of vectors and matrices, in LaTeX or as readings show them."""
DEFINES = re.compile(rf"\s*{PLAIN_NAME}(?:{STAR})?(?:_[\w+-]|_\{{\w+\}})?(?:{STAR})?\s*(?:\([^()]*\))?\s*:?=(?!=)")
SUMMED_SQUARE = re.compile(rf"\s*{PLAIN_NAME}\s*\^\s*(?:2|\{{\s*2\s*\}})\s*=.*\\sum", re.DOTALL)
"""A sum that is given for the square of a letter: it says what the letter is."""
MEMBER = re.compile(rf"({PLAIN_NAME})_(?:([a-z])(?![A-Za-z])|\{{\s*([a-z])\s*([+-]\s*\d+)?\s*\}})")


def without_brackets(latex: str) -> str:
    """The formula without what stands in brackets: a bar there is that of a conditional density or expectation."""
    while (shorter := INNERMOST.sub(" ", latex)) != latex:
        latex = shorter
    return latex


def goes_on(latex: str) -> bool:
    r"""Whether an equation says how a sequence goes on: ``x_{n+1} = …`` of members ``x_n``."""
    left, _, right = latex.partition("=")
    next_member = MEMBER.fullmatch(left.strip())
    if next_member is None:
        return False
    name, letter, shift = _parts(next_member)
    return any((n, i) == (name, letter) and k != shift for n, i, k in map(_parts, MEMBER.finditer(right)))


def _parts(member: re.Match[str]) -> tuple[str, str, str]:
    return member[1], member[2] or member[3], (member[4] or "").replace(" ", "")


WRAPPING = re.compile(r"(?:\s|&|\\begin\{[a-zA-Z]+\*?\}|\\label\{[^{}]*\}|\\tag\*?\{[^{}]*\})+")


def unwrapped(latex: str) -> str:
    r"""A displayed formula without the ``\begin{equation} \label{…}`` before it."""
    found = WRAPPING.match(latex)
    return latex[found.end() :] if found is not None else latex


def may_declare(latex: str) -> bool:
    r"""Whether a formula has the form of a declaration: ``x \in …``, ``x > 0``, ``A = A^\top``, not ``z = wx`` or ``x_{n+1} = x_n``."""
    if ":=" in latex or not DECLARES.search(latex) or goes_on(latex) or SUMMED_SQUARE.match(latex):
        return False
    head = DEFINES.match(latex)
    if head is None:
        return True
    name = re.match(r"\s*(\\?[A-Za-z]+)", latex)
    assert name is not None
    return re.search(rf"(?<![A-Za-z]){re.escape(name.group(1))}(?![A-Za-z])", latex[head.end() :]) is not None  # not the c of \frac


def without_objective(row: Row) -> Row:
    r"""``\\min_x f(x) \\quad \\text{s.t.} \\quad A x = b`` without what is minimised: the constraints are the relations of such a row."""
    source = row.text.source
    found = SUBJECT.search(source) if OBJECTIVE.match(source) else None
    end = source.find("}", found.end()) if found is not None else -1
    if found is None or end < 0 or RELATION.search(source, 0, found.start()):
        return row
    return replace(row, text=row.text.cut(end + 1, len(source)))


def is_constraint(before: Sequence[str]) -> bool:
    """Whether a formula restricts what is optimised: ``subject to $x + y = 1$``, ``maximise $f$ under the constraint $x + y = 1$``, ``the
    constraints on $q$ are $q + r = 1$``."""
    opening = [k for k, w in enumerate(before) if w == "subject-to" or (w in ("such-that", "under") and OPTIMISING & set(before[:k]))]
    named = [k for k, w in enumerate(before) if w in CONSTRAINTS]
    told = before[named[-1] + 1 :] if named else ()
    if not TOLD_AS.isdisjoint(told) and all(w in TOLD_AS or w.startswith("⟦") for w in told):
        return True
    return bool(opening) and all(w in IN_CONSTRAINTS or w.startswith("⟦") for w in before[opening[-1] + 1 :])


IMPOSING = word_set("""constrain constrains constrained constraining impose imposes imposed imposing enforce enforces enforced enforcing
    normalise normalised normalize normalized restrict restricted""")


def imposed(before: Sequence[str]) -> str | None:
    """``we constrain $u$ to be a unit vector: $u^\\top u = 1$``: what a formula behind a colon may be instead of a claim."""
    if before[-1:] != [":"] or IMPOSING.isdisjoint(before):
        return None
    return "the words before the colon may impose this; <!-- claim --> before a claim"


def is_mentioned(before: Sequence[str]) -> bool:
    """Whether words end with what an equation is only spoken of by: ``the equation $…$``, ``the roots of $…$``."""
    if before[-1:] == ["of"]:
        return len(before) > 1 and before[-2] in ROOTS
    if is_quoted_as_wrong(before) or (before[-2:-1] == ["equation"] and before[-1] in ("is", "reads", "becomes")):
        return True
    if before[-2:-1] in (["which"], ["that"]) and before[-1] in SATISFYING:
        earlier = [token for token in before[:-2] if token != ","]
        return number_of(earlier[-1]) is None if earlier else False  # ``a matrix which satisfies ⟦0⟧``, of no name
    return bool(before) and before[-1] in MENTIONED | PUT_IN and not is_known_case(before) and not _is_manner(before)


def _is_manner(before: Sequence[str]) -> bool:
    """*In vector form*, *in compact form*: how an equation is written that is claimed."""
    return before[-1:] == ["form"] and before[-3:-2] == ["in"] and before[-2] not in ("the", "a", "this", "that", "which")


def is_known_case(before: Sequence[str]) -> bool:
    """Whether words end with a case that was told before, of which something is claimed: ``in this case ⟦0⟧``."""
    return before[-1:] == ["case"] and not KNOWN.isdisjoint(before[-2:-1])


FORMULA = re.compile(rf"\s*(?P<name>{PLAIN_NAME})\s*\(\s*(?P<letter>\\?[A-Za-z]+)\s*\)\s*=(?P<value>.*)", re.DOTALL)


def gives_formula(latex: str) -> bool:
    """``f(x) = x^2 - a``, as in *the zeros of* it: whether an equation says what a function is."""
    found = FORMULA.fullmatch(latex)
    return found is not None and found["letter"] in names_mentioned(found["value"])


def is_quoted_as_wrong(before: Sequence[str]) -> bool:
    """``a common mistake is to write ⟦0⟧``, ``one might think that ⟦0⟧``, ``the identity fails: ⟦0⟧``."""
    end = len(before) - (before[-1:] == [":"])
    start = next((k + 1 for k in range(end - 1, -1, -1) if before[k] in (",", ";", ":", "(", ")", "but")), 0)
    clause = before[start:end]
    if any(number_of(t) is not None for t in clause) or not CORRECTING.isdisjoint(clause):
        return False
    return clause[-1:] == ["fails"] or not MISTAKEN.isdisjoint(clause) or any(pair in MISLEADING for pair in pairwise(clause))


def brings_in_model(before: Sequence[str]) -> bool:
    """``For a quadratic ⟦k⟧``, ``in the log-linear model ⟦k⟧``: whether words bring in an equation beside those before it."""
    article = next((k for k in range(len(before) - 2, max(len(before) - 5, -1), -1) if before[k] in ("the", "a", "an")), None)
    return article is not None and article > 0 and before[-1] in MODELS and before[article - 1] in BRINGING


IDENTITIES = re.compile(r"\b(?:complet(?:ing|e) the square|partial fractions?|addition (?:theorems?|formulas?)|product formulas?"
                        r"|euler[’']s formulas?|double[- ]angle|binomial (?:theorem|formulas?)|identit(?:y|ies)|difference of squares)\b")
"""Words before what holds for all values of its letters, whatever is set up above."""


def calls_identity(before: Sequence[str]) -> bool:
    return IDENTITIES.search(" ".join(before)) is not None


CHECKING = re.compile(r"\b(?:one (?:checks|verifies|sees)|(?:easily|readily) (?:checked|verified|seen)|easy to (?:check|verify|see)"
                      r"|(?:satisfies|satisfy|obeys?|fulfils?) the (?:recursion|recurrence|relation|identity)|check that|verify that"
                      r"|rewrit\w+|equivalently|alternatively|in other words|in terms of|simplif\w+|can (?:also )?be written)\b")
"""Words before a claim about names that have their formulas."""


SOLVING = word_set("solves solve satisfies satisfy obeys fulfils fulfills")
SOLVED = word_set("state states equilibrium equilibria optimum price quantity point points level value values rate root solution")


def is_to_solve(before: Sequence[str]) -> bool:
    """``the steady state solves``: whether a noun without a formula is said to satisfy what follows."""
    return len(before) > 1 and before[-1] in SOLVING and before[-2] in SOLVED


def subjects_of(before: Sequence[str], maths: Sequence[Math]) -> frozenset[str]:
    """The names in the formula of which words say that it satisfies what follows: ``a distribution $\\pi$ satisfies``."""
    if not before or before[-1] not in SATISFYING:
        return frozenset()
    place = next((k for k in range(len(before) - 2, max(len(before) - 7, -1), -1) if before[k] not in RELATIVE), None)
    number = number_of(before[place]) if place is not None else None
    if place is not None and place > 1 and number is not None and before[place - 1] == "with" and number_of(before[place - 2]) is not None \
            and "=" not in maths[number].text.source:
        number = number_of(before[place - 2])  # "⟦y(t) = …⟧ with ⟦T > 0⟧, which satisfies"
    return frozenset(map(key_of, names_told(maths[number].text.source))) if number is not None else frozenset()


def is_named(before: Sequence[str]) -> bool:
    """Whether words end with a noun phrase, which the formula after them gives a letter: ``the cross-entropy $E = …$``."""
    article = next((k for k in range(len(before) - 2, max(len(before) - 5, -1), -1) if before[k] in ("the", "a", "an")), None)
    words = before[article + 1 :] if article is not None else ()
    return bool(words) and all(w[0].isalpha() and w not in NO_NAMES for w in words)


def callees_first(numbers: Sequence[int], maths: Sequence[Math]) -> list[int]:
    """Formulas that define functions before those that call them: ``ℓ(w) = … σ(w^⊤ x) …, where σ(z) = …``."""
    heads = {n: head for n in numbers if (head := CALL_HEAD.match(maths[n].text.source)) is not None}
    names = {n: head[1] for n, head in heads.items()}
    out: list[int] = []

    def visit(n: int, above: tuple[int, ...]) -> None:
        if n in out or n in above:
            return
        body = maths[n].text.source[heads[n].end() if n in heads else 0 :]
        for other, name in names.items():
            if other != n and re.search(re.escape(name) + r"(?![A-Za-z])\s*(?:\\left)?\s*\(", body):
                visit(other, (*above, n))
        out.append(n)

    for number in numbers:
        visit(number, ())
    return out


def references_of(sentence: Sentence) -> tuple[str, ...]:
    """The labels that the words of a sentence name: ``by (3)``, ``\\eqref{eq:loss}``."""
    return labels_in(" ".join(p.text.source for p in sentence.parts if isinstance(p, Words)))


def labels_in(words: str) -> tuple[str, ...]:
    return tuple(next(g for g in m.groups() if g) for m in REFERENCE.finditer(words))
