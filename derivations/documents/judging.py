"""From a document to its results: read the chains, judge each step, decide the expectations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from derivations.documents.conclusion_verdicts import with_conclusions
from derivations.documents.items import Item, Other, Premise, Result, with_expectations
from derivations.documents.model import Document
from derivations.documents.other_readings import asking_for_meaning
from symbolic.functions import BY_VARIABLES, CONNECTIVES, gt, ne
from symbolic.latex.plain import to_text
from symbolic.proving.contradictions import contradiction
from symbolic.steps import Step
from symbolic.terms import ZERO, Call, Deriv, Term, call, free_symbols, walk
from symbolic.verdicts import (
    FAILS_SOMEWHERE,
    NO_IDENTITY,
    OUT_OF_TIME,
    Conditional,
    Posed,
    Proved,
    Refuted,
    Undecided,
    Unreadable,
    Verdict,
    holds,
)

Judge = Callable[[Sequence[Step]], Iterator[tuple[Verdict, float]]]


def judge_here(steps: Sequence[Step]) -> Iterator[tuple[Verdict, float]]:
    """Judge in this process, without a time limit."""
    from derivations.documents.workers import judge

    return map(judge, steps)


def results_of(items: Sequence[Item], judge: Judge = judge_here, progress: Callable[[], object] | None = None) -> list[Result]:
    """The results of the items of one document, in order."""
    open_ones = [item for item in items if item.settled is None]
    judged = judge([step for item in open_ones for step in (item.checked, item.instance) if step is not None])
    first = list(_results(items, judged, progress))
    results = _under_second_values(with_conclusions(first, judge), _not_shown(first), judge)
    results = _without_reserved(results, judge)
    results = _against_premises(_under_premises(_lifted(_by_reasons(results, judge)), judge))
    return with_expectations(_with_hypotheses(_without_doubtful(asking_for_meaning(_but_for_zeros(results, judge), judge))))


def _without_reserved(results: list[Result], judge: Judge) -> list[Result]:
    """What is shown with the help of what words may have taken back is left open, or gets the condition that it has without it."""
    shown = {number: r.item.weaker for number, r in enumerate(results) if r.item.weaker is not None and holds(r.verdict)}
    found = [verdict for verdict, _ in judge([step for step, _ in shown.values()])] if shown else []
    for (number, (step, why)), verdict in zip(shown.items(), found, strict=True):
        if verdict.word != results[number].verdict.word:
            item = replace(results[number].item, checked=step, hints=(why, *results[number].item.hints))
            results[number] = replace(results[number], verdict=verdict, item=item) if holds(verdict) \
                else replace(results[number], verdict=Undecided(why))
    return results


def _not_shown(results: Iterable[Result]) -> frozenset[tuple[int, int]]:
    """The places of what is false, fails somewhere, or contradicts what is given."""
    return frozenset((r.item.derivation, r.item.step) for r in results
                     if _is_false(r.verdict) or isinstance(r.verdict, Unreadable)
                     or getattr(r.verdict, "reason", None) in (FAILS_SOMEWHERE, NO_IDENTITY))


def _under_second_values(results: list[Result], false: Collection[tuple[int, int]], judge: Judge) -> list[Result]:
    """What is shown by the formula of a name that gets another one above is left open, unless it holds for that one too.

    So is what is false by the first formula and holds for the other; what holds by what a section before told of its names holds
    where that does.  false: the places of formulas that are not the first one again.
    """
    shown = [(number, other) for number, r in enumerate(results) if holds(r.verdict) or _is_false(r.verdict) for other in r.item.others
             if (other.place is None or other.place in false) and other.place != (r.item.derivation, r.item.step)
             and (not other.before or _is_false(r.verdict))]
    found = judge([other.step for _, other in shown if other.step is not None])
    for number, other in shown:
        verdict = next(found)[0] if other.step is not None else None
        before = results[number].verdict
        if _is_false(before) or isinstance(before, Undecided):
            if verdict is None and other.before:
                results[number] = replace(results[number], verdict=Undecided(other.why))
            elif verdict is not None and holds(verdict):
                results[number] = replace(results[number], verdict=_where_told(results[number].item, other, verdict, judge))
            continue
        other_condition = verdict is not None and isinstance(before, Conditional) and before.conditions != _conditions(verdict)
        if verdict is None or not holds(verdict) or other_condition:
            results[number] = replace(results[number], verdict=Undecided(other.why))
        elif isinstance(before, Proved):
            results[number] = replace(results[number], verdict=verdict)
    return results


def _where_told(item: Item, other: Other, verdict: Verdict, judge: Judge) -> Verdict:
    """What holds only by further facts, all of which are needed: it does so where they do."""
    first, step = item.checked, other.step
    if first is None or step is None or replace(step, declarations=first.declarations) != first:
        return Undecided(other.why)
    facts = [fact for fact in step.declarations if fact not in first.declarations]
    for fact in tuple(facts):
        fewer = replace(step, declarations=tuple(d for d in step.declarations if d != fact))
        found = next(iter(judge([fewer])))[0]
        if holds(found) and len(facts) > 1:
            facts.remove(fact)
            step, verdict = fewer, found
    conditions = (*facts, *(c for c in _conditions(verdict) if c not in facts))
    return Conditional("hypothesis", conditions, verdict.by or "", minimal=False, reason=other.why)


def _conditions(verdict: Verdict) -> tuple[Term, ...]:
    return verdict.conditions if isinstance(verdict, Conditional) else ()


def _by_reasons(results: list[Result], judge: Judge) -> list[Result]:
    """What is not shown, and has a reason in its sentence that holds, is judged anew with the help of that."""
    holding = {(r.item.derivation, r.item.step) for r in results if holds(r.verdict)}
    helped: dict[int, tuple[Step, int]] = {}
    for number, result in enumerate(results):
        reasons = [p for p in result.item.premises if p.reason and p.place in holding]
        if reasons and isinstance(result.verdict, Undecided) and (step := result.item.checked) is not None:
            helped[number] = replace(step, declarations=(*step.declarations, *(p.fact for p in reasons))), reasons[0].line
    found = [verdict for verdict, _ in judge([step for step, _ in helped.values()])] if helped else []
    for (number, (step, line)), verdict in zip(helped.items(), found, strict=True):
        if holds(verdict):
            item = replace(results[number].item, checked=step, hints=(f"by the reason in line {line}", *results[number].item.hints))
            results[number] = replace(results[number], verdict=verdict, item=item)
    return results


def _lifted(results: list[Result]) -> list[Result]:
    """The results without the doubts that relations settle which hold."""
    holding = {(r.item.derivation, r.item.step) for r in results if holds(r.verdict)}
    return [replace(r, item=replace(r.item, instead=None, unless=())) if r.item.unless and holding.issuperset(r.item.unless) else r
            for r in results]


def _under_premises(results: list[Result], judge: Judge) -> list[Result]:
    """What is false, and was said after something was set up about its names, is judged anew where that holds.

    It is false if it is false under all of it, or, where that cannot be told, under each of it alone.  It holds if it does so under
    the constraints of an optimisation, and says it; but under a derivative, which leaves the values that they allow, they prove nothing.
    """
    holding = {(r.item.derivation, r.item.step) for r in results if holds(r.verdict)}
    cases = {number: _Case(r.item.checked, premises) for number, r in enumerate(results)
             if r.item.checked is not None and _is_false(r.verdict)
             and (premises := tuple(p for p in r.item.premises if p.place not in holding and (r.item.instead is None or p.constraint)))}
    asked = [step for case in cases.values() for step in case.steps()]
    found = judge(asked) if asked else iter(())
    said = {number: [next(found)[0] for _ in case.steps()] for number, case in cases.items()}
    return [cases[n].judged(r, said[n]) if n in cases else r for n, r in enumerate(results)]


def _against_premises(results: list[Result]) -> list[Result]:
    """What was shown by declarations that contradict what was supposed since is left open: ``Let $x > 0$. … Suppose now that $x < 0$.``"""
    holding = {(r.item.derivation, r.item.step) for r in results if holds(r.verdict)}
    return [result if reason is None else replace(result, verdict=Undecided(reason))
            for result in results for reason in (_contrary(result, holding),)]


def _contrary(result: Result, holding: Collection[tuple[int, int]]) -> str | None:
    """What was supposed that contradicts the declarations by which a step was shown."""
    step = result.item.checked
    if step is None or not holds(result.verdict):
        return None
    for premise in result.item.premises:
        names = free_symbols(premise.fact)
        known = (premise.fact, *(d for d in step.declarations if names & free_symbols(d)))
        contrary = contradiction(known) if premise.place not in holding and len(known) > 1 else None
        if contrary is not None and premise.fact in contrary:
            others = " and ".join(to_text(fact) for fact in contrary if fact is not premise.fact) or "what is known"
            return f"line {premise.line} supposes {to_text(premise.fact)}, against {others}; say with ‘let’ what holds here"
    return None


@dataclass(frozen=True, slots=True)
class _Case:
    """A step that is false without its premises."""

    step: Step
    premises: tuple[Premise, ...]

    @property
    def constraints(self) -> tuple[Premise, ...]:
        parts = (t for side in (self.step.left, self.step.right) for t in walk(side))
        moved = any(isinstance(t, Deriv) or (isinstance(t, Call) and t.op in BY_VARIABLES) for t in parts)
        return () if moved else tuple(p for p in self.premises if p.constraint)

    def groups(self) -> list[tuple[Premise, ...]]:
        """All of them, each alone, and the constraints."""
        return list(dict.fromkeys((self.premises, *((p,) for p in self.premises), *filter(None, (self.constraints,)))))

    def steps(self) -> list[Step]:
        return [self.under(premises) for premises in self.groups()]

    def under(self, premises: tuple[Premise, ...]) -> Step:
        return replace(self.step, declarations=(*self.step.declarations, *(p.fact for p in premises)))

    def judged(self, result: Result, found: Sequence[Verdict]) -> Result:
        """The result, given the verdicts under the groups."""
        verdicts = dict(zip(self.groups(), found, strict=True))
        together, constraints = verdicts[self.premises], self.constraints
        if result.item.instead is not None and not (constraints and holds(verdicts[constraints])):
            return result
        general = any(p.general for p in self.premises)
        if (_is_false(together) and not general) or (constraints == self.premises and holds(together)):
            hints = (f"taken under line {self.lines}", *result.item.hints)
            return replace(result, verdict=together, item=replace(result.item, checked=self.under(self.premises), hints=hints))
        if constraints and holds(verdicts[constraints]):
            hints = (f"taken under line {constraints[0].line}", *result.item.hints)
            return replace(result, verdict=verdicts[constraints], item=replace(result.item, checked=self.under(constraints), hints=hints))
        if not holds(together) and not general and all(_is_false(verdicts[(p,)]) for p in self.premises):
            return result
        if holds(together) and all(p.passing for p in self.premises):
            facts = " and ".join(to_text(p.fact) for p in self.premises)
            said = f"it holds where {facts}, which line {self.lines} says for its own sentence alone; say it here, or with ‘let’"
            equations = all(isinstance(p.fact, Call) and p.fact.op == "eq" for p in self.premises)
            if isinstance(result.verdict, Conditional) and not (equations and {p.fact for p in self.premises}.isdisjoint(
                    result.verdict.conditions)):  # another condition than the one that was supposed helps nobody
                return replace(result, item=replace(result.item, hints=(said, *result.item.hints)))
            reason = said
        elif holds(together):
            reason = f"it holds where what line {self.lines} sets up does; label that equation and cite it to have it used"
        else:
            reason = f"it may rest on what line {self.lines} sets up; label that equation and cite it, or <!-- claim --> before this"
        return replace(result, verdict=Undecided(reason))

    @property
    def lines(self) -> str:
        return ", ".join(dict.fromkeys(str(p.line) for p in self.premises))


def _but_for_zeros(results: list[Result], judge: Judge) -> list[Result]:
    """``a x = b ⇒ x = b/a`` fails at a = 0 alone: what is concluded under the condition that its denominators are not zero says so, and
    what is concluded under the condition that its inverses exist: ``A x = b ⇔ x = A^{-1} b``.

    So does an equivalence of inequalities multiplied by what has to be positive.  An equivalence of which one direction holds is told so.
    """
    for condition, relations in ((ne, CONNECTIVES), (_positive, frozenset({"iff"}))):
        steps: dict[int, Step] = {}
        for number, result in enumerate(results):
            step = result.item.checked
            lost = step is not None and step.relation in relations and result.verdict.word == "refuted"
            if step is not None and lost and result.item.instead is None:
                inverted = tuple(ne(call("det", a)) for a in _inverted(step)) if condition is ne else ()
                if conditions := (*map(condition, _denominators(step)), *inverted):
                    steps[number] = replace(step, declarations=(*step.declarations, *conditions))
        found = dict(zip(steps, (verdict for verdict, _ in judge(list(steps.values()))), strict=True)) if steps else {}
        results = [_provided(r, found[n], steps[n]) if n in found else r for n, r in enumerate(results)]
    return results


def _positive(divisor: Term) -> Term:
    return gt(divisor, ZERO)


def _denominators(step: Step) -> tuple[Term, ...]:
    """What the statements of a step divide by."""
    parts = [t for side in (step.left, step.right) for t in walk(side)]
    found = [t.args[1] for t in parts if isinstance(t, Call) and t.op == "div"]
    outside = free_symbols(step.left) | free_symbols(step.right)
    return tuple(dict.fromkeys(d for d in found if free_symbols(d) and free_symbols(d) <= outside))


def _inverted(step: Step) -> tuple[Term, ...]:
    """The matrices of which a step has the inverse."""
    found = (t.args[0] for side in (step.left, step.right) for t in walk(side) if isinstance(t, Call) and t.op == "inverse")
    outside = free_symbols(step.left) | free_symbols(step.right)
    return tuple(dict.fromkeys(a for a in found if free_symbols(a) <= outside))


def _provided(result: Result, found: Verdict, step: Step) -> Result:
    if not isinstance(found, Proved) or not _says_something(step):
        return result
    assert result.item.checked is not None
    zeros = step.declarations[len(result.item.checked.declarations) :]
    witness = getattr(result.verdict, "counterexample", None) or getattr(result.verdict, "witness", None)
    reason = getattr(result.verdict, "reason", None)
    return replace(result, verdict=Conditional("hypothesis", zeros, found.by, witness, minimal=False, reason=reason))


def _says_something(step: Step) -> bool:
    """Whether the premise of an implication holds at some point: ``x = 1 ⇒ x/(x - 1) = 1/(x - 1)`` is not saved by x ≠ 1."""
    from symbolic.proving.balls.refuter import admissible_point

    premise = step.right if step.relation == "impliedby" else step.left
    return admissible_point(replace(step, declarations=(*step.declarations, premise))) is not None


def _is_false(verdict: Verdict) -> bool:
    return verdict.word == "refuted" or (verdict.word == "conditional" and verdict.kind == "hypothesis")


def _results(items: Iterable[Item], judged: Iterator[tuple[Verdict, float]], progress: Callable[[], object] | None) -> Iterator[Result]:
    for item in items:
        if item.settled is not None:
            yield Result(item, item.settled, 0.0)
        else:
            verdict, seconds = next(judged)
            if item.instance is not None:
                (case, more), instance = next(judged), item.instance
                false = isinstance(case, Refuted) and case.kind == "value"
                item, seconds = replace(item, instead=None if false and not item.proves else item.instead), seconds + more
                more_said = instance is not None and item.checked is not None and replace(
                    item.checked, declarations=instance.declarations) == instance
                if false and not item.proves and more_said:
                    verdict = case  # at a point where what words say of the names holds as well
                if item.else_by and not holds(verdict) and (holds(case) or (item.decides and false)):
                    item, verdict = replace(item, checked=item.instance, instead=None, hints=(item.else_by, *item.hints)), case
            if item.misfit is not None:
                yield _of_misfit(item, item.misfit, verdict, seconds)
            else:
                yield Result(item, _under(_of_columns(verdict) if item.closed else verdict, item.provided), seconds)
        if progress is not None:
            progress()


def _of_misfit(item: Item, misfit: Unreadable, verdict: Verdict, seconds: float) -> Result:
    """A row whose shapes do not fit is false if it is so with equal sizes, also where a symmetric matrix would save it; else it is not
    read."""
    match verdict:
        case Refuted():
            point = verdict.counterexample
        case Conditional(kind="hypothesis"):
            point = verdict.witness
        case _:
            point = None
    if point is not None:
        return Result(item, Refuted("value", verdict.by or "", point, reason=f"{misfit.reason}; with equal sizes it is false too"), seconds)
    return Result(replace(item, checked=None, left=None), misfit, seconds)


def _of_columns(verdict: Verdict) -> Verdict:
    """A verdict on a closed form, which was checked as an equation of columns: no edit of a column is one of the row."""
    reason = "the first member and the one after: by the formula on the left, by what is given and by the rule on the right"
    return replace(verdict, repair=None, reason=reason) if isinstance(verdict, Refuted) else verdict


def _under(verdict: Verdict, provided: tuple[Term, ...]) -> Verdict:
    """A verdict on a step that was checked under conditions."""
    if not provided or not isinstance(verdict, Proved | Conditional) or not holds(verdict):
        return verdict
    conditions = verdict.conditions if isinstance(verdict, Conditional) else ()
    reason = "what stands here without its derivative may depend on the variable too"
    return Conditional("hypothesis", (*provided, *conditions), verdict.by, minimal=False, reason=reason)


def _without_doubtful(results: list[Result]) -> list[Result]:
    """The results with nothing called false that may well not be meant as a claim."""
    done = []
    for result in results:
        item, verdict = result.item, result.verdict
        late = isinstance(verdict, Undecided) and verdict.reason.startswith(OUT_OF_TIME) and not item.instead_posed
        if item.instead is not None and item.settled is None and not holds(verdict) and verdict.kind != "conflict" and not late:
            result = replace(result, verdict=Posed(item.instead) if item.instead_posed else Undecided(item.instead))
        done.append(result)
    return done


def _with_hypotheses(results: list[Result]) -> list[Result]:
    """A step that uses a labelled equation is only as good as that equation."""
    found = {(r.item.derivation, r.item.step): r for r in results}
    done = []
    for result in results:
        weak = [found[key] for key in result.item.rests_on if key in found and not holds(found[key].verdict)]
        if weak and holds(result.verdict):
            line = weak[0].item.right.start.line
            result = replace(result, verdict=Undecided(f"it rests on the equation of line {line}, which is {weak[0].verdict.word}"))
        done.append(result)
    return done


def check_document(document: Document, preamble: Sequence[Document] = (), judge: Judge = judge_here) -> list[Result]:
    """Every relation of a document with its verdict, in document order."""
    from derivations.documents.chains import items_of

    return results_of(items_of(document, preamble), judge)


def check_text(markdown: str, path: str = "text.md") -> list[Result]:
    """Check the mathematics of a Markdown text, in this process.

    Returns one :class:`~derivations.documents.items.Result` a relation, in order: ``result.verdict`` is a value of
    :mod:`symbolic.verdicts`, ``result.item`` says where it stands and how it was read.
    """
    from derivations.documents.loading import markdown_document

    if not isinstance(markdown, str):
        raise TypeError(f"{type(markdown).__name__} is no Markdown text; give a str")
    return check_document(markdown_document(markdown, Path(path)))
