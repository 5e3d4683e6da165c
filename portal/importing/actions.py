"""The verbs of an import in the browser: upload, plan, apply, drop. The work itself runs in a worker."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from portal.history import recorded
from portal.importing.importer import Importer, SourceError, Unclear
from portal.importing.models import ImportRun, RunState
from portal.importing.plan import Plan
from portal.outbox import enqueue, register
from portal.policy import SYSTEM, require
from portal.registry import registry

PLAN, APPLY = "import.plan", "import.apply"
UNEXPECTED = "An unexpected error stopped the import. Nothing was written; administrators find the details in the log."
OPEN = (RunState.ASKING, RunState.PLANNED, RunState.HELD)
"""Where a run waits for a person."""
log = logging.getLogger(__name__)


class RunRefused(Exception):
    """The import is not in a state for this; the message says so."""


def importer_named(name: str) -> type[Importer]:
    """Raises KeyError for an unknown importer."""
    return {item.name: item for item in registry.importers}[name]


@transaction.atomic
def upload(
    importer: type[Importer], *, by: Any, file_name: str, content: bytes, options: dict[str, Any] | None = None
) -> ImportRun:
    """Keep the file and let a worker make the plan."""
    require(by, importer.needs)
    run = ImportRun.objects.create(
        importer=importer.name, file_name=Path(file_name).name[:200], content=content, by=by, options=options or {}
    )
    enqueue(PLAN, {"run": run.pk}, key=f"{PLAN}:{run.pk}", about=run)
    return run


@transaction.atomic
def take(importer: str, *, file_name: str, content: bytes, options: dict[str, Any]) -> ImportRun:
    """Keep what a feed brought, to be written by `carry_on` unless its plan is held. Raises KeyError."""
    named = importer_named(importer)
    return ImportRun.objects.create(
        importer=named.name, file_name=file_name[:200], content=content, options=options, state=RunState.APPLYING
    )


def carry_on(run: ImportRun) -> None:
    """Write a run of `take`, here and now, all or nothing; also one that was broken off."""
    _work(ImportRun.objects.get(pk=run.pk), apply=True)
    run.refresh_from_db()


@transaction.atomic
def apply(run: ImportRun, *, by: Any) -> None:
    """Let a worker carry out the plan that `by` has seen."""
    run = _lock(run, by, RunState.PLANNED)
    run.state, run.done, run.by, run.attempt = RunState.APPLYING, 0, by, run.attempt + 1
    run.save(update_fields=["state", "done", "by", "attempt"])
    enqueue(APPLY, {"run": run.pk}, key=f"{APPLY}:{run.pk}:{run.attempt}", about=run)


@transaction.atomic
def answer(run: ImportRun, *, by: Any, options: dict[str, Any]) -> None:
    """Somebody answered what the import asked: the plan is made again with these options over the earlier ones."""
    run = _lock(run, by, *OPEN)
    run.options = run.options | options
    _plan_again(run)


@transaction.atomic
def release(run: ImportRun, *, by: Any, reason: str) -> None:
    """Somebody answers, by name and with a reason, for a plan that is held; it can be applied then, as it was seen.

    When the plan holds more of the same by the time it is applied, it is held again. Raises RunRefused.
    """
    run = _lock(run, by, RunState.HELD)
    require(by, importer_named(run.importer).releases)
    if not reason.strip():
        raise RunRefused("a release needs a reason")
    run.released_by, run.released_at, run.release_reason = by, timezone.now(), reason.strip()[:1000]
    run.options = run.options | {"released": {"upto": (run.plan or {}).get("held_count", 0)}}
    run.state = RunState.PLANNED
    run.save(update_fields=["state", "options", "released_by", "released_at", "release_reason"])


def _plan_again(run: ImportRun) -> None:
    run.state, run.done, run.total, run.error, run.attempt = RunState.PLANNING, 0, 0, "", run.attempt + 1
    run.save(update_fields=["state", "done", "total", "error", "attempt", "options"])
    enqueue(PLAN, {"run": run.pk}, key=f"{PLAN}:{run.pk}:{run.attempt}", about=run)


@transaction.atomic
def drop(run: ImportRun, *, by: Any) -> None:
    """Throw the plan away; nothing was written."""
    _end(_lock(run, by, *OPEN), RunState.DROPPED)


def _lock(run: ImportRun, by: Any, *needed: RunState) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    require(by, importer_named(run.importer).needs)
    if run.state not in needed:
        raise RunRefused(f"this import is {run.get_state_display()}")
    return run


def _end(run: ImportRun, state: RunState, error: str = "") -> None:
    run.state, run.error, run.ended_at = state, error, timezone.now()
    run.save(update_fields=["state", "error", "ended_at", "plan", "done", "total"])


@register(PLAN)
def make_plan(effect: Any) -> None:
    """Worker: read the file and store the plan."""
    run = ImportRun.objects.get(pk=effect.payload["run"])
    if run.state == RunState.PLANNING:
        _work(run, apply=False)


@register(APPLY)
def carry_out(effect: Any) -> None:
    """Worker: write the plan, all or nothing."""
    run = ImportRun.objects.get(pk=effect.payload["run"])
    if run.state == RunState.APPLYING:
        _work(run, apply=True)


def _work(run: ImportRun, *, apply: bool) -> None:
    importer = importer_named(run.importer)({**run.options, "file_name": run.file_name})
    with tempfile.TemporaryDirectory(prefix="portal-import-") as folder:
        path = Path(folder) / f"upload{ending(run.file_name)}"
        path.write_bytes(bytes(run.content))
        progress = Watch(run.pk)
        try:
            with transaction.atomic(), recorded("import", by=run.by or SYSTEM, reason=_reason(run)):
                plan = importer.run([path], by=run.by or SYSTEM, apply=apply, progress=progress)
                _keep(run, plan, applied=apply)
        except Unclear as error:
            run.state, run.error = RunState.ASKING, str(error).replace(path.name, run.file_name)
            run.save(update_fields=["state", "error"])
            return
        except SourceError as error:
            _end(run, RunState.FAILED, str(error).replace(path.name, run.file_name))  # the name that the person gave
            return
        except Exception:  # what went wrong is for the log; the person must see that nothing was written
            log.exception("import %s of %s failed", run.pk, run.file_name)
            _end(run, RunState.FAILED, UNEXPECTED)
            return
        finally:
            progress.close()


def _reason(run: ImportRun) -> str:
    """What the history says of each row: the file, and who released it if it was held."""
    released = f", released by {run.released_by}: {run.release_reason}" if run.released_by else ""
    return f"import of {run.file_name}{released}"


def ending(name: str) -> str:
    """What tells a reader the kind of file (`.xml.gz`); the name itself may be too long for a file system."""
    return "".join(Path(name).suffixes[-2:])[-20:]


def _keep(run: ImportRun, plan: Plan, *, applied: bool) -> None:
    run.plan, run.total, run.done = plan.as_json(), sum(plan.counts.values()), 0
    if applied and not plan.held:
        run.done = run.total
        _end(run, RunState.APPLIED)
    else:
        run.state, run.error = RunState.HELD if plan.held else RunState.PLANNED, ""
        run.save(update_fields=["plan", "total", "done", "state", "error"])


class Watch:
    """Progress that others see at once: written through a connection of its own, outside the transaction."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.connection = connection.copy()

    def __call__(self, done: int, total: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("UPDATE portal_importrun SET done = %s, total = %s WHERE id = %s", [done, total, self.pk])

    def close(self) -> None:
        self.connection.close()
