"""Executes recipes: data, network, run directory, training, task, evaluation, results."""

from __future__ import annotations

import shlex
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from seqtasks import __version__
from seqtasks.errors import ConfigError, DataError, Interrupted, RunError
from seqtasks.runs.baselines import Baselines, measure_baselines, summary_lines
from seqtasks.runs.config import Variant, path_fields, to_json
from seqtasks.runs.machine import commit, machine, versions
from seqtasks.runs.recipe import Recipe, load_recipe
from seqtasks.runs.resume import check_same_data, check_same_run
from seqtasks.runs.shortfalls import Shortfall, Training, shortfalls
from seqtasks.storage.run_directory import (
    CONFIG,
    RESULTS,
    RunDirectory,
    check_output,
    is_complete,
    make,
    make_numbered,
    write_json,
)
from seqtasks.training.run import Run, TrainingReport

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task

_SMOKE_EXAMPLES = 32


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a recipe is to be run; hyperparameters are not here but in its `Config`.

    Attributes:
        output: the run directory, or with several configs the folder of all; by default
            `runs/NAME-N`.
        resume: go on with the run that `output` holds.
        force: replace the run that `output` holds.
        smoke: two steps on a few examples, everything executed.
        tensorboard: also write TensorBoard summaries.
        checkpoint_minutes: minutes between checkpoints within an epoch.
    """

    output: Path | None = None
    resume: bool = False
    force: bool = False
    smoke: bool = False
    tensorboard: bool = False
    checkpoint_minutes: float = 10.0

    def __post_init__(self) -> None:
        if self.resume and self.output is None:
            raise ValueError("--resume needs --output DIR, the directory of the run to go on with.")
        if self.resume and self.force:
            raise ValueError("--resume goes on with a run, --force replaces it: give one of them.")


class _Plan(NamedTuple):
    """One run that is to be executed."""

    recipe: Recipe
    variant: Variant
    seed: int
    record: dict[str, Any]  # what config.json keeps
    options: RunOptions


def run_recipe(
    argument: str,
    overrides: Sequence[str],
    options: RunOptions,
    *,
    summarize: Callable[[Sequence[Path]], None] = lambda _: None,
) -> list[Path]:
    """Runs `RECIPE.py` or `RECIPE.py@SETTING` once for every config that the overrides span.

    Everything that needs no data is checked first, for all runs; then they are executed one
    after another. Of several, one that cannot be made or trained does not stop the others.

    Args:
        argument: the recipe's file, with a setting or without.
        overrides: `key=value` texts.
        options: output directory and the like.
        summarize: shows several runs, those that were finished, together.

    Returns:
        The run directories.

    Raises:
        SeqtasksError: recipe, hyperparameters, data, output or training are at fault; of several
            runs, after the last one, if only some of these are.
    """
    recipe, setting = load_recipe(argument)
    plans = [
        _plan(recipe, variant, setting, overrides, options)
        for variant in recipe.variants(setting, overrides)
    ]
    folder = options.output
    _check_outputs(plans, folder)
    directories: list[Path] = []
    failed: dict[str, RunError] = {}
    for number, plan in enumerate(plans, start=1):
        if len(plans) > 1:
            click.echo(f"Run {number} of {len(plans)}: {plan.variant.label}")
        if number > 1:
            _clear_session()
        try:
            directory = _execute(plan, folder)
        except RunError as error:
            if len(plans) > 1:
                click.echo(error.line, err=True)
            failed[plan.variant.label] = error
            continue
        directories.append(directory)
        if folder is None and plan.variant.label:
            folder = directory.parent
    if len(failed) == len(plans):
        raise next(iter(failed.values()))
    if len(directories) > 1:
        summarize(directories)
    if failed:
        raise RunError(f"{len(failed)} of {len(plans)} runs failed: {'; '.join(failed)}.")
    return directories


def _plan(
    recipe: Recipe,
    variant: Variant,
    setting: str | None,
    overrides: Sequence[str],
    options: RunOptions,
) -> _Plan:
    seed = getattr(variant.config, "seed", 0)
    if not (isinstance(seed, int) and 0 <= seed < 2**32):
        raise ConfigError(f"`seed` must be an int in 0 to 2^32 - 1. Received: seed={seed}")
    record = {
        "recipe": _relative(recipe),
        "setting": setting,
        "overrides": list(overrides),
        "label": variant.label,
        "smoke": options.smoke,
        "seqtasks": __version__,
        "config": to_json(variant.config),
    }
    return _Plan(recipe, variant, seed, record, options)


def _relative(recipe: Recipe) -> str:
    return recipe.path.relative_to(recipe.project).as_posix()


def _check_outputs(plans: Sequence[_Plan], folder: Path | None) -> None:
    if folder is None:
        return
    if len(plans) > 1 and (folder / CONFIG).exists():
        raise RunError(
            f"The output {folder} holds a single run, and {len(plans)} are asked for. "
            "Name another directory."
        )
    names = [_place(folder, plan.variant) for plan in plans]
    if len(set(names)) < len(names):
        raise ConfigError("Two runs would share a directory: their values differ only in `/`.")
    for directory, plan in zip(names, plans, strict=True):
        check_output(directory, resume=plan.options.resume, force=plan.options.force)
        if plan.options.resume:
            check_same_run(directory, plan.record, places=path_fields(plan.variant.config))


def _place(folder: Path, variant: Variant) -> Path:
    return folder / variant.label.replace("/", "_") if variant.label else folder


def _execute(plan: _Plan, folder: Path | None) -> Path:
    """One run from data to results; returns its directory."""
    place = None if folder is None else _place(folder, plan.variant)
    if place is not None and plan.options.resume and is_complete(place):
        click.echo(f"{place} is complete: nothing is left to do.")
        return place
    recipe, config = plan.recipe, plan.variant.config
    call = _Caller(recipe)
    _set_seed(plan.seed)
    text = _read_data(plan, call, place)
    network = call("model", config, text)
    # Now: bad decoding settings must not wait.
    task = _checked_task(call("task", config, network, text), recipe)
    directory = _make_directory(plan, place, _digests(text))
    with _named_series(plan, directory.path.parent):
        report = _train(plan, call, network, text, directory)
        with _trained(directory.path):
            task.save(directory.path)
            metrics = call("evaluate", config, task, text)
            _check_metrics(metrics, recipe)
            baselines = measure_baselines(task, text, metrics)
    task.draw(metrics, directory.path)
    found = [] if plan.options.smoke else _shortfalls(plan, report, metrics, baselines)
    results = _results(plan, report, metrics, baselines, _digests(text), found)
    vocabulary = task.vocabulary_digest
    write_json(
        directory.path / RESULTS, results | ({"vocabulary": vocabulary} if vocabulary else {})
    )
    _print_summary(directory.path, metrics, baselines, task, text)
    for number, shortfall in enumerate(found):
        later = {other.suggestion for other in found[number + 1 :]}  # each is said once
        suggested = "" if shortfall.suggestion in later else _suggested(shortfall)
        click.echo(f"Warning: {shortfall.message}{suggested}", err=True)
    return directory.path


def _shortfalls(
    plan: _Plan, report: TrainingReport, metrics: Mapping[str, Any], baselines: Baselines
) -> list[Shortfall]:
    """What the training fell short of, with commands that run it otherwise."""

    def command(changes: Mapping[str, Any]) -> str:
        kept = [text for text in plan.variant.overrides if text.partition("=")[0] not in changes]
        given = [f"{name}={value}" for name, value in changes.items() if value is not None]
        return shlex.join(["seqtasks", "run", _named(plan), *kept, *given])

    config = plan.record["config"]
    min_steps = plan.recipe.values(plan.record["setting"]).get("min_steps", 0)
    training = Training(
        report.history, report.monitor, report.best_epoch, config, command, min_steps
    )
    return shortfalls(metrics, baselines, training)


def _suggested(shortfall: Shortfall) -> str:
    return f" You could {shortfall.suggestion}" if shortfall.suggestion else ""


def _named(plan: _Plan) -> str:
    """The recipe as the user wrote it, with its setting."""
    setting = plan.record["setting"]
    return f"{plan.recipe.shown}@{setting}" if setting else plan.recipe.shown


def _train(
    plan: _Plan, call: _Caller, network: Any, text: Any, directory: RunDirectory
) -> TrainingReport:
    """Trains; a failure before the first checkpoint leaves no directory behind."""
    run = Run(
        directory=directory.path,
        resume=plan.options.resume,
        smoke=plan.options.smoke,
        tensorboard=plan.options.tensorboard,
        checkpoint_minutes=plan.options.checkpoint_minutes,
        seed=plan.seed,
    )
    try:
        report = _checked_report(
            call("train", plan.variant.config, network, text, run), plan.recipe
        )
    except Interrupted:
        directory.drop_replaced()
        raise
    except BaseException:
        directory.discard_without_checkpoint()
        raise
    directory.drop_replaced()
    return report


@contextmanager
def _trained(directory: Path) -> Iterator[None]:
    """Says of a run that is interrupted while it is measured that it is trained."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:
        number = _signal_number(error)
        if number is None:
            raise
        raise Interrupted(
            f"{number.name} received: the run is trained, but not measured. Finish it with the "
            f"same command and --resume --output {directory}",
            number,
        ) from error


def _signal_number(error: BaseException) -> signal.Signals | None:
    """The signal that an exception stands for: SIGTERM is the command line's SystemExit(143)."""
    if isinstance(error, KeyboardInterrupt):
        return signal.SIGINT
    terminated = isinstance(error, SystemExit) and error.code == 128 + signal.SIGTERM
    return signal.SIGTERM if terminated else None


@contextmanager
def _named_series(plan: _Plan, folder: Path) -> Iterator[None]:
    """Adds to the interruption of one run of several the command that goes on with all."""
    try:
        yield
    except Interrupted as error:
        if not plan.variant.label:
            raise
        raise _series_interrupted(error, plan, folder) from error


class _Caller(NamedTuple):
    """Calls a recipe's functions; what they refuse becomes one line that names the recipe."""

    recipe: Recipe

    def __call__(self, name: str, *arguments: Any) -> Any:
        function: Callable[..., Any] = getattr(self.recipe.module, name)
        try:
            return function(*arguments)
        except BrokenPipeError:  # the reader of the progress went away: no fault of the recipe
            raise
        except (ValueError, OSError) as error:
            raise RunError(f"{self.recipe.shown}: {name}() failed: {error}") from error


def _set_seed(seed: int) -> None:
    import keras

    keras.utils.set_random_seed(seed)


def _clear_session() -> None:
    import keras

    keras.utils.clear_session()


def _read_data(plan: _Plan, call: _Caller, place: Path | None) -> Any:
    """The text; that of a resumed run must be what it began with, but may lie elsewhere."""
    resumed = place if plan.options.resume else None
    config = plan.variant.config
    try:
        text = call("data", config)
    except DataError as error:
        missing = [name for name in path_fields(config) if not getattr(config, name).exists()]
        if resumed is None or not missing:
            raise
        raise DataError(
            f"{error} If the data moved, resume with {missing[0]}=NEWPATH: they may lie anywhere."
        ) from error
    if plan.options.smoke:
        text = _head(plan.recipe, text)
    if resumed is not None:
        check_same_data(resumed, plan.record, _digests(text))
    return text


def _digests(text: Any) -> dict[str, str]:
    """The digests of the text's sets, where it has any."""
    return dict(getattr(text, "digests", {}))


def _head(recipe: Recipe, text: Any) -> Any:
    if not hasattr(text, "head"):
        kind = type(text).__name__
        raise RunError(f"--smoke needs text.head(count); data() of {recipe.shown} gave a {kind}.")
    return text.head(_SMOKE_EXAMPLES)


def _make_directory(plan: _Plan, place: Path | None, digests: dict[str, str]) -> RunDirectory:
    """The run directory with config.json and the recipe's copy in it."""
    label = plan.variant.label
    if place is not None:
        directory = make(place, force=plan.options.force)
    elif label:
        outer = make_numbered(plan.recipe.name)
        inner = make(_place(outer.path, plan.variant), force=False)
        directory = RunDirectory(inner.path, outer.created + inner.created, True)
    else:
        directory = make_numbered(plan.recipe.name)
    try:
        write_json(directory.path / CONFIG, {**plan.record, "digests": digests})
        _keep_recipe(plan.recipe, directory.path)
    except OSError as error:
        directory.discard_without_checkpoint()
        raise RunError(f"The output {directory.path}: {error.strerror}.") from error
    return directory


def _keep_recipe(recipe: Recipe, directory: Path) -> None:
    copy = directory / recipe.path.name
    if not copy.exists():
        shutil.copyfile(recipe.path, copy)
    elif copy.read_bytes() != recipe.path.read_bytes():
        click.echo(f"Warning: {recipe.shown} differs from the run's copy {copy}.", err=True)


def _checked_report(report: Any, recipe: Recipe) -> TrainingReport:
    if not isinstance(report, TrainingReport):
        raise RunError(
            f"{recipe.shown}: train() must return the TrainingReport that st.fit returns. "
            f"Received: {type(report).__name__}"
        )
    return report


def _checked_task(task: Any, recipe: Recipe) -> Task[Any]:
    """What task() gave, if it has what is asked of a task here; its class may be a stub's."""
    if not all(hasattr(task, name) for name in ("save", "baselines", "draw", "show_samples")):
        raise RunError(
            f"{recipe.shown}: task() must return a `seqtasks.tasks.task.Task`, such as "
            f"st.Translator. Received: {type(task).__name__}"
        )
    return cast("Task[Any]", task)


def _check_metrics(metrics: Any, recipe: Recipe) -> None:
    if not isinstance(metrics, Mapping) or not all(
        isinstance(split, Mapping) for split in metrics.values()
    ):
        raise RunError(
            f"{recipe.shown}: evaluate() must return metrics by split, "
            f'{{"validation": {{...}}, "test": {{...}}}}. Received: {metrics!r}'
        )


def _series_interrupted(error: Interrupted, plan: _Plan, folder: Path) -> Interrupted:
    """The interruption of one run of several, with the command that goes on with all."""
    flags = ["--smoke"] if plan.options.smoke else []
    words = ["seqtasks", "run", _named(plan), *plan.record["overrides"], *flags]
    command = shlex.join([*words, "--resume", "--output", str(folder)])
    return Interrupted(f"{error}. All runs: {command}", error.exit_status - 128)


def _results(
    plan: _Plan,
    report: TrainingReport,
    metrics: Mapping[str, Any],
    baselines: Baselines,
    digests: Mapping[str, str],
    found: Sequence[Shortfall],
) -> dict[str, Any]:
    return {
        "recipe": plan.record["recipe"],
        "config": plan.record["config"],
        "seed": plan.seed,
        "metrics": metrics,
        "baselines": baselines,
        "warnings": [shortfall._asdict() for shortfall in found],
        "digests": digests,
        "parameters": report.parameters,
        "seconds": report.seconds,
        "tokens_per_second": report.tokens_per_second,
        "epochs": report.epochs,
        "padding_share": report.padding_share,
        "versions": versions(),
        "commit": commit(plan.recipe.project),
        "machine": machine(),
    }


def _print_summary(
    directory: Path, metrics: Mapping[str, Any], baselines: Baselines, task: Task[Any], text: Any
) -> None:
    for source, prediction, reference in task.show_samples(text, count=3):
        click.echo(f"source      {source}\nprediction  {prediction}\nreference   {reference}\n")
    for line in summary_lines(metrics, baselines, str(directory)):
        click.echo(line)
