"""Usage preferences: `Content-Usage` (IETF AI Preferences, draft-ietf-aipref-vocab and -attach) and `Content-Signal`.

Both are dictionaries such as `train-ai=n, search=y`. What nutgraf does with a page is to give it to a model as input
and to show what comes out; it trains nothing and lists no search results.
"""

from __future__ import annotations

import re

# The category that covers our use, the most specific first: of the current vocabulary, of earlier drafts and of
# Content-Signal, then the category that contains them all. A stated preference for a narrower one decides.
_OURS = ("ai-use", "ai-input", "ai-output", "ai", "bots")
_PAIR = re.compile(r"([a-z*][a-z0-9_.*-]*)\s*=\s*\"?(\w+)")


def forbids(value: str) -> bool:
    """Whether a preference (each line a statement of its own) is against our use; any one statement suffices."""
    return any(_forbids(line) for line in value.splitlines())


def _forbids(statement: str) -> bool:
    stated = dict(_PAIR.findall(statement.lower()))
    decisive = next((stated[name] for name in _OURS if name in stated), "y")
    return decisive in {"n", "no"}
