"""Recipes: plain modules that hold an experiment's hyperparameters and its five functions."""

from __future__ import annotations

import dataclasses
import itertools
import signal
import sys
import traceback
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.errors import ConfigError, close_path, did_you_mean
from seqtasks.runs.config import (
    Variant,
    config_values,
    default_values,
    field_types,
    resolve_paths,
    variants,
)

PARTS = {
    "Config": "Config",
    "data": "data(config)",
    "model": "model(config, text)",
    "train": "train(config, network, text, run)",
    "task": "task(config, network, text)",
    "evaluate": "evaluate(config, task, text)",
}
_module_numbers = itertools.count(1)


class Recipe(NamedTuple):
    """A recipe file that was loaded and found complete.

    Attributes:
        path: the file, absolute.
        shown: the file as the user wrote it, for messages.
        source: its text.
        project: the folder from which the paths among its defaults resolve.
        module: what the file defines.
    """

    path: Path
    shown: str
    source: str
    project: Path
    module: types.ModuleType

    @property
    def name(self) -> str:
        """The file's name without suffix."""
        return self.path.stem

    @property
    def config_class(self) -> type[Any]:
        """The recipe's `Config`."""
        return self.module.Config

    @property
    def settings(self) -> dict[str, Any]:
        """The named settings: the instances of `Config` that the module holds."""
        return {
            name: value
            for name, value in vars(self.module).items()
            if isinstance(value, self.config_class) and not name.startswith("_")
        }

    def values(self, setting: str | None) -> dict[str, Any]:
        """The defaults, or the values of a named setting, with paths made absolute.

        Raises:
            ConfigError: there is no such setting.
        """
        if setting is None:
            return resolve_paths(default_values(self.config_class), self.project)
        if setting not in self.settings:
            known = did_you_mean(setting, self.settings)
            raise ConfigError(f"{self.shown} has no setting {setting!r}. {known}")
        return resolve_paths(config_values(self.settings[setting]), self.project)

    def variants(self, setting: str | None, overrides: Sequence[str]) -> list[Variant]:
        """The configs that `setting` and `key=value` overrides ask for.

        Raises:
            ConfigError: an unknown setting, or an override that cannot be used.
        """
        return variants(self.config_class, self.values(setting), overrides, recipe=self.shown)


def load_recipe(argument: str) -> tuple[Recipe, str | None]:
    """Loads `RECIPE.py` or `RECIPE.py@SETTING`.

    Returns:
        The recipe, and the name of the setting if there was one.

    Raises:
        ConfigError: there is no such file or setting, Python cannot read it, importing it fails,
            or it lacks a part.
    """
    shown, setting = _split_argument(argument)
    path = _existing_file(shown)
    source, module = _execute(path, shown)
    _check_parts(module, shown)
    recipe = Recipe(path, shown, source, project_of(path), module)
    field_types(recipe.config_class, shown)
    recipe.values(setting)
    return recipe, setting


def project_of(path: Path) -> Path:
    """The nearest folder above a file that holds a pyproject.toml, else the file's own folder."""
    for folder in path.parents:
        if (folder / "pyproject.toml").is_file():
            return folder
    return path.parent


def _split_argument(argument: str) -> tuple[str, str | None]:
    name, separator, setting = argument.rpartition("@")
    if not separator or Path(argument).exists():
        return argument, None
    return name, setting


def _existing_file(shown: str) -> Path:
    path = Path(shown)
    if path.is_dir():
        raise ConfigError(f"{shown} is a directory, not a recipe: name a file in it.")
    if path.is_file():
        return path.resolve()
    if not path.parent.is_dir():
        raise ConfigError(f"There is no recipe {shown}: the folder {path.parent} does not exist.")
    raise ConfigError(f"There is no recipe {shown}.{close_path(path, path.parent.glob('*.py'))}")


def _execute(path: Path, shown: str) -> tuple[str, types.ModuleType]:
    """Runs the file as a module of its own, without the import system's cache beside it."""
    try:
        content = path.read_bytes()
        code = compile(content, str(path), "exec", dont_inherit=True)
        source = content.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"The recipe {shown} cannot be read: {error.strerror}.") from error
    except SyntaxError as error:
        raise ConfigError(f"{shown}:{error.lineno or 1}: invalid syntax: {error.msg}.") from error
    except ValueError as error:  # a null byte, or not UTF-8
        raise ConfigError(f"The recipe {shown} is no Python file: {error}.") from error
    module = types.ModuleType(f"seqtasks_recipe_{next(_module_numbers)}_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses and typing look their module up
    try:
        exec(code, module.__dict__)
    except (Exception, SystemExit) as error:
        del sys.modules[module.__name__]
        if isinstance(error, SystemExit) and error.code == 128 + signal.SIGTERM:
            raise  # the command line's answer to SIGTERM, not the recipe's doing
        where = f"{shown}:{_line(error, path)}"
        problem = f"{type(error).__name__}: {error}"
        raise ConfigError(f"{where}: importing the recipe raised {problem}") from error
    return source, module


def _line(error: BaseException, path: Path) -> int:
    """The recipe's line that led to an error."""
    frames = traceback.extract_tb(error.__traceback__)
    return max((frame.lineno or 0 for frame in frames if frame.filename == str(path)), default=0)


def _check_parts(module: types.ModuleType, shown: str) -> None:
    missing = [
        written for name, written in PARTS.items() if not callable(getattr(module, name, None))
    ]
    if missing:
        raise ConfigError(f"{shown} is no complete recipe. It lacks: {', '.join(missing)}.")
    config = module.Config
    if not (
        isinstance(config, type)
        and dataclasses.is_dataclass(config)
        and config.__dataclass_params__.frozen  # type: ignore[attr-defined]
    ):
        raise ConfigError(
            f"{shown}: `Config` must be a dataclass with @dataclass(frozen=True, kw_only=True)."
        )
