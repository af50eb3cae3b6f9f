"""Whether a run goes on with the recipe, the config and the data that it began with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from seqtasks.errors import RunError
from seqtasks.runs.config import changed_fields
from seqtasks.storage.run_directory import CONFIG, read_json


def check_same_run(
    directory: Path, record: Mapping[str, Any], *, places: Collection[str] = ()
) -> None:
    """Compares what a run was started with and what it is to be resumed with.

    Args:
        directory: the run directory; one without a run is fine.
        record: what `config.json` would hold now.
        places: the hyperparameters that are paths. Where `config.json` has the data's digests,
            they may differ: `check_same_data` compares what lies there.

    Raises:
        RunError: recipe, config or `--smoke` differ; the message names each with both values.
    """
    if not (directory / CONFIG).is_file():
        return
    old = read_json(directory / CONFIG)
    if not isinstance(old.get("config"), dict):
        raise RunError(f"{directory / CONFIG} holds no config.")
    names = [Path(str(values.get("recipe"))).name for values in (old, record)]
    if names[0] != names[1]:
        raise RunError(f"{directory} holds a run of {names[0]}, not of {names[1]}.")
    moved = places if old.get("digests") else ()
    here = {name: record["config"][name] for name in moved if old["config"].get(name)}
    changes = changed_fields(
        {**old["config"], **here, "--smoke": bool(old.get("smoke"))},
        {**record["config"], "--smoke": record["smoke"]},
    )
    if changes:
        raise RunError(f"--resume with a changed Config in {directory}: {changes}.")


def check_same_data(directory: Path, record: Mapping[str, Any], digests: Mapping[str, str]) -> None:
    """Compares the data that a run began with and those that it is to be resumed with.

    Args:
        directory: the run directory; one without a run is fine.
        record: what `config.json` would hold now.
        digests: of the data as they are now, by set.

    Raises:
        RunError: a set differs, or is not there any more.
    """
    if not (directory / CONFIG).is_file():
        return
    old = read_json(directory / CONFIG)
    other = [name for name, digest in old.get("digests", {}).items() if digests.get(name) != digest]
    if other:
        changes = changed_fields(old["config"], record["config"])
        raise RunError(
            f"--resume with other data in {directory}: {', '.join(other)} not as when the run "
            f"began{f', {changes}' if changes else ''}. Give the same data, wherever they lie now, "
            "or start anew with --force."
        )
