"""Worker processes: order kept, time-outs killed, faults reported, and no verdict that depends on them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from derivations import check_text
from derivations.documents.judging import results_of
from derivations.documents.workers import Workers, judge
from symbolic.steps import Step
from symbolic.terms import add, mul, num, power, sym
from symbolic.verdicts import OUT_OF_TIME, Undecided

x = sym("x")
STEPS = [Step("eq", add(*[x] * n), mul(num(n), x)) for n in range(2, 12)] + [Step("eq", power(x, num(2)), x)]


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


def test_verdicts_come_in_order_and_do_not_depend_on_the_workers(pool: Workers) -> None:
    here = [judge(step)[0] for step in STEPS]
    for count in (1, 2):
        with Workers(count) as workers:
            assert [verdict for verdict, _ in workers.judge(STEPS)] == here
    assert [v.word for v in here] == ["proved"] * 10 + ["refuted"]


def test_lists_of_steps_that_are_under_way_at_once_keep_their_verdicts(pool: Workers) -> None:
    true, false = STEPS[0], STEPS[-1]
    while not all(worker.ready for worker in pool._workers):
        next(pool.judge([true]))
    second = pool._workers[1].process.pid
    os.kill(second, signal.SIGSTOP)
    outer = pool.judge([true, true])
    assert next(outer)[0].word == "proved"
    os.kill(second, signal.SIGCONT)  # it answers while another list is judged
    assert [v.word for v, _ in pool.judge([false] * 4)] == ["refuted"] * 4
    assert next(outer)[0].word == "proved"


def test_a_step_that_takes_too_long_is_undecided_and_its_worker_is_replaced() -> None:
    with Workers(1) as workers:
        assert next(workers.judge(STEPS[:1]))[0].word == "proved"
        first = workers._workers[0].process
        os.kill(first.pid, signal.SIGSTOP)  # it cannot answer, however busy the machine is
        workers.timeout = 0.01
        verdict, seconds = next(workers.judge(STEPS[:1]))
        assert isinstance(verdict, Undecided) and verdict.reason.startswith("time") and seconds == 0.01
        workers.timeout = 20.0
        assert next(workers.judge(STEPS[:1]))[0].word == "proved"
        assert not first.is_alive() and workers._workers[0].process is not first


def test_a_formula_nested_too_deeply_is_a_verdict_and_no_traceback(pool: Workers) -> None:
    deep = x
    for _ in range(3000):
        deep = power(add(deep, num(1)), num(2))
    assert judge(Step("eq", deep, x))[0].word in ("undecided", "refuted")
    assert next(pool.judge([Step("eq", deep, x)]))[0].word in ("undecided", "refuted")


def test_closing_leaves_no_process_behind() -> None:
    workers = Workers(2)
    processes = [w.process for w in workers._workers]
    workers.close()
    time.sleep(0.05)
    assert not any(process.is_alive() for process in processes)


def test_a_row_that_may_be_no_claim_and_runs_out_of_time_says_so() -> None:
    text = "Let $X_1$ and $X_2$ be uncorrelated random variables.\n\n$$E[X_1 X_2] = E[X_1] E[X_2]$$\n"
    items = [result.item for result in check_text(text)]
    assert [item.instead is not None for item in items] == [True]
    (late,) = results_of(items, lambda steps: ((Undecided(f"{OUT_OF_TIME} 1 s"), 1.0) for _ in steps))
    assert isinstance(late.verdict, Undecided) and late.verdict.reason.startswith(OUT_OF_TIME)
