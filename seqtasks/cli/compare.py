"""The command `compare`: runs side by side."""

from __future__ import annotations

from pathlib import Path

import click

from seqtasks.cli.lines import check_output_file
from seqtasks.cli.options import path_type
from seqtasks.runs.comparison import as_csv, as_markdown, as_text, draw, note, read_groups, table


@click.command()
@click.argument("runs", metavar="RUN...", type=path_type, nargs=-1, required=True)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "csv"]),
    default="text",
    show_default=True,
    help="Format of the table.",
)
@click.option("--split", default="test", show_default=True, help="Split whose metrics to show.")
@click.option(
    "--chart", metavar="FILE.png", type=path_type, help="Also draw the table as a bar chart."
)
@click.option("--mixed", is_flag=True, help="Accept runs measured on different test sets.")
def compare(
    runs: tuple[Path, ...], style: str, split: str, chart: Path | None, mixed: bool
) -> None:
    """Compare runs: metrics, parameters, seconds, tokens per second.

    RUN is a run directory or a folder of run directories. Runs that differ only by seed share one
    row, mean ± standard deviation; a repeated seed counts once. Further rows show trivial
    baselines on the same data. Perplexities over different vocabularies are marked, since they
    cannot be compared; bits_per_character can.
    """
    if chart is not None and chart.suffix != ".png":
        raise click.UsageError(f"--chart must name a .png file. Received: {chart}")
    check_output_file(chart)
    groups = read_groups(runs, split=split, mixed=mixed)
    rows = table(groups, split=split)
    click.echo({"text": as_text, "markdown": as_markdown, "csv": as_csv}[style](rows))
    if explained := note(groups, split=split):
        click.echo(f"\n{explained}", err=style == "csv")  # a program reads what csv prints
    if chart is not None:
        draw(groups, chart, split=split)
