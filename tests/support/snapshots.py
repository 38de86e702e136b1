"""Snapshots made in memory, and licence texts of our own that stand for real ones in tests."""

from collections.abc import Mapping, Sequence

from openaudit.record import Subject, Unavailable
from openaudit.snapshot import ListedFile, Repository, Snapshot, TextFile, sort_texts

SHA = "0123456789abcdef0123456789abcdef01234567"
# The MIT License, which its own terms allow to be copied.
MIT = """MIT License

Copyright (c) 2026 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
STRANGE = """Terms for the Example Model

You may look at the Example Model on Tuesdays. Anything else needs a letter from us, which we may or may not write.
"""


def snapshot(
    card: str | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    weights: Sequence[str] = ("model.safetensors",),
    listed: Sequence[str] = (),
    model_id: str = "acme/model",
    gated: bool = False,
    unavailable: Sequence[Unavailable] = (),
    pipeline_tag: str | None = None,
) -> Snapshot:
    """A Hub snapshot of a model with this card, these texts, and weight files by these names."""
    files = dict(texts or {})
    if card is not None:
        files["README.md"] = card
    paths = sorted({*files, *weights, *listed})
    return Snapshot(
        subject=Subject(
            id=model_id,
            revision=SHA,
            source="hub",
            url=f"https://huggingface.co/{model_id}",
            gated=gated,
            retrieved_at="2026-11-22T10:00:00Z",
        ),
        repository=Repository(
            id=model_id,
            files=tuple(ListedFile(path=p) for p in paths),
            gated="manual" if gated else False,
            pipeline_tag=pipeline_tag,
        ),
        texts=sort_texts(TextFile(path, text.encode()) for path, text in files.items()),
        unavailable=tuple(unavailable),
    )


def card(body: str = "", **metadata: str) -> str:
    """A card with this front matter and body."""
    lines = "".join(f"{key}: {value}\n" for key, value in metadata.items())
    return f"---\n{lines}---\n\n{body}\n"
