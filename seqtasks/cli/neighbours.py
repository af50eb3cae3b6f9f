"""The command `neighbours`: which words have similar embeddings."""

from __future__ import annotations

import json
from pathlib import Path

import click

from seqtasks.cli.embedding import embedding_of
from seqtasks.cli.options import format_option, path_type
from seqtasks.cli.tables import print_table


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@click.option("--num", type=click.IntRange(min=1), default=10, show_default=True)
@format_option
def neighbours(run: Path, words: tuple[str, ...], num: int, style: str) -> None:
    """Show the words with the most similar embeddings to each WORD, with their cosines."""
    embedding, tokenizer = embedding_of(run)
    from seqtasks.analysis.neighbours import neighbours as nearest

    found = {word: nearest(embedding, tokenizer, word, num) for word in words}
    if style == "json":
        shown = {word: [near._asdict() for near in row] for word, row in found.items()}
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for word, row in found.items():
        click.echo(word)
        print_table([(near.token, f"{near.similarity:.3f}") for near in row])
