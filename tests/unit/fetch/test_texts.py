"""Which files are texts that matter."""

import pytest

from openaudit.fetch.texts import CARD_LIMIT, MOST_TEXTS, TEXT_LIMIT, select
from openaudit.read.license_files import is_license_file
from openaudit.snapshot import ListedFile


def chosen(*paths: str, linked: tuple[str, ...] = ()) -> list[str]:
    return [wanted.file.path for wanted in select([ListedFile(path=p) for p in paths], linked).wanted]


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "readme.MD",
        "config.json",
        "adapter_config.json",
        "LICENSE",
        "LICENCE.txt",
        "License.md",
        "LICENSE-CODE",
        "LICENSE_weights",
        "LICENSE.MIT",
        "LICENSE-2.0",
        "MODEL_LICENSE",
        "ModelLicense.txt",
        "Some-Open-Weights-License-0.X.txt",
        "small.v1 LICENSE AGREEMENT",
        "third_party/lib/COPYING",
        "COPYING.LESSER",
        "NOTICE",
        "Notice.txt",
        "USE_POLICY.md",
        "USAGE_POLICY",
        "acceptable-use.md",
        "PROHIBITED_USES_POLICY.md",
        "docs/Terms of Use.html",
        "TERMS.md",
        "eula.txt",
        "MODEL_CARD.md",
        "model-card.md",
        "docs/DATA_CARD.md",
        "datasheet.md",
        "LEGAL.md",
        "LICENSE.tex",
        "LICENSE.rtf",
        "policy/LICENSE",
    ],
)
def test_texts_that_matter(path: str) -> None:
    """Cards, licences, notices, policies and terms are chosen at any depth, in any spelling of theirs."""
    assert chosen(path) == [path]


@pytest.mark.parametrize(
    "path",
    [
        "model.safetensors",
        "docs/README.md",
        "sub/config.json",
        "tokenizer.json",
        "policy.pt",
        "policy.safetensors",
        "license_plate_labels.txt",
        "license_detection_results.json",
        "license_detection/train.txt",
        "license_detector.tflite",
        "policy_config.json",
        "license_classifier.py",
        "determs.txt",
        ".cache/huggingface/download/LICENSE.metadata",
        "model_card.pdf",
        "requirements.txt",
    ],
)
def test_files_that_do_not(path: str) -> None:
    """Weights, code, data and cards of other folders are not."""
    assert chosen(path) == []
    assert select([ListedFile(path=path)]).unavailable == ()


LICENSES = [
    "EULA",
    "EULA-en.txt",
    "LIZENZ",
    "LICENCIA.md",
    "LICENÇA.txt",
    "LICENC\u0327A.txt",
    "许可证.txt",
    "模型许可协议.md",
    "LICENSES/MIT.txt",
    "LICENSES/CC-BY-NC-4.0.txt",
    "model-license/en.md",
    "LICENSE.json",
    "license_agreement.yaml",
    "MODEL_LICENSE_zh.yml",
    "license.html",
    "LICENSE.rtf",
    "LICENSE.MIT",
    "policy/LICENSE",
]


@pytest.mark.parametrize("path", LICENSES)
def test_licences_in_every_dress(path: str) -> None:
    """What is a licence by its name or folder is fetched, whatever its language and kind, and then read as one."""
    assert chosen(path) == [path]
    assert is_license_file(path)


def test_order_of_importance() -> None:
    """The card is first, then what a licence link names, configuration, and the rest from the root downwards."""
    paths = ["a/b/LICENSE", "LICENSE", "NOTICE", "a/AUP", "a/LICENSE", "config.json", "legal/x.bin", "README.md"]
    wanted = ["README.md", "legal/x.bin", "config.json", "LICENSE", "NOTICE", "a/LICENSE", "a/AUP", "a/b/LICENSE"]
    assert chosen(*paths, linked=("legal/x.bin",)) == wanted


@pytest.mark.parametrize(
    "path", ["Community License for Small.pdf", "terms/LICENSE.docx", "LICENSE.png", "LICENSES/MIT.pdf", "Terms.pdf"]
)
def test_documents_that_look_like_terms_are_told(path: str) -> None:
    """A licence as a PDF or a picture is not read, and that is said."""
    selection = select([ListedFile(path=path)])
    assert selection.wanted == ()
    assert [(u.what, u.reason) for u in selection.unavailable] == [(path, "unreadable")]


@pytest.mark.parametrize(("path", "limit"), [("README.md", CARD_LIMIT), ("LICENSE", TEXT_LIMIT)])
def test_sizes(path: str, limit: int) -> None:
    """A text up to its limit is fetched, a larger one is refused by the listing alone."""
    assert select([ListedFile(path=path, size=limit)]).wanted[0].limit == limit
    assert select([ListedFile(path=path, size=limit + 1)]).unavailable[0].reason == "too-large"


def test_number_of_texts() -> None:
    """Beyond the most that are read, each text is said to be left out; those refused anyway do not count."""
    files = [ListedFile(path=f"{n:03}/LICENSE") for n in range(MOST_TEXTS + 3)]
    files.append(ListedFile(path="000/LICENSE.pdf"))
    selection = select(files)
    assert len(selection.wanted) == MOST_TEXTS
    assert [u.reason for u in selection.unavailable].count("too-large") == 3


def test_decoys_do_not_crowd_out_the_licence() -> None:
    """Among many files that call themselves licences the plainest names are read, and the rest is left out by name."""
    decoys = [f"LICENSE-{n:03}.txt" for n in range(MOST_TEXTS + 6)]
    selection = select(
        [ListedFile(path=p) for p in [*decoys, "MODEL_LICENSE", "LICENSE", "legal/x.dat"]], ["legal/x.dat"]
    )
    assert [w.file.path for w in selection.wanted][:3] == ["legal/x.dat", "LICENSE", "MODEL_LICENSE"]
    assert len(selection.wanted) + len(selection.unavailable) == len(decoys) + 3
