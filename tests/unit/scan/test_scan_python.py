import pytest

from openaudit.scan.python import python_places


def found(code: str) -> list[tuple[str, int, str | None]]:
    return [(p.reference, p.line, p.revision) for p in python_places(code, "a.py")]


@pytest.mark.parametrize(
    "code",
    [
        'AutoModel.from_pretrained("org/name")',
        'transformers.AutoModel.from_pretrained(pretrained_model_name_or_path="org/name")',
        'pipeline("text-generation", model="org/name")',
        'pipeline("text-generation", "org/name")',
        'SentenceTransformer("org/name")',
        'LLM(model="org/name")',
        'snapshot_download("org/name")',
        'hf_hub_download(repo_id="org/name", filename="x")',
        'PeftModel.from_pretrained(base, "org/name")',
        'timm.create_model("hf_hub:org/name", pretrained=True)',
        'from mlx_lm import load\nload("org/name")',
        'import mlx_lm\nmlx_lm.load("org/name")',
        'M = "org/name"\nAutoModel.from_pretrained(M)',
        'class C:\n    m: str = "org/name"\n    def f(self): AutoModel.from_pretrained(self.m)',
        'def f(m="org/name"): AutoModel.from_pretrained(m)',
        'AutoModel.from_pretrained(os.environ.get("M", "org/name"))',
        'AutoModel.from_pretrained(args.m or "org/name")',
        'AutoModel.from_pretrained("org/name" if big else "./small")',
        'parser.add_argument("--model-name-or-path", default="org/name")',
        'config = {"base_model": "org/name"}',
        'def f(model_id="org/name"): pass',
        'url = "https://huggingface.co/org/name/resolve/main/x.bin"',
        'AutoModel.from_pretrained("hf://org/name")',
    ],
)
def test_models_that_code_names_are_found(code: str) -> None:
    """Calls of the table, values at its keys, and names that stand for constants lead to the model."""
    assert [reference for reference, _, _ in found(code)] == ["org/name"]


@pytest.mark.parametrize(
    "code",
    [
        'AutoModel.from_pretrained("./out")',
        'AutoModel.from_pretrained("checkpoints/best")',
        'AutoModel.from_pretrained("models/foo.bin")',
        "AutoModel.from_pretrained(path)",
        'AutoModel.from_pretrained(f"org/{name}")',
        'load_dataset("org/name")',
        'snapshot_download("org/name", repo_type="dataset")',
        'OpenAI(model="gpt-4o")',
        'load("org/name")',
        '"""See https://huggingface.co/org/name for more."""',
        'model = "big"',
        'WhisperModel("large-v3")',
        '"https://huggingface.co/datasets/org/name"',
        '"https://example.org/org/name"',
    ],
)
def test_what_is_no_model_of_the_hub_is_left_alone(code: str) -> None:
    """Folders, files, datasets, other services, unknown values and sentences name no model."""
    assert found(code) == []


def test_places_have_lines_and_revisions() -> None:
    """A place is the line on which the id itself stands, with the revision that is asked for."""
    code = 'M = "org/one"\n\nAutoModel.from_pretrained(M, revision="v2")\nAutoModel.from_pretrained(\n    "gpt2",\n)\n'
    assert found(code) == [("org/one", 1, "v2"), ("gpt2", 5, None)]


def test_a_name_that_stands_for_itself_ends() -> None:
    """Names that are assigned each other do not keep the scan busy."""
    assert found("a = b\nb = a\nAutoModel.from_pretrained(a)") == []
