"""What `predict` does with files whose words are known: CoNLL-U, columns, lines of words."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from seqtasks.cli.answers import intent_of
from seqtasks.cli.lines import CHUNK, read_lines
from seqtasks.corpora.columns import ColumnSentence
from seqtasks.corpora.sentences import check_text
from seqtasks.corpora.slots import words_of
from seqtasks.corpora.word_files import WordFile, WordSentence, open_words
from seqtasks.errors import DataError

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task

_Sentence = TypeVar("_Sentence")
_STDIN = "standard input"


def open_sentences(path: Path | None, *, is_conllu: bool) -> WordFile:
    """The sentences of a file, or of standard input, whose lines keep their ends.

    Raises:
        DataError: the file has neither columns nor is CoNLL-U, where that can be told.
    """
    return open_words(read_lines(path, keep_returns=True), path or _STDIN, is_conllu=is_conllu)


def filled(
    task: Task[Any], opened: WordFile, column: str | None, *, between_tabs: bool = False
) -> Iterator[str]:
    """The lines of a file with a label for each word; intents are comments before sentences.

    Args:
        task: a tagger.
        opened: the file.
        column: of the labels; None for a column more, in files with columns.
        between_tabs: of columns between spaces, put tabs there.

    Raises:
        DataError: the file has no such column, or no place for a label or an intent.
    """
    sentences: Iterable[WordSentence] = opened.sentences
    if between_tabs:
        sentences = (s.between_tabs() if isinstance(s, ColumnSentence) else s for s in sentences)
    for chunk, records in _tagged(task, sentences, lambda s: s.forms, opened.source):
        for sentence, record in zip(chunk, records, strict=True):
            lines = sentence.with_labels(record["labels"], column)
            if sentence.words:
                lines = _with_intent(sentence, lines, intent_of(record))
            yield from lines
            yield from sentence.after


def answers(
    task: Task[Any], opened: WordFile, write: Callable[[dict[str, Any]], Iterable[str]]
) -> Iterator[str]:
    """What is written of each sentence of a file that has words."""
    found = (sentence for sentence in opened.sentences if sentence.words)
    for chunk, records in _tagged(task, found, lambda s: s.forms, opened.source):
        for sentence, record in zip(chunk, records, strict=True):
            yield from write({"source": " ".join(sentence.forms), **record})


def answers_of_lines(
    task: Task[Any], path: Path | None, write: Callable[[dict[str, Any]], Iterable[str]]
) -> Iterator[str]:
    """What is written of each line, whose words stand between blanks."""
    for chunk, records in _tagged(task, read_lines(path), words_of, path or _STDIN):
        for line, record in zip(chunk, records, strict=True):
            yield from write({"source": line, **record})


def _tagged(
    task: Task[Any],
    sentences: Iterable[_Sentence],
    words: Callable[[_Sentence], Sequence[str]],
    source: Path | str,
) -> Iterator[tuple[list[_Sentence], list[dict[str, Any]]]]:
    """Sentences with what a tagger says of their words, many at a time."""
    iterator = iter(sentences)
    while chunk := list(itertools.islice(iterator, CHUNK)):
        rows = [words(sentence) for sentence in chunk]
        check_text(rows, source)
        yield chunk, task.tag(rows)


def _with_intent(
    sentence: WordSentence, lines: Sequence[str], intent: Sequence[str]
) -> tuple[str, ...]:
    """The lines of a sentence with its intent, in place of one that is there, or before words."""
    if not intent:
        return tuple(lines)
    if isinstance(sentence, ColumnSentence) and sentence.layout.separator == " ":
        raise DataError(
            f"{sentence.source}: where spaces stand between columns, a comment with the intent "
            "would be a word. Write a table: --format tsv; or --format json."
        )
    name = intent[0].partition("=")[0]
    comments = itertools.takewhile(lambda line: line.startswith("#"), lines)
    first = min(sentence.words[0], len(list(comments)))  # a word may begin so, too
    end = lines[first][len(lines[first].removesuffix("\r")) :]
    before = [line for line in lines[:first] if not line.startswith(name)]
    return (*before, f"{intent[0]}{end}", *lines[first:])
