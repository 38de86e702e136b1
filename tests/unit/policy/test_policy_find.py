from pathlib import Path

import pytest

from openaudit.errors import PolicyInvalid
from openaudit.policy.find import config_file, named_policy

TEXT = '[policy]\ntiers = ["closed"]\n'


def test_the_nearest_file_up_to_the_repository_counts(tmp_path: Path) -> None:
    """The file is looked for upwards to the repository's root and no further."""
    root = tmp_path / "repository"
    deep = root / "a" / "b"
    deep.mkdir(parents=True)
    (root / ".git").mkdir()
    (tmp_path / "openaudit.toml").write_text(TEXT)
    assert config_file(deep) is None
    (root / "openaudit.toml").write_text(TEXT)
    assert config_file(deep) == root / "openaudit.toml"
    (deep / "openaudit.toml").write_text(TEXT)
    assert config_file(deep) == deep / "openaudit.toml"


def test_outside_of_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    """Where nothing marks a root, a file somewhere above is not taken: it may be anybody's."""
    deep = tmp_path / "a"
    deep.mkdir()
    (tmp_path / "openaudit.toml").write_text(TEXT)
    assert config_file(deep) is None
    assert config_file(tmp_path) == tmp_path / "openaudit.toml"


def test_a_preset_or_a_file_can_be_named(tmp_path: Path) -> None:
    """A name is a preset's first, a path otherwise; what is neither is refused with the presets named."""
    (tmp_path / "mine.toml").write_text(TEXT)
    assert named_policy("research").name == "research"
    assert named_policy(str(tmp_path / "mine.toml")).tiers == ("closed",)
    with pytest.raises(PolicyInvalid) as caught:
        named_policy(str(tmp_path / "none.toml"))
    assert "osi-only" in caught.value.fix
