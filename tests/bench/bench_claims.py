"""CPU time of reading a card's claims, with its metadata and its text, and of the first card of a process.

Figures to reach: a usual card <= 10 ms in all, 5 MB <= 1 s.

python tests/bench/bench_claims.py
"""

import time

from openaudit.read.card import read_card
from openaudit.read.claims import read_claims
from openaudit.snapshot import TextFile

_SECTION = """
## Intended use

Foo is an open-source model. We release **the weights** under the [MIT licence](LICENSE), and the code as well.
It outperforms other open-source models of its size, e.g. Bar; see https://example.org/data for more. The model may only
be used for research. Commercial use is allowed after registration. It was trained on `org/data`.

- **License:** MIT
- **Finetuned from model:** [org/base](https://huggingface.co/org/base)

| Metric | Value |
|---|---|
| accuracy | 0.95 |

```python
model = load("org/model")
```
"""


def main() -> None:
    """Print one line a size, the first of a cold process: median CPU milliseconds of the card, and of its claims."""
    for size, runs in ((2_400, 1), (2_400, 21), (45_000, 5), (5_000_000, 3)):
        data = ("---\nlicense: mit\n---\n# Foo\n" + _SECTION * (size // len(_SECTION) + 1))[:size].encode()
        parsing, claims = [], []
        for _ in range(runs):
            start = time.process_time()
            card = read_card(TextFile("README.md", data))
            _ = card.prose
            middle = time.process_time()
            read_claims(card, "org/Foo")
            parsing.append(middle - start)
            claims.append(time.process_time() - middle)
        times = [1000 * sorted(figures)[len(figures) // 2] for figures in (parsing, claims)]
        print(f"{size:>9} bytes: card {times[0]:7.2f} ms, claims {times[1]:7.2f} ms")


if __name__ == "__main__":
    main()
