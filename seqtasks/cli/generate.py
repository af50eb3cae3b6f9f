"""The command `generate`: a language model continues a prompt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from seqtasks.cli.options import (
    check_task,
    load_task,
    make_sampling,
    path_type,
    rules_options,
    sampling_options,
    seed_option,
    with_search,
)
from seqtasks.cli.tables import one_line

if TYPE_CHECKING:
    from seqtasks.tasks.language_model import LanguageModel


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@click.option("--prompt", default="", help="Text to continue.")
@sampling_options
@click.option(
    "--num", type=click.IntRange(min=1), default=1, show_default=True, help="Number of texts."
)
@click.option(
    "--max-length", type=click.IntRange(min=1), help="Maximum number of tokens in each text."
)
@rules_options
@seed_option
def generate(
    run: Path,
    prompt: str,
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    num: int,
    max_length: int | None,
    seed: int,
    **rules: Any,
) -> None:
    """Generate text with a language model, one line per text, shown token by token.

    Without options, tokens are sampled at temperature 1 from the whole vocabulary.
    """
    check_task(run, "LanguageModel")
    task = cast("LanguageModel", with_search(load_task(run), **rules))
    sampling = make_sampling(temperature, top_k, top_p)
    for number in range(num):
        pieces = task.generate(
            prompt, sampling=sampling, max_length=max_length, seed=(seed, number)
        )
        for piece in pieces:
            click.echo(one_line(piece), nl=False)
        click.echo()
