"""Reads corpora of texts with a label each: folders, single files, TensorFlow Datasets."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.class_folders import class_folders, class_rows
from seqtasks.corpora.hashed_splits import first_alike
from seqtasks.corpora.label_checks import check_labels
from seqtasks.corpora.label_columns import Columns
from seqtasks.corpora.labelled_examples import read_labelled_examples
from seqtasks.corpora.labelled_files import (
    ENDINGS,
    LabelledTexts,
    as_labelled,
    is_guessed,
    read_labelled_file,
)
from seqtasks.corpora.splits import (
    SPLITS,
    entries,
    find_chosen,
    find_named,
    find_split,
    split_files,
    split_names,
    stem,
)
from seqtasks.corpora.tfds import is_tfds, split_names_of
from seqtasks.errors import DataError

_ONE_IN = 10  # of the texts of a split that lacks another: one goes to it


class LabelledCorpus(NamedTuple):
    """The splits of a corpus of labelled texts."""

    train: LabelledTexts
    validation: LabelledTexts
    test: LabelledTexts


class Layout(NamedTuple):
    """Where texts and labels stand, where a corpus leaves it open.

    Attributes:
        text: the column or feature with the text; None to find it by its name.
        label: the column or feature with the label; None to find it by its name.
        group: the column or feature whose values are measured apart; None for none.
        train: the file (its name, with or without ending) or the split of the data set; None for
            the one that is named so.
        validation: likewise.
        test: likewise.
    """

    text: str | None = None
    label: str | None = None
    group: str | None = None
    train: str | None = None
    validation: str | None = None
    test: str | None = None

    @property
    def columns(self) -> Columns:
        """The columns alone."""
        return Columns(self.text, self.label, self.group)

    @property
    def choices(self) -> dict[str, str]:
        """The files or splits that are chosen, by the name of the split."""
        return {name: choice for name in SPLITS if (choice := getattr(self, name))}


DEFAULT = Layout()


def read_labelled(corpus: Path | str, layout: Layout = DEFAULT) -> LabelledCorpus:
    """Reads the three splits of a corpus; see `read_labelled_split`.

    Where there is no validation split, one text in ten of the training split becomes it; of a
    single file, or a folder of classes, which have no splits, one in ten becomes the test split as
    well. A hash of the text decides, so that equal texts stay together.

    Raises:
        DataError: a split is missing or ambiguous, a file cannot be used, or there is one class
            only.
    """
    train = read_labelled_split(corpus, "train", layout)
    validation, test = (
        read_labelled_split(corpus, name, layout) if _has_split(corpus, name, layout) else None
        for name in ("validation", "test")
    )
    if test is None:
        train, test = _held_out(train, corpus, 1)
    if validation is None:
        train, validation = _held_out(train, corpus, 0)
    found = LabelledCorpus(train, validation, test)
    all_labels = [label for split in found for label in split.labels]
    check_labels(corpus, train.labels, all_labels, lambda: _is_guessed(corpus, layout))
    return found


def read_labelled_split(corpus: Path | str, name: str, layout: Layout = DEFAULT) -> LabelledTexts:
    """Reads one split of a corpus.

    Args:
        corpus: a folder with files `[NAME.]{train,validation|valid|val|dev,test}` as
            `read_labelled_file` reads them; a folder with folders of these names, each with a
            folder a class; a folder with a folder a class; one file; or `tfds:NAME`.
        name: `"train"`, `"validation"` or `"test"`.
        layout: which columns and files.

    Raises:
        DataError: the split is missing or ambiguous, or a file cannot be used.
    """
    if is_tfds(corpus):
        split = _tfds_split(str(corpus), name, layout)
        if split is None:
            known = ", ".join(split_names_of(corpus))
            raise DataError(f"{corpus} has no split {name}. It has: {known}.")
        return read_labelled_examples(str(corpus), split, layout.columns)
    place = _find(Path(corpus), name, layout)
    if place.is_dir():
        if layout.group is not None:
            raise DataError(
                f"{place} has folders of classes, which have no columns. "
                f"Received: group={layout.group!r}"
            )
        return as_labelled(class_rows(place), place)
    return read_labelled_file(place, layout.columns)


def read_labelled_part(
    corpus: Path | str, name: str | None, layout: Layout = DEFAULT
) -> LabelledTexts:
    """Reads what a trained classifier is measured on.

    Args:
        corpus: as in `read_labelled_split`.
        name: a split, one that `read_labelled` holds out of another too; a file of a folder; None
            for the test split, and for all of a corpus that has none.
        layout: which columns and files; files that the corpus does not have are another's.

    Raises:
        DataError: as of `read_labelled`.
    """
    layout = _of_corpus(corpus, layout)
    if name is None:
        return read_labelled_split(corpus, "test", layout)
    if name not in SPLITS or _is_named(corpus, name):
        return read_labelled_split(corpus, "test", layout._replace(test=name))
    if _has_split(corpus, name, layout):
        return read_labelled_split(corpus, name, layout)
    return getattr(read_labelled(corpus, layout), name)


def _of_corpus(corpus: Path | str, layout: Layout) -> Layout:
    """A layout without the choices that a corpus does not have."""

    def has(name: str, chosen: str) -> bool:
        if is_tfds(corpus):
            return re.split(r"[\[+]", chosen)[0] in split_names_of(corpus)
        folder = Path(corpus)
        if not folder.is_dir():
            return False
        return bool(find_named(folder, chosen, ENDINGS) or _split_folder(folder, name, chosen))

    lacking = {name: None for name, chosen in layout.choices.items() if not has(name, chosen)}
    return layout._replace(**lacking)


def _is_named(corpus: Path | str, name: str) -> bool:
    """Whether one file of a folder has exactly this name, whatever others it holds."""
    folder = Path(corpus)
    return folder.is_dir() and len(find_named(folder, name, ENDINGS)) == 1


def _has_split(corpus: Path | str, name: str, layout: Layout) -> bool:
    """Whether a corpus has a split of its own; a test split that a folder of files must have."""
    if getattr(layout, name):
        return True
    if is_tfds(corpus):
        return _tfds_split(str(corpus), name, layout) is not None
    folder = Path(corpus)
    if _is_whole(folder, layout):
        return False
    if _split_folder(folder, "train", layout.train) is not None:
        return _split_folder(folder, name, None) is not None
    return name == "test" or bool(_split_files(folder, name, layout))


def _is_whole(folder: Path, layout: Layout) -> bool:
    """Whether a corpus has no splits: a file, or a folder of classes without files of splits."""
    if folder.is_file():
        return True
    if len(class_folders(folder)) < 2:
        return False
    return not any(split_files(folder, name, ENDINGS) for name in SPLITS) and not any(
        find_named(folder, chosen, ENDINGS) for chosen in layout.choices.values()
    )


def _find(folder: Path, name: str, layout: Layout) -> Path:
    """The file or the folder of classes of a split.

    Raises:
        DataError: it is missing, there are two, or it is chosen where there is no choice.
    """
    chosen: str | None = getattr(layout, name)
    if _is_whole(folder, layout):
        if chosen:
            raise DataError(
                f"The corpus {folder} has no splits to choose from: give the folder that holds the "
                f"file, or leave `{name}` out. Received: {name}={chosen!r}"
            )
        return folder
    if place := _split_folder(folder, name, chosen):
        return place
    if chosen:
        return find_chosen(folder, name, chosen, ENDINGS)
    found = _split_files(folder, name, layout)
    if len(found) > 1:
        stems = [stem(path, ENDINGS) for path in found]
        known = stems if len(set(stems)) == len(stems) else [path.name for path in found]
        raise DataError(
            f"The corpus {folder} has {len(found)} files of the split {name}. Choose one with "
            f"`{name}=`: {', '.join(known)}."
        )
    return found[0] if found else find_split(folder, name, ENDINGS)


def _split_files(folder: Path, name: str, layout: Layout) -> list[Path]:
    """The files of a split by their name, without those that are chosen for another."""
    taken = {getattr(layout, other) for other in SPLITS if other != name}
    files = split_files(folder, name, ENDINGS)
    return [path for path in files if not {path.name, stem(path, ENDINGS)} & taken]


def _split_folder(folder: Path, name: str, chosen: str | None) -> Path | None:
    """The folder of a split that holds folders of classes, if there is one.

    Raises:
        DataError: there are two.
    """
    folders = [path for path in entries(folder) if path.is_dir()]
    if chosen:
        found = [path for path in folders if path.name == chosen]
    else:
        found = [path for path in folders if path.name.lower() in split_names(name)]
    found = [path for path in found if class_folders(path)]
    if len(found) > 1:
        raise DataError(
            f"The corpus {folder} has {len(found)} folders of the split {name}. Choose one with "
            f"`{name}=`: {', '.join(path.name for path in found)}."
        )
    return found[0] if found else None


def _tfds_split(corpus: str, name: str, layout: Layout) -> str | None:
    """How the data set names a split; none where another split takes its part."""
    chosen: str | None = getattr(layout, name)
    if chosen:
        return chosen
    taken = {getattr(layout, other) for other in SPLITS if other != name}
    known = [split for split in split_names_of(corpus) if split not in taken]
    return next((split for split in split_names(name) if split in known), None)


def _held_out(
    split: LabelledTexts, corpus: Path | str, part: int
) -> tuple[LabelledTexts, LabelledTexts]:
    """What stays of a split, and the tenth of it that a hash of the text picks out.

    Texts that differ in case, blanks or normal form only stay together.
    """
    out = [_tenth(text) == part for text in first_alike(zip(split.texts, split.texts, strict=True))]
    if not any(out) or all(out):
        raise DataError(
            f"{corpus} has too few texts to be split: {len(split.texts):,}. Split it yourself: a "
            "folder with the files train, validation and test."
        )
    return split.where([not o for o in out]), split.where(out)


def _tenth(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % _ONE_IN


def _is_guessed(corpus: Path | str, layout: Layout) -> bool:
    """Whether nothing says what the labels of the training texts are."""
    if is_tfds(corpus):
        return False
    place = _find(Path(corpus), "train", layout)
    return place.is_file() and is_guessed(place, layout.columns)
