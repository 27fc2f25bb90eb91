r"""What the verdicts on the steps of a conclusion say of it.

Let E be the equations, and ``x = v`` the row.

===================================================  ===================================================================
``E ⇒ x = v`` is proved                              proved; under the condition that what it divides by is not zero
``E`` holds of v, but not only of v                  proved of one equation with letters, with a note; of one in numbers
                                                     alone the root that was lost is a mistake (``direction``)
``E`` fails of v at some values of its letters       refuted: v is no solution
some solution of E at P is not v, and none at P is   refuted: at P, where E has a solution, v is none
===================================================  ===================================================================

Nothing is refuted that is not false where all else holds that the section sets up of its names.

A row that gives no value is refuted where E holds and the row does not, unless the row is enough for the last equation to hold (then
solutions may have been lost, which is not called false).  Premises that contradict each other prove nothing.  Everything else stays
what it was without its equations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from derivations.documents.equations.records import FALSE, Conclusion
from derivations.documents.items import Item, Result
from derivations.documents.unit_sizes import at_size_one
from symbolic.latex.plain import name_text, to_text
from symbolic.steps import Step
from symbolic.terms import Call, Sym, Term, free_symbols, substitute
from symbolic.verdicts import Conditional, Counterexample, Posed, Proved, Refuted, Unreadable, Verdict, holds

Judge = Callable[[Sequence[Step]], Iterator[tuple[Verdict, float]]]


def with_conclusions(results: list[Result], judge: Judge) -> list[Result]:
    """The results, those of conclusions with the verdict on what follows from their equations.

    An equation that holds where it stands is a claim, which holds by what is so there: nothing below follows from it.
    """
    results = _among_others(results)
    held = {(r.item.derivation, r.item.step) for r in results
            if r.item.conclusion is None and r.item.instead is not None and r.item.settled is None and holds(r.verdict)}
    places = [n for n, r in enumerate(results) if (drawn := r.item.conclusion) is not None and not _is_settled(r.verdict)
              and (drawn.parts or drawn.slope or held.isdisjoint(drawn.places))]
    found = _judged([_first_steps(c) for n in places if (c := results[n].item.conclusion) is not None], judge)
    open_ones: list[int] = []
    done = list(results)
    false = _false_claims(results)
    for n, verdicts in zip(places, found, strict=True):
        c = results[n].item.conclusion
        assert c is not None
        said = _at_once(c, verdicts)
        if said is not None and isinstance(said[0], Refuted) and not false.isdisjoint(c.places):
            continue  # a slip above is no reason to call what follows from the right equation false
        if said is not None and _holds_with_others(results[n].item, c, *said, judge):
            continue
        if said is not None:
            done[n] = _told(results[n], *said)
        elif not c.parts and (c.firm or isinstance(verdicts["alone"], Proved)):
            open_ones.append(n)
    later = [(n, c, _later_steps(c, verdicts)) for n, verdicts in zip(places, found, strict=True)
             if n in open_ones and (c := results[n].item.conclusion) is not None]
    for (n, c, _), more in zip(later, _judged([steps for _, _, steps in later], judge), strict=True):
        verdicts = found[places.index(n)] | more
        said = _in_the_end(c, verdicts, judge)
        if said is not None and isinstance(said[0], Refuted) and not false.isdisjoint(c.places):
            continue
        if said is not None and not _holds_with_others(results[n].item, c, *said, judge):
            done[n] = _told(results[n], *said)
    return _with_solved(done, [results[n].item for n in places if done[n] is not results[n]], false)


def _false_claims(results: Sequence[Result]) -> set[tuple[int, int]]:
    """The places of claims that are false, and of those of which a doubt is settled by relations that hold."""
    holding = {(r.item.derivation, r.item.step) for r in results if holds(r.verdict)}
    return {(r.item.derivation, r.item.step) for r in results if isinstance(r.verdict, Refuted) and r.item.conclusion is None
            and (r.item.instead is None or (r.item.unless and holding.issuperset(r.item.unless)))}


def _holds_with_others(item: Item, c: Conclusion, verdict: Verdict, step: Step, judge: Judge) -> bool:
    """Whether a row that is false by its equations, or one of their solutions, may follow where all that the section sets up holds:
    y = x^2, beside r^2 = x^2 + y^2; x = 2, of x^2 = 4, beside x > 0."""
    lost = verdict.kind == "direction"
    others = tuple(p.fact for p in item.premises if p.place not in c.places and (lost or not p.constraint))
    if not others or not (isinstance(verdict, Refuted) or lost):
        return False
    asked = c.alone if lost else step
    under, _ = next(judge([replace(asked, declarations=(*asked.declarations, *others))]))
    return not isinstance(under, Refuted)


def _with_solved(results: list[Result], solved: Sequence[Item], false: Collection[tuple[int, int]]) -> list[Result]:
    """Equations that may be set up are set up where a conclusion was drawn from them."""
    lines = {place: item.right.start.line for item in solved if item.conclusion is not None for place in item.conclusion.places
             if place not in false}
    done = []
    for r in results:
        line = lines.get((r.item.derivation, r.item.step))
        doubted = r.item.instead is not None and r.item.conclusion is None and not holds(r.verdict)
        if line is not None and doubted and r.verdict.kind != "conflict":
            posed = Posed(f"an equation from which line {line} draws a conclusion")
            r = replace(r, verdict=posed, item=replace(r.item, premises=(), instead=None))
        done.append(r)
    return done


def _is_settled(verdict: Verdict) -> bool:
    """Whether a verdict says more than what follows from equations could: a claim that holds in itself."""
    return verdict.word == "unreadable" or holds(verdict)


def _judged(wanted: list[dict[str, Step]], judge: Judge) -> list[dict[str, Verdict]]:
    answers = judge([step for steps in wanted for step in steps.values()]) if any(wanted) else iter(())
    return [{name: next(answers)[0] for name in steps} for steps in wanted]


def _first_steps(c: Conclusion) -> dict[str, Step]:
    if c.parts:
        return {f"part {k}": step for k, step in enumerate(c.parts)}
    steps = {"alone": c.alone} | ({"among": c.among} if c.among is not None else {})
    steps |= {f"solves {k}": step for k, step in enumerate(c.solves) if step is not None}
    steps |= {f"trivial {k}": step for k, step in enumerate(c.trivial)}
    return steps | {f"nonzero {k}": step for k, step in enumerate(c.nonzero)}


def _at_once(c: Conclusion, said: dict[str, Verdict]) -> tuple[Verdict, Step] | None:
    """What follows from the last equation alone tells."""
    if c.parts:
        return _of_function(c, list(said.values()))
    alone, solved = said["alone"], _solved(c, said)
    if all(holds(said[f"trivial {k}"]) for k in range(len(c.trivial))):
        return None
    if isinstance(alone, Unreadable) and "shape" in alone.reason:
        return alone, c.alone
    if isinstance(alone, Proved) and solved is None:
        return None
    if isinstance(alone, Proved) and solved is not None and solved[0].word != "refuted":
        return _provided(c, said, alone), c.alone
    if solved is None:
        return None
    verdict, step = solved
    if isinstance(verdict, Refuted):
        if not c.firm or isinstance(alone, Proved):
            return None
        line = f"line {c.lines[0]}"
        told = f"the derivative of {line} is not zero there" if c.slope else f"it does not solve the equation of {line}"
        return replace(verdict, repair=None, reason=told), step
    if isinstance(said.get("among"), Proved):
        return _provided(c, said, Proved(_by(verdict), ("the others are given beside it",))), step
    if c.together is not None:
        return None
    if isinstance(alone, Refuted):
        return _of_one_solution(c, said, alone, verdict), step
    return _provided(c, said, Proved(_by(verdict), ("that it is the only solution is not shown",))), step


def _solved(c: Conclusion, said: dict[str, Verdict]) -> tuple[Verdict, Step] | None:
    """An equation that the value solves, or else the last one if it solves none of them."""
    found = [(said[f"solves {k}"], step) for k, step in enumerate(c.solves) if step is not None and not holds(said[f"trivial {k}"])]
    holding = next(((v, step) for v, step in found if holds(v)), None)
    return holding or (found[0] if found and all(isinstance(v, Refuted) for v, _ in found) else None)


def _of_function(c: Conclusion, said: list[Verdict]) -> tuple[Verdict, Step] | None:
    """A function that meets a differential equation and the values that are given, or fails one of them."""
    for verdict, step in zip(said, c.parts, strict=True):
        if isinstance(verdict, Refuted) and c.firm:
            return replace(verdict, repair=None, reason=f"it does not solve what line {', '.join(map(str, c.lines))} says"), step
    if not all(map(holds, said)):
        return None
    conditions = tuple(dict.fromkeys(t for v in said if isinstance(v, Conditional) for t in v.conditions))
    by = _by(said[0])
    return (Conditional("definedness", conditions, by) if conditions else Proved(by)), c.parts[0]


def _among_others(results: list[Result]) -> list[Result]:
    """The results, each conclusion with the other values that its sentence gives the unknown: ``the roots are x = 2 and x = 3``."""
    groups: dict[tuple[object, ...], list[Term]] = {}
    for c in (r.item.conclusion for r in results):
        if c is not None and c.unknown is not None:
            groups.setdefault((c.sentence, c.unknown, c.alone.left), []).append(c.alone.right)
    done = []
    for r in results:
        c = r.item.conclusion
        values = tuple(dict.fromkeys(groups.get((c.sentence, c.unknown, c.alone.left), ()))) if c is not None else ()
        if c is not None and len(values) > 1:
            r = replace(r, item=replace(r.item, conclusion=replace(c, among=replace(c.alone, right=Call("or", values)))))
        done.append(r)
    return done


def _of_one_solution(c: Conclusion, said: dict[str, Verdict], alone: Refuted, solves: Verdict) -> Verdict:
    """A value that solves the equation, which has another solution."""
    among = said.get("among", alone)
    point = among.counterexample if isinstance(among, Refuted) else None
    other = point.at[0] if point is not None and len(point.at) == 1 else None
    if c.one_of or other is None or other.name != (c.unknown.name if c.unknown is not None else "") or not c.firm:
        return _provided(c, said, Proved(_by(solves), ("one of the solutions",)))
    shown = to_text(other.value) if not isinstance(other.value, str | tuple) else str(other.value)
    reason = f"one of the solutions; {name_text(other.name)} = {shown} was lost"
    return Conditional("direction", (c.alone.right,), _by(solves), point, reason=reason)


def _later_steps(c: Conclusion, said: dict[str, Verdict]) -> dict[str, Step]:
    """What is asked where the last equation alone does not tell."""
    steps: dict[str, Step] = {}
    if isinstance(said["alone"], Proved) and c.empty is not None:
        steps["empty"] = c.empty
    if c.together is not None and c.consistent is not None:
        steps |= {"together": c.together, "consistent": c.consistent}
    if c.unknown is None and c.converse is not None:
        steps["converse"] = c.converse
        last, back = at_size_one(c.together or c.alone), at_size_one(c.converse)
        steps |= {"of numbers": last, "back": back} if last is not None and back is not None else {}
    return steps


def _in_the_end(c: Conclusion, said: dict[str, Verdict], judge: Judge) -> tuple[Verdict, Step] | None:
    together, consistent = said.get("together"), said.get("consistent")
    if isinstance(said["alone"], Proved) and _solved(c, said) is None:  # of an equation without solutions everything follows
        return None if isinstance(said.get("empty"), Proved) else (_provided(c, said, said["alone"]), c.alone)
    if together is not None and not isinstance(consistent, Refuted):
        solved = _solved(c, said)
        one = solved is not None and holds(solved[0])
        return (_provided(c, said, Proved(_by(solved[0]), ("one of the solutions",))), solved[1]) if one and solved is not None else None
    if isinstance(together, Proved) and c.together is not None:
        return _provided(c, said, together), c.together
    step, verdict = (c.together, together) if c.together is not None and together is not None else (c.alone, said["alone"])
    if verdict.word == "undecided" and isinstance(of_numbers := said.get("of numbers"), Refuted):
        verdict, said = of_numbers, said | {"converse": said["back"]}
    if not isinstance(verdict, Refuted) or verdict.counterexample is None:
        return None
    lines = ", ".join(map(str, c.lines))
    if c.unknown is not None:
        if not _has_no_solution_there(c, step, verdict.counterexample, judge):
            return None
        return replace(verdict, repair=None, reason=f"at this point the equations of line {lines} hold, and of no such value"), step
    if said["converse"].word != "refuted" or _for_values(step):
        return None
    return replace(verdict, repair=None, reason=f"at this point what line {lines} says holds, and this does not"), step


def _for_values(step: Step) -> bool:
    """``y = (x - 4 + 0)/2 + 1`` after ``y = (x - 4 + 2p)/s + 1``: the formula of a name again, with values for some of its letters."""
    given = step.left.args if isinstance(step.left, Call) and step.left.op == "and" else (step.left,)
    match step.right:
        case Call("eq", (Sym() as name, value)):
            formulas = [t.args[1] for t in given if isinstance(t, Call) and t.op == "eq" and t.args[0] is name]
            return any(free_symbols(value) < free_symbols(f) for f in formulas)
    return False


def _has_no_solution_there(c: Conclusion, step: Step, point: Counterexample, judge: Judge) -> bool:
    """Whether, with its letters as they are at the point, no solution of the equations has the value of the row."""
    values: dict[Sym, Term] = {}
    if c.given is None or c.unknown is None:
        return False
    fixed = free_symbols(c.given) | (free_symbols(step.left) if c.unknowns else frozenset())
    letters = {s.name: s for s in fixed if s.name not in {*c.unknowns, c.unknown.name}}
    for assignment in point.at:
        if assignment.name in letters:
            if isinstance(assignment.value, str | tuple):
                return False
            values[letters[assignment.name]] = assignment.value
    row = substitute(step.right, values)
    premise = Call("and", (substitute(step.left, values), row))
    declared = tuple(substitute(d, values) for d in step.declarations)
    verdict, _ = next(judge([replace(step, left=premise, right=FALSE, declarations=declared)]))
    return verdict.word == "proved"


def _provided(c: Conclusion, said: dict[str, Verdict], verdict: Proved) -> Verdict:
    """Proved, under the condition that what the row divides by is not zero where that is not clear."""
    open_ones = tuple(Call("ne", (step.left, step.right)) for k, step in enumerate(c.nonzero) if said[f"nonzero {k}"].word != "proved")
    return Conditional("definedness", open_ones, verdict.by, notes=verdict.notes) if open_ones else verdict


def _told(result: Result, verdict: Verdict, step: Step) -> Result:
    item = replace(result.item, checked=step, settled=None, instead=None, instance=None, premises=(), provided=(), closed=False)
    return replace(result, item=item, verdict=verdict)


def _by(verdict: Verdict) -> str:
    return verdict.by or ""
