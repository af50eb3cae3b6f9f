"""Dialogues as pairs of a context and the reply that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seqtasks.corpora.dialogue_files import (
    END_OF_TURN,
    Conversation,
    join_turns,
    read_conversations,
)
from seqtasks.corpora.hashed_splits import ALL, SPLITS_AND_ALL, hashed_splits
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.corpora.splits import SPLITS, entries, find_split, split_names
from seqtasks.errors import DataError, did_you_mean

CONTEXT, REPLY = "context", "reply"
_ENDINGS = ("txt", "tsv", "")


class Dialogues:
    """A corpus of dialogues as pairs: what was said before, and the turn that follows.

    Every turn but the first is a reply; its context is the `turns` turns before it, or as many as
    there are, with ` __eou__ ` between them. Dialogues of one turn give no pair.

    Args:
        corpus: a folder with a file `[PREFIX.]{train,validation,test}[.txt|.tsv][.gz]` for each
            split, or with folders of these names that hold `dialogues_NAME.txt[.gz]`; or one file,
            of which one dialogue in fifty is for validation and one for test, by a hash of the
            dialogue. Dialogues that differ in their last turn only lie in one split. For the two
            forms of files see `read_conversations`.
        turns: turns of a context at most, at least 1.

    Raises:
        ValueError: `turns` is below 1.
    """

    form = f"dialogues, each turn with {END_OF_TURN} behind it or in a column of a table"
    kind = "dialogues"

    def __init__(self, corpus: Path | str, turns: int) -> None:
        if turns < 1:
            raise ValueError(f"`turns` must be at least 1. Received: turns={turns}")
        self.corpus = Path(corpus)
        self.turns = turns
        self._splits: dict[str, list[Conversation]] = {}

    def __str__(self) -> str:
        return str(self.corpus)

    @property
    def has_splits(self) -> bool:
        """Whether the corpus is a folder."""
        return not self.corpus.is_file()

    def languages(self) -> list[str]:
        """The two sides of a pair."""
        return [CONTEXT, REPLY]

    def splits(self, source: str, target: str) -> list[str]:
        """All three; of one file also what holds everything."""
        return sorted(SPLITS if self.has_splits else SPLITS_AND_ALL)

    def read(self, name: str, source: str, target: str) -> ParallelLines:
        """The pairs of a split in the order of its dialogues.

        Raises:
            DataError: a file is missing or cannot be read, a line is no dialogue, or no dialogue
                has a reply.
        """
        conversations = self._conversations(name)
        pairs = [pair for dialogue in conversations for pair in dialogue.pairs(self.turns)]
        sides = dict(zip((CONTEXT, REPLY), zip(*pairs, strict=True), strict=True))
        return ParallelLines(name, sides[source], sides[target])

    def missing(self, name: str, source: str, target: str) -> str:
        """Which splits there are."""
        known = did_you_mean(name, self.splits(source, target))
        return f"{self.corpus} has no split {name!r}. {known}"

    def wholes(self, lines: ParallelLines) -> Sequence[tuple[str, ...]]:
        """The turns of each dialogue of a folder; none of one file stands in two splits."""
        if not self.has_splits:
            return ()
        return [dialogue.turns for dialogue in self._conversations(lines.name)]

    def _conversations(self, name: str) -> list[Conversation]:
        """The dialogues of a split that have a reply, read once."""
        if name not in self._splits:
            if self.has_splits:
                self._splits[name] = _with_replies(self._file(name))
            else:
                self._splits = self._split_file()
        found = self._splits[name]
        if not found:
            raise DataError(
                f"{self.corpus} has too few dialogues to be split: none of "
                f"{len(self._splits[ALL]):,} fell to {name!r}. Split it yourself: a folder with "
                "the files train, validation and test."
            )
        return found

    def _split_file(self) -> dict[str, list[Conversation]]:
        """The dialogues of every split of one file."""
        dialogues = _with_replies(self.corpus)
        contexts = [join_turns(dialogue.turns[:-1]) for dialogue in dialogues]
        splits: dict[str, list[Conversation]] = {name: [] for name in SPLITS} | {ALL: dialogues}
        for name, dialogue in zip(
            hashed_splits(zip(contexts, contexts, strict=True)), dialogues, strict=True
        ):
            splits[name].append(dialogue)
        return splits

    def _file(self, name: str) -> Path:
        """The file of a split."""
        names = split_names(name)
        folders = [p for p in entries(self.corpus) if p.is_dir() and p.name.lower() in names]
        if not folders:
            return find_split(self.corpus, name, _ENDINGS)
        forms = {f"dialogues_{one}.txt{ending}" for one in names for ending in ("", ".gz")}
        files = [path for folder in folders for path in entries(folder)]
        found = [path for path in files if path.name.lower() in forms]
        if len(found) != 1:
            what = ", ".join(str(path.relative_to(self.corpus)) for path in found) or "none"
            raise DataError(
                f"The corpus {self.corpus} must have one file {name}/dialogues_{name}.txt[.gz]. "
                f"Found: {what}."
            )
        return found[0]


def _with_replies(path: Path) -> list[Conversation]:
    """The dialogues of a file that have two turns or more.

    Raises:
        DataError: there are none.
    """
    found = [dialogue for dialogue in read_conversations(path) if len(dialogue.turns) > 1]
    if not found:
        raise DataError(f"{path} holds no dialogue of two turns or more.")
    return found
