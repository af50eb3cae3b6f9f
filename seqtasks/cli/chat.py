"""The command `chat`: a conversation in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from seqtasks.cli.lines import read_lines
from seqtasks.cli.options import (
    check_drawing,
    check_task,
    drawing_seed_option,
    load_task,
    make_sampling,
    path_type,
    rules_options,
    sampling_options,
    with_search,
)
from seqtasks.cli.tables import one_line

if TYPE_CHECKING:
    from seqtasks.tasks.dialogue import Dialogue


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@rules_options
@sampling_options
@drawing_seed_option
def chat(
    run: Path,
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    seed: int | None,
    **rules: Any,
) -> None:
    """Chat with a dialogue run: each input line gets a reply, until the input ends.

    Beam search finds the reply; --temperature, --top-k or --top-p sample it instead. An empty line
    starts a new dialogue.
    """
    check_task(run, "Dialogue")
    check_drawing(temperature, top_k, top_p, seed)
    sampling = make_sampling(temperature, top_k, top_p)
    task = cast("Dialogue", with_search(load_task(run), **rules))
    is_terminal = sys.stdin.isatty()
    if is_terminal:
        click.echo("An empty line begins a new dialogue; Ctrl-D ends.", err=True)
        click.echo("> ", nl=False)
    turns: list[str] = []
    for line in read_lines(None):
        if line.strip():
            turns.append(line.strip())
            turns.append(one_line(task.reply(turns, sampling, seed=seed or 0)))
            click.echo(turns[-1])
        else:
            turns.clear()
        if is_terminal:
            click.echo("> ", nl=False)
    if is_terminal:
        click.echo()
