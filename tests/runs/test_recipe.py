"""Tests of loading recipes and their settings."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from seqtasks.errors import ConfigError
from seqtasks.runs.recipe import load_recipe, project_of

GOOD = (Path(__file__).parents[1] / "fake_recipe.py").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one recipe, recipes/fake.py; the current directory is the project."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes/fake.py").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_recipe_is_loaded_with_its_parts(folder: Path) -> None:
    recipe, setting = load_recipe("recipes/fake.py")
    assert setting is None
    assert recipe.name == "fake"
    assert recipe.project == folder
    assert recipe.module.__doc__.startswith("A recipe without Keras")  # type: ignore[union-attr]
    assert list(recipe.settings) == ["BIG"]


def test_nothing_is_left_beside_a_recipe(folder: Path) -> None:
    load_recipe("recipes/fake.py")
    assert [path.name for path in (folder / "recipes").iterdir()] == ["fake.py"]


def test_two_recipes_of_one_name_do_not_meet(folder: Path) -> None:
    first, _ = load_recipe("recipes/fake.py")
    second, _ = load_recipe("recipes/fake.py")
    assert first.config_class is not second.config_class
    assert sys.modules[first.module.__name__] is first.module


def test_a_setting_is_the_base_of_overrides(folder: Path) -> None:
    recipe, setting = load_recipe("recipes/fake.py@BIG")
    assert setting == "BIG"
    [(_, config, _)] = recipe.variants(setting, ["cell=gru"])
    assert (config.units, config.cell) == (64, "gru")


def test_defaults_resolve_from_the_project_and_overrides_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "recipes")
    recipe, _ = load_recipe("fake.py")
    assert recipe.variants(None, [])[0].config.corpus == folder / "data/letters"
    assert recipe.variants("BIG", [])[0].config.corpus == folder / "data/letters"
    assert recipe.variants("BIG", ["corpus=x"])[0].config.corpus == folder / "recipes/x"


def test_without_a_project_the_recipe_s_folder_stands_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "fake.py"
    assert project_of(path) == tmp_path / "a"
    (tmp_path / "pyproject.toml").touch()
    assert project_of(path) == tmp_path


def test_an_at_sign_may_be_part_of_a_path(folder: Path) -> None:
    (folder / "a@b").mkdir()
    shutil.copy("recipes/fake.py", "a@b/fake.py")
    assert load_recipe("a@b/fake.py")[1] is None
    assert load_recipe("a@b/fake.py@BIG")[1] == "BIG"


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("recipes/fak.py", r"^There is no recipe recipes/fak\.py\. Did you mean 'recipes/fake.py'"),
        ("recipes/zzz", r"^There is no recipe recipes/zzz\.$"),
        ("nowhere/fake.py", r"^There is no recipe .*: the folder nowhere does not exist\.$"),
        ("recipes", r"^recipes is a directory, not a recipe: name a file in it\.$"),
        ("recipes/fake.py@BG", r"^recipes/fake\.py has no setting 'BG'\. Did you mean 'BIG'\?$"),
    ],
)
def test_a_recipe_or_setting_that_is_not_there(folder: Path, argument: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_recipe(argument)


def _without(*names: str) -> str:
    return GOOD + "".join(f"\ndel {name}" for name in names)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\ndef f(:\n", r"^recipes/bad\.py:2: invalid syntax: "),
        ("\0", r"^(The recipe recipes/bad\.py is no Python file|recipes/bad\.py:\d+: invalid)"),
        ("x = 1\nimport no_such\n", r"^recipes/bad\.py:2: importing the recipe raised ModuleNot"),
        ("\nraise SystemExit(3)", r"^recipes/bad\.py:2: importing the recipe raised SystemExit: 3"),
        (
            _without("train", "evaluate"),
            r"lacks: train\(config, network, text, run\), evaluate\(config, task, text\)\.$",
        ),
        ("", r"^recipes/bad\.py is no complete recipe\. It lacks: Config, data\(config\), model"),
        (GOOD.replace("frozen=True, ", ""), r"^recipes/bad\.py: `Config` must be a dataclass with"),
        (GOOD + "\nConfig = dict", r"^recipes/bad\.py: `Config` must be a dataclass with"),
        (GOOD.replace("units: int", "units: Int"), r"^recipes/bad\.py: an annotation of Config"),
    ],
)
def test_a_recipe_that_cannot_be_used(folder: Path, source: str, message: str) -> None:
    (folder / "recipes/bad.py").write_text(source, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_recipe("recipes/bad.py")


def test_a_recipe_that_is_not_utf8(folder: Path) -> None:
    (folder / "recipes/bad.py").write_bytes(b"# coding: latin-1\nx = '\xe4'\n")
    with pytest.raises(ConfigError, match=r"^The recipe recipes/bad\.py is no Python file: 'utf-8"):
        load_recipe("recipes/bad.py")


def test_a_recipe_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ConfigError, match=r"^The recipe .* cannot be read: Permission denied\.$"):
        load_recipe("recipes/fake.py")
