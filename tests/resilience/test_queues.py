"""Every job that is queued has a worker that takes it, and every job that is named exists."""

import ast
import inspect
from collections.abc import Iterator

import worker
from helpline import jobs, queue
from helpline.wiring import ROOT

PUTTERS = {"put", "put_after_commit"}


def puts() -> Iterator[tuple[str, str, str]]:
    """(file, queue, job) of every call that puts a job, wherever in the product it stands."""
    for file in (ROOT / "worker.py", *(ROOT / "helpline").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            said = [part.value for part in call.args if isinstance(part, ast.Constant)]
            if call.func.attr in PUTTERS and said and isinstance(said[0], str):
                yield file.name, said[0], str(said[1]) if len(said) > 1 else ""


def exists(job: str) -> bool:
    found = getattr(jobs, job, None)
    return inspect.isfunction(found) and found.__module__ == jobs.__name__ and not job.startswith("_")


def test_it_finds_where_jobs_are_put() -> None:
    assert {"acts.py", "jobs.py", "worker.py"} <= {file for file, _, _ in puts()}


def test_it_takes_jobs_from_every_queue_that_is_used() -> None:
    assert {name for _, name, _ in puts()} <= set(queue.QUEUES)
    assert vars(worker)["QUEUES"] is queue.QUEUES, "the worker listens to all of them"


def test_it_has_every_job_that_is_put() -> None:
    missing = [(file, job) for file, _, job in puts() if job and not exists(job)]
    assert missing == []


def test_it_has_every_job_that_is_due_regularly() -> None:
    assert [job for job in worker.EVERY if not exists(job)] == []
    assert all(seconds >= 10 for seconds in worker.EVERY.values()), "nothing keeps the worker busy all the time"


def test_it_runs_its_regular_jobs_without_being_given_anything() -> None:
    for job in worker.EVERY:
        inspect.signature(getattr(jobs, job)).bind()
