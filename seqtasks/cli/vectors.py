"""The command `vectors`: the embeddings of a run as files that other programs read."""

from __future__ import annotations

from pathlib import Path

import click

from seqtasks.cli.embedding import embedding_of
from seqtasks.cli.lines import check_output_file
from seqtasks.cli.options import path_type
from seqtasks.errors import DataError


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@click.option(
    "--word2vec",
    metavar="FILE",
    type=path_type,
    help="Write the vectors in word2vec's text format.",
)
@click.option(
    "--projector",
    metavar="DIR",
    type=path_type,
    help="Write the vectors for TensorBoard's projector.",
)
def vectors(run: Path, word2vec: Path | None, projector: Path | None) -> None:
    """Write the embeddings of a run to files that other programs read."""
    if word2vec is None and projector is None:
        raise click.UsageError("Say what to write: --word2vec FILE, --projector DIR, or both.")
    check_output_file(word2vec)
    embedding, tokenizer = embedding_of(run)
    import numpy as np

    from seqtasks.corpora.vectors import write_projector, write_word2vec

    table = np.array(embedding.embeddings)
    try:
        if word2vec is not None:
            write_word2vec(word2vec, tokenizer.vocabulary, table)
            click.echo(f"{word2vec}: {len(table):,} vectors of {table.shape[1]}")
        if projector is not None:
            write_projector(projector, tokenizer.vocabulary, table)
            click.echo(f"{projector}: open it with `tensorboard --logdir {projector}`")
    except OSError as error:
        raise DataError(f"The vectors cannot be written: {error}") from error
