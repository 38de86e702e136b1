"""CPU time of reading one card: its metadata, and its text, here with far more markup than a usual card has.

Figures to reach: 2.4 kB <= 5 ms, 45 kB <= 60 ms, 5 MB <= 1 s.

python tests/bench/bench_card.py
"""

import time

from openaudit.read.card import read_card
from openaudit.snapshot import TextFile

_METADATA = (
    "---\nlicense: mit\nlanguage:\n- en\nbase_model: org/base\ntags:\n- text-generation\ndatasets: [a/b, c/d]\n---\n"
)
_SECTION = """
## Intended use

We release **the weights** of this model under the [MIT licence](LICENSE), and the code as well. It was trained on
`org/data`, e.g. the part of 2023; see https://example.org/data for more. Commercial use is allowed.

- **License:** MIT
- **Finetuned from model:** [org/base](https://huggingface.co/org/base)

| Metric | Value |
|---|---|
| accuracy | 0.95 |
| loss | 1.10 |

```python
model = load("org/model")
```
"""


def main() -> None:
    """Print one line a size: median of CPU milliseconds for the metadata, and for the text."""
    for size in (2_400, 45_000, 300_000, 5_000_000):
        data = (_METADATA + "# Model\n" + _SECTION * (size // len(_SECTION) + 1))[:size].encode()
        metadata, text = [], []
        for _ in range(21 if size < 100_000 else 3):
            start = time.process_time()
            card = read_card(TextFile("README.md", data))
            middle = time.process_time()
            _ = card.prose
            metadata.append(middle - start)
            text.append(time.process_time() - middle)
        times = [1000 * sorted(figures)[len(figures) // 2] for figures in (metadata, text)]
        print(f"{size:>9} bytes: metadata {times[0]:7.2f} ms, text {times[1]:7.2f} ms")


if __name__ == "__main__":
    main()
