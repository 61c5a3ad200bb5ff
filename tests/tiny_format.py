"""A story format that asks for one short section: what a test's own article can satisfy."""

from __future__ import annotations

from pathlib import Path

_FORMAT = """\
title = "Tiny"
description = "One section."
extends = "analysis"

[head]
headline_words = [1, 20]
dek_words = [1, 40]
lede_paragraphs = [1, 9]
lede_words = [1, 200]

[[sections]]
id = "between-the-lines"
kind = "inference"
heading = "Reading Between the Lines"
paragraphs = [1, 9]
words = [1, 200]
guidance = "Conclude."
"""


def tiny_format(folder: Path) -> str:
    """Write the format into a working folder; returns its name."""
    path = folder / "prompts" / "tiny" / "format.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_FORMAT, "utf-8")
    return "tiny"
