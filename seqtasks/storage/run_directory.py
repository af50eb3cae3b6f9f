"""Run directories: where a run goes, what may be overwritten, and whether a run is complete."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.errors import RunError, close_path
from seqtasks.files import JSON_DECODER, write_whole
from seqtasks.infinity import from_json, to_json

CONFIG, TASK, RESULTS = "config.json", "task.json", "results.json"
SAVED_MODEL = "saved_model.pb"  # by its presence an export is known


class RunDirectory(NamedTuple):
    """The directory of one run.

    Attributes:
        path: where it is.
        created: the directories that were made for it, outermost first.
        fresh: nothing was in it before.
        replaced: where a run that was here waits until the new one has something to go on from.
    """

    path: Path
    created: tuple[Path, ...]
    fresh: bool
    replaced: Path | None = None

    def drop_replaced(self) -> None:
        """Removes the run that was here before."""
        if self.replaced is not None:
            shutil.rmtree(self.replaced, ignore_errors=True)

    def discard_without_checkpoint(self) -> None:
        """Removes what was made for the run, unless there is a checkpoint to go on from.

        A run that was here before comes back.
        """
        if not self.fresh or any((self.path / "checkpoints").glob("*.index")):
            self.drop_replaced()
            return
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
        for folder in reversed(self.created):
            with suppress(OSError):  # it holds something else
                folder.rmdir()
        if self.replaced is not None:
            self.replaced.rename(self.path)


def check_output(directory: Path, *, resume: bool, force: bool) -> None:
    """Refuses an output directory that a run must not go to.

    Raises:
        RunError: it is a file, holds something that is no run, or holds a run and neither
            `resume` nor `force` is given.
    """
    if not directory.exists():
        return
    if not directory.is_dir():
        raise RunError(f"The output {directory} is not a directory.")
    if not any(directory.iterdir()):
        return
    if not (directory / CONFIG).is_file():
        raise RunError(
            f"The output {directory} is not empty and holds no run. Name another directory."
        )
    if not (resume or force):
        raise RunError(
            f"The output {directory} already holds a run. Name another directory, go on with the "
            "run by --resume, or replace it by --force."
        )


def is_complete(directory: Path) -> bool:
    """Whether a run was trained and evaluated to its end."""
    return (directory / RESULTS).is_file()


def make(directory: Path, *, force: bool) -> RunDirectory:
    """Makes a run directory; with `force`, in place of a run that is there, which is set aside.

    Raises:
        RunError: the directory cannot be made.
    """
    replaced = None
    try:
        if force and (directory / CONFIG).is_file():
            replaced = directory.with_name(f".{directory.name}.replaced")
            shutil.rmtree(replaced, ignore_errors=True)
            directory.rename(replaced)
        missing = [path for path in (directory, *directory.parents) if not path.exists()]
        directory.mkdir(parents=True, exist_ok=True)
        fresh = not any(directory.iterdir())
    except OSError as error:
        raise RunError(f"The output {directory} cannot be made: {error.strerror}.") from error
    return RunDirectory(directory, tuple(reversed(missing)), fresh, replaced)


def make_numbered(name: str) -> RunDirectory:
    """Makes `runs/NAME-N` in the current directory, with N above all that are there.

    Raises:
        RunError: the directory cannot be made.
    """
    folder = Path("runs")
    ends = [path.name.removeprefix(f"{name}-") for path in folder.glob(f"{name}-*")]
    number = max((int(end) for end in ends if end.isdecimal()), default=0) + 1
    while True:
        path = folder / f"{name}-{number}"
        missing = [parent for parent in (path, folder) if not parent.exists()]
        try:
            folder.mkdir(exist_ok=True)
            path.mkdir()
        except FileExistsError:  # another process was faster, or `runs` is a file
            if not path.exists():
                raise RunError("The output runs is not a directory.") from None
            number += 1
        except OSError as error:
            raise RunError(f"The output {path} cannot be made: {error.strerror}.") from error
        else:
            return RunDirectory(path, tuple(reversed(missing)), True)


def check_run_directory(path: Path) -> None:
    """Sees, without TensorFlow, whether a run can be used by `predict` and its like.

    Raises:
        RunError: there is no such run, it is an export, it was not finished, or one of its files
            is missing.
    """
    if is_export(path):
        raise RunError(f"{path} is an export. Give the run that it was made from.")
    if not path.is_dir():
        siblings = path.parent.iterdir() if path.parent.is_dir() else ()
        folders = (entry for entry in siblings if entry.is_dir())
        raise RunError(f"There is no run at {path}.{close_path(path, folders)}")
    if not (path / TASK).is_file():
        if not (path / CONFIG).is_file():
            raise RunError(f"{path} holds no run: neither {CONFIG} nor {TASK} is there.")
        raise _incomplete(path, TASK)
    for name in _named_files(read_json(path / TASK)):
        if not (path / name).exists():
            raise _incomplete(path, name)


def check_run_or_export(path: Path) -> None:
    """As `check_run_directory`, for a run or an export of one.

    Raises:
        RunError: there is neither.
    """
    if not is_export(path):
        check_run_directory(path)


def is_export(path: Path) -> bool:
    """Whether a directory is an export rather than a run."""
    return (path / SAVED_MODEL).is_file()


def read_json(path: Path) -> dict[str, Any]:
    """The object that a JSON file of a run holds.

    Raises:
        RunError: the file cannot be read, or is no JSON object.
    """
    try:
        content = JSON_DECODER.decode(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise RunError(f"{path} is damaged: {error}.") from error
    if not isinstance(content, dict):
        raise RunError(f"{path} is damaged: it must hold a JSON object.")
    return content


def read_results(directory: Path) -> dict[str, Any]:
    """What `results.json` of a run holds, all its numbers as such, infinite ones too.

    Raises:
        RunError: the file cannot be read, or is no JSON object.
    """
    results = {name: from_json(value) for name, value in read_json(directory / RESULTS).items()}
    splits = results.get("metrics")
    if isinstance(splits, dict):
        results["metrics"] = {
            split: {name: from_json(value) for name, value in metrics.items()}
            if isinstance(metrics, dict)
            else metrics
            for split, metrics in splits.items()
        }
    if isinstance(results.get("baselines"), dict):
        results["baselines"] = _with_numbers(results["baselines"])
    return results


def _with_numbers(value: Any) -> Any:
    """A JSON value with floats for the strings of `to_json`, in objects in it too."""
    if isinstance(value, dict):
        return {name: _with_numbers(item) for name, item in value.items()}
    return from_json(value)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes a JSON file as a whole or not at all."""
    text = json.dumps(plain(content), indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(path, f"{text}\n".encode())


def plain(value: Any) -> Any:
    """A value as JSON can hold it: numpy's numbers as Python's, inf as "Infinity", nan as "NaN"."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return str(value) if isinstance(value, Path) else to_json(value)


def _incomplete(path: Path, name: str) -> RunError:
    recipe = "RECIPE"
    with suppress(RunError):
        recipe = read_json(path / CONFIG).get("recipe", recipe)
    return RunError(
        f"The run at {path} is incomplete: {name} is missing. "
        f"Finish it with: seqtasks run {recipe} ... --resume --output {path}"
    )


def _named_files(task: Mapping[str, Any]) -> list[str]:
    """The files that a task.json names."""
    assets = task.get("assets")
    files = assets.values() if isinstance(assets, dict) else assets
    named = [task.get("network"), *(files if isinstance(files, Iterable) else ())]
    return [name for name in named if isinstance(name, str)]
