"""`--batch-api`: the first call of each story goes out in a batch file; stories wait until it is answered.

What is missing or failed in the answer is asked directly, as is everything after the first call.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

from pipeline.batch.office import MAILED, Office
from pipeline.batch.queues import job_of
from pipeline.capabilities import Capabilities, probe
from pipeline.connect import configured
from pipeline.errors import BadRequest, ModelError, UnknownModel, UsageError
from pipeline.flow.job import Job
from pipeline.flow.story import write_story
from pipeline.journal import Journal
from pipeline.llm import Endpoint
from pipeline.llm.batchfiles import SHARE, BatchFiles, line_of
from pipeline.models import Completion, ModelCall, hash_of
from pipeline.state import Call, Reserved, Work
from pipeline.state.batchfiles import BatchFile, Line
from pipeline.states import StoryState

_FIRST_LOOK, _LONGEST_LOOK = 2.0, 120.0
"""Seconds between two looks at a batch; they grow."""


class _Captured(Exception):
    def __init__(self, call: ModelCall) -> None:
        super().__init__(call.name)
        self.call = call


def first_call(job: Job) -> ModelCall | None:
    """The call with which the writing of a job begins, by beginning it; None if it needs none."""

    async def capture(call: ModelCall) -> Completion:
        raise _Captured(call)

    async def reckon(_: str, work: Any) -> Any:
        return work()

    try:
        asyncio.run(write_story(job, capture, reckon, Journal()))
    except _Captured as captured:
        return captured.call
    return None


class Mail:
    """The batch files of some desks."""

    def __init__(self, office: Office, desks: Sequence[str], *, sends: bool) -> None:
        """`sends` off: only what was sent before is taken in."""
        self._office, self._desks, self.sends = office, desks, sends
        self._next, self._pause = time.monotonic(), _FIRST_LOOK
        for desk in desks:
            if sends and office.settings(desk).uses_embedded:
                raise UsageError("--batch-api", "needs an endpoint that has batches", "The embedded model has none.")

    def has(self, row: Work) -> bool:
        """Whether a draft waits for a file that was sent, or is about to be."""
        return row.kind == MAILED and (self.sends or row.version_id in self._mailed(row.desk))

    def _mailed(self, desk: str) -> set[str]:
        return {line.version_id for file in self._office.state.batch_files(desk) for line in file.lines.values()}

    def send(self, desk: str) -> None:
        """Every story of the desk that waits for the post and is in no file yet."""
        office = self._office
        mailed = self._mailed(desk)
        rows = [row for row in self._waiting(desk) if row.version_id not in mailed]
        if not rows or not self.sends:
            return
        endpoint = configured(office.settings(desk))
        lines: dict[str, Line] = {}
        file = []
        for row in rows:
            job = job_of(row.version_id)
            call = first_call(job) if job else None
            number = self._reserved(job, call) if job and call else None
            if call is None or number is None:
                office.again([row])  # direct, where a limit says whether it may
                continue
            custom_id = secrets.token_hex(12)
            lines[custom_id] = Line(row.version_id, hash_of(call), number)
            file.append(line_of(custom_id, call, endpoint, self._capabilities(endpoint)))
        if file:
            token = secrets.token_hex(12)
            office.state.add_batch_file(token, desk, lines)
            self._post(endpoint, token, file)

    def _post(self, endpoint: Endpoint, token: str, file: list[dict[str, Any]]) -> None:
        try:
            batch_id = BatchFiles(endpoint).send(file, token)
        except ModelError as error:  # whether it was begun all the same, the first look finds out
            self._office.journal.event("warning", message=f"batch file: {error}")
            return
        self._office.state.name_batch_file(token, batch_id)
        self._office.journal.event("batch", message=f"{len(file)} first calls sent as {batch_id}", batch_id=batch_id)

    def _reserved(self, job: Job, call: ModelCall) -> int | None:
        office = self._office
        worst = office.of_job(job).worst_price(call)
        order = office.order(job)
        entry = Call(job.version_id, hash_of(call), call.name, job.model, order.run_id, job.desk)
        found = office.state.reserve(entry, None if worst is None else worst * SHARE, order.walls)
        return found.number if isinstance(found, Reserved) else None

    def _capabilities(self, endpoint: Endpoint) -> Capabilities:
        state = self._office.state
        found = state.capabilities(endpoint.base_url, endpoint.model)
        if found is None:
            can, _ = asyncio.run(probe(endpoint))
            found = can.model_dump(mode="json")
            state.remember_capabilities(endpoint.base_url, endpoint.model, found)
        return Capabilities.model_validate(found)

    def look(self) -> None:
        """Take in what was answered, when it is time to look again; the stories go on."""
        if time.monotonic() < self._next:
            return
        for desk in self._desks:
            for file in self._office.state.batch_files(desk):
                try:
                    self._take_in(file)
                except ModelError as error:
                    self._office.journal.event("warning", message=f"batch {file.batch_id}: {error}")
        self._pause = min(self._pause * 1.5, _LONGEST_LOOK)
        self._next = time.monotonic() + self._pause

    def _take_in(self, file: BatchFile) -> None:
        office = self._office
        batches = BatchFiles(configured(office.settings(file.desk)))
        try:
            batch_id = file.batch_id or batches.find(file.token)
        except (BadRequest, UnknownModel):  # there are no batches here
            batch_id = None
        answers = {} if batch_id is None else batches.answers(batch_id)
        if answers is None:
            return
        for custom_id, line in file.lines.items():
            self._settle(line, answers.get(custom_id))
        office.state.remove_batch_file(file.token)
        office.journal.event("batch", message=f"{len(answers)} of {len(file.lines)} answered", batch_id=batch_id)
        versions = {line.version_id for line in file.lines.values()}
        office.again([row for row in self._waiting(file.desk) if row.version_id in versions])

    def _settle(self, line: Line, done: Completion | None) -> None:
        state = self._office.state
        if done is None:
            state.settle(line.number, 0.0, error="not answered in the batch")
            return
        usage = done.usage
        tokens = usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens
        answer = json.dumps({"completion": done.model_dump(mode="json")})
        state.settle(line.number, usage.cost, tokens=tokens, answer=answer)

    def _waiting(self, desk: str) -> list[Work]:
        return [r for r in self._office.state.work(states=[StoryState.WAITING], desks=[desk]) if r.kind == MAILED]
