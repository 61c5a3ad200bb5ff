from __future__ import annotations

import re
from pathlib import Path

import pipeline.check
from pipeline.check import PROFILES, RULES
from pipeline.check.catalogue import CATALOGUE
from pipeline.models import Severity

IDS = [entry.id for entry in CATALOGUE]


def test_every_rule_that_is_written_down_in_the_code_is_listed() -> None:
    code = "\n".join(path.read_text() for path in Path(pipeline.check.__file__).parent.glob("*.py"))
    families = "|".join(sorted({i.partition(".")[0] for i in IDS}))
    used = set(re.findall(rf'"((?:{families})\.[a-z]+)"', code))
    assert used <= set(IDS)
    assert len(IDS) == len(set(IDS))


def test_every_family_is_listed_and_asked_for() -> None:
    families = {rule.id for rule in RULES}
    assert families <= {i for entry in IDS for i in (entry, entry.partition(".")[0])}
    assert families == frozenset().union(*(profile.rules for profile in PROFILES.values()))


def test_severities_are_those_of_findings() -> None:
    assert {severity for entry in CATALOGUE for severity in entry.severity.split("/")} == set(Severity)
