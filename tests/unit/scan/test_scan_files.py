import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion

from openaudit.record.json import indented
from openaudit.report.cyclonedx import CycloneDxFormatter
from openaudit.report.json import JsonFormatter
from openaudit.report.sarif import SarifFormatter
from openaudit.report.spdx import SpdxFormatter
from openaudit.scan.places import Found, Place
from openaudit.scan.result import group
from openaudit.scan.walk import scan
from tests.support import records


def found(tmp_path: Path, name: str, text: str) -> list[tuple[str, int, str | None]]:
    """The models in a file of this name, alone in a repository."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    result = scan(tmp_path)
    assert {p.file for p in result.places} <= {name}
    assert result.skipped == ()
    return [(p.reference, p.line, p.revision) for p in result.places]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.yaml", "x: 1\nmodel:\n  name: m\n  model_id: org/name\n", 4),
        ("a.yml", 'args: ["--model", "org/name", "--port", "80"]\n', 1),
        ("a.yaml", "args:\n- --model-id=org/name\n", 2),
        ("a.yaml", "env:\n- name: MODEL_ID\n  value: org/name\n", 3),
        ("compose.yaml", "environment:\n- MODEL_ID=org/name\n", 2),
        ("a.yaml", "run: vllm serve org/name --port 80\n", 1),
        ("a.yaml", "models:\n- a\n---\nbase_model: org/name\n", 4),
        ("a.json", '{\n "model_name_or_path": "org/name"\n}\n', 2),
        ("a.json", '{"emoji": "\\ud83d\\ude00",\n "url": "https:\\/\\/huggingface.co\\/org\\/name"}', 2),
        ("a.toml", '[a.b]\nx = 1\nbase_model = "org/name"\n', 3),
        ("a.toml", '[[m]]\nx = 1\n[[m]]\nmodel = "org/name"\n', 4),
        ("Dockerfile", "FROM x\nENV MODEL_ID=org/name\n", 2),
        ("Dockerfile", 'CMD ["vllm", "serve", "org/name"]\n', 1),
        ("docker/Dockerfile.gpu", "RUN a && \\\n    huggingface-cli download org/name\n", 2),
        ("run.sh", "hf download --local-dir /x org/name\n", 1),
        ("run.sh", "M=org/name\nvllm serve $M\n", 2),
        ("run.sh", "python x.py --model_name_or_path=org/name\n", 1),
        ("run.sh", "git clone https://huggingface.co/org/name\n", 1),
        ("run.sh", "ollama run hf.co/org/name:Q4_K_M\n", 1),
        ("Makefile", "get:\n\thf download org/name\n", 2),
        ("requirements.txt", "a==1\nb @ https://huggingface.co/org/name\n", 2),
        ("poetry.lock", 'url = "https://huggingface.co/org/name"\n', 1),
    ],
)
def test_models_that_files_name_are_found(tmp_path: Path, name: str, text: str, line: int) -> None:
    """Keys, arguments, variables, commands and addresses lead to the model, with its line."""
    assert ("org/name", line, None) in found(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "model: gpt-4\npath: org/name\n"),
        ("a.yaml", "model: models/mine\n"),
        ("a.json", '{"name": "org/name"}'),
        ("run.sh", "# hf download org/name\n"),
        ("run.sh", "hf download org/name --repo-type dataset\n"),
        ("run.sh", "docker pull org/name\n"),
        ("a.md", "https://huggingface.co/org/name\n"),
        ("node_modules/a.py", 'AutoModel.from_pretrained("org/name")\n'),
        (".venv/lib/a.py", 'AutoModel.from_pretrained("org/name")\n'),
    ],
)
def test_what_names_no_model_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    """Other keys, comments, datasets, documentation and other people's code name nothing."""
    assert found(tmp_path, name, text) == []


def test_revisions_beside_a_model_are_its(tmp_path: Path) -> None:
    """A revision in the same table, mapping or command belongs to the model."""
    assert found(tmp_path, "a.yaml", "model_id: org/name\nrevision: v2\n") == [("org/name", 1, "v2")]
    (tmp_path / "a.yaml").unlink()
    assert found(tmp_path, "a.toml", 'revision = "v2"\nmodel = "org/name"\n') == [("org/name", 2, "v2")]
    (tmp_path / "a.toml").unlink()
    assert found(tmp_path, "a.sh", "hf download org/name --revision v2\n") == [("org/name", 1, "v2")]


def test_notebooks_are_read_by_their_code_cells(tmp_path: Path) -> None:
    """Code and its shell lines count, with the lines of the notebook's file; prose does not."""
    cells = [
        {"cell_type": "markdown", "source": ['AutoModel.from_pretrained("no/no")']},
        {
            "cell_type": "code",
            "source": ["%time x\n", "!hf download org/one\n", 'm = AutoModel.from_pretrained("org/two")'],
        },
        {"cell_type": "code", "source": 'x = 1\nAutoModel.from_pretrained("org/three")'},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=1)
    places = found(tmp_path, "a.ipynb", text)
    assert [reference for reference, _, _ in places] == ["org/one", "org/two", "org/three"]
    lines = text.splitlines()
    assert all(reference in lines[line - 1] for reference, line, _ in places)


def test_a_lock_of_ours_names_its_models(tmp_path: Path) -> None:
    """The models of openaudit.lock are found with their commits."""
    text = '{\n "openaudit_lock": 1,\n "models": {\n  "org/name": {\n   "revision": "abc"\n  }\n }\n}\n'
    assert found(tmp_path, "openaudit.lock", text) == [("org/name", 4, "abc")]


def test_a_lock_repeats_no_model_that_is_named_elsewhere(tmp_path: Path) -> None:
    """A pinned model counts once: where code names it, the lock says nothing more; its files and ids name nothing."""
    lock = {"openaudit_lock": 1, "models": {r: {"id": r, "revision": "abc"} for r in ("org/used", "org/other")}}
    (tmp_path / "openaudit.lock").write_text(json.dumps(lock, indent=1))
    (tmp_path / "app.py").write_text('AutoModel.from_pretrained("Org/Used")')
    places = [(p.reference, p.file, p.revision) for p in scan(tmp_path).places]
    assert places == [("Org/Used", "app.py", None), ("org/other", "openaudit.lock", "abc")]


def test_what_openaudit_wrote_is_not_scanned(tmp_path: Path) -> None:
    """Records, SARIF, SBOMs and a scan's answer name models that were audited; an indexed file of others counts."""
    model = Place(reference="org/listed", file="a.py", line=1)
    kinds = records.all_kinds()
    (tmp_path / "record.json").write_text(JsonFormatter().format(kinds[:1]), encoding="utf-8")
    (tmp_path / "records.json").write_text(JsonFormatter().format(kinds), encoding="utf-8")
    (tmp_path / "findings.json").write_text(SarifFormatter().format(kinds), encoding="utf-8")
    (tmp_path / "bom.cdx.json").write_text(CycloneDxFormatter(SchemaVersion.V1_7).format(kinds[:1]), encoding="utf-8")
    (tmp_path / "bom.spdx.json").write_text(SpdxFormatter().format(kinds[:1]), encoding="utf-8")
    (tmp_path / "scan.json").write_text(
        indented(group(Found(places=(model,), skipped=(), files=1), (), audited=False)), encoding="utf-8"
    )
    assert scan(tmp_path).places == ()
    other = {"schema_version": "1.0", "tool": {"name": "another"}, "model_id": "org/name"}
    (tmp_path / "x.json").write_text(json.dumps(other))
    assert [p.reference for p in scan(tmp_path).places] == ["org/name"]


def test_paths_start_at_the_base(tmp_path: Path) -> None:
    """A folder or a file below the base is named by its path from there."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text('AutoModel.from_pretrained("org/name")')
    (tmp_path / "src" / "b.py").write_text("def broken(:")
    assert [p.file for p in scan(tmp_path / "src", tmp_path).places] == ["src/app.py"]
    assert [s.file for s in scan(tmp_path / "src", tmp_path).skipped] == ["src/b.py"]
    assert [p.file for p in scan(tmp_path / "src" / "app.py", tmp_path).places] == ["src/app.py"]


def test_a_folder_of_that_name_is_meant(tmp_path: Path) -> None:
    """A name that is a folder of the repository is that folder, not a model of the Hub."""
    (tmp_path / "org" / "name").mkdir(parents=True)
    assert found(tmp_path, "a.py", 'AutoModel.from_pretrained("org/name")') == []


def test_what_can_not_be_read_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    """Broken, binary and oversized files are skipped with the reason; the scan goes on."""
    (tmp_path / "a.py").write_text("def broken(:")
    (tmp_path / "b.py").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "c.yaml").write_text("a: [")
    (tmp_path / "d.toml").write_text("a = ")
    (tmp_path / "e.ipynb").write_text("{}x")
    (tmp_path / "f.json").write_text("[" * 5000)
    (tmp_path / "g.py").write_text('AutoModel.from_pretrained("org/name")')
    result = scan(tmp_path)
    assert [s.file for s in result.skipped] == ["a.py", "b.py", "c.yaml", "d.toml", "e.ipynb", "f.json"]
    assert [p.reference for p in result.places] == ["org/name"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a link to a file outside nor one to a folder above is read."""
    outside = tmp_path / "outside.py"
    outside.write_text('AutoModel.from_pretrained("org/name")')
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.py").symlink_to(outside)
    (root / "up").symlink_to(tmp_path)
    assert scan(root).places == ()
