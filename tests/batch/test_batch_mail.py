from __future__ import annotations

import pytest
from batch_folder import make_desk
from nutgraf_command import Nutgraf

DESK = '[stories]\ngrouping = "off"\n[model]\nprompt_price = 1.0\ncompletion_price = 1.0\n'


@pytest.fixture
def known(nutgraf: Nutgraf) -> Nutgraf:
    assert nutgraf("doctor").code == 0
    make_desk(nutgraf.folder, 4, more=DESK)
    return nutgraf


def _asked(nutgraf: Nutgraf) -> tuple[int, int]:
    """First calls that came in a batch, and those that came directly."""
    calls = [c for c in nutgraf.written_calls() if "headline" in str(c["request"].get("response_format"))]
    first = [c for c in calls if c["status"] == 200]
    posted = [c for c in first if c.get("batch")]
    return len(posted), len(first) - len(posted)


def test_first_calls_go_out_in_a_file_at_half_the_price(known: Nutgraf) -> None:
    told = known("run", "--batch-api", "--quiet", "--json").json
    assert told["stories"] == {"done": 4}
    assert _asked(known) == (4, 0)
    tokens = told["prompt_tokens"] + told["completion_tokens"]
    assert told["cost"] < tokens / 1e6


@pytest.mark.parametrize(("end", "answered"), [("completed", 2), ("expired", 2), ("failed", 0)])
def test_missing_and_failed_lines_are_asked_directly(known: Nutgraf, end: str, answered: int) -> None:
    known.fake.configure(batch_fails=1, batch_end=end)
    assert known("run", "--batch-api", "--quiet", "--json").json["stories"] == {"done": 4}
    assert _asked(known) == (answered, 4 - answered)


def test_killed_between_upload_and_download_the_next_run_takes_the_answers_in(known: Nutgraf) -> None:
    known.fake.configure(batch_seconds=30)
    process = known.start("run", "--batch-api")
    assert process.stderr is not None
    sent = next(line for line in process.stderr if "first calls sent" in line)
    assert "4 first calls sent as batch_1" in sent
    process.kill()
    process.communicate()
    known.fake.configure(batch_seconds=0)
    assert known("run", "--quiet", "--json").json["stories"] == {"done": 4}
    assert _asked(known) == (4, 0)


def test_an_endpoint_without_batches_is_asked_directly(known: Nutgraf) -> None:
    known.fake.configure(batches=False)
    assert known("run", "--batch-api", "--quiet", "--json").json["stories"] == {"done": 4}
    assert _asked(known) == (0, 4)
