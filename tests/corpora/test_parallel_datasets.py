"""Pairs of sentences from TensorFlow Datasets, offline: prepared on disk, and mocked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from seqtasks.corpora.parallel import list_test_sets, read_parallel
from seqtasks.errors import DataError

PAIRS = {
    "train": [("o cão", "the dog"), ("o\ngato ", "the cat"), ("", "nothing")],
    "validation": [("a casa", "the house")],
    "test": [("o rio", "the river")],
}


class SeqtasksPairs(tfds.core.GeneratorBasedBuilder):
    """Translations, prepared in a folder of the test."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            features=tfds.features.Translation(("pt", "en")), disable_shuffling=True
        )

    def _split_generators(self, dl_manager: Any) -> dict[str, Iterator[tuple[int, Any]]]:
        return {split: self._generate_examples(split) for split in PAIRS}

    def _generate_examples(self, split: str) -> Iterator[tuple[int, Any]]:
        for i, (portuguese, english) in enumerate(PAIRS[split]):
            yield i, {"pt": portuguese, "en": english}


@pytest.fixture(autouse=True)
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data set lies where TFDS looks; community data sets are not asked for."""
    monkeypatch.setattr(tfds.core.community, "community_register", lambda: None)
    monkeypatch.setattr(tfds.core.constants, "DATA_DIR", str(tmp_path))
    tfds.builder("seqtasks_pairs", data_dir=tmp_path).download_and_prepare()


def test_a_prepared_data_set_is_read_in_both_directions() -> None:
    with pytest.warns(UserWarning, match="dropped 1 of 3 pairs of 'train' with an empty side"):
        train, validation, test = read_parallel("tfds:seqtasks_pairs", "pt", "en")
    assert train == ("train", ("o cão", "o gato"), ("the dog", "the cat"))  # one line each
    assert validation == ("validation", ("a casa",), ("the house",))
    assert test == ("test", ("o rio",), ("the river",))
    with pytest.warns(UserWarning, match="dropped 1 of 3"):
        assert read_parallel(Path("tfds:seqtasks_pairs"), "en", "pt").test.source == ("the river",)
    assert list_test_sets("tfds:seqtasks_pairs", "en", "pt") == ["test"]


def test_languages_that_a_data_set_lacks() -> None:
    with pytest.raises(DataError, match="has the languages en, pt. Received: target='fr'"):
        read_parallel("tfds:seqtasks_pairs", "en", "fr")
    with pytest.raises(DataError, match="has no test split 'tst' in both languages. Did you mean"):
        read_parallel("tfds:seqtasks_pairs", "en", "pt", test="tst")


@pytest.mark.parametrize(
    ("corpus", "source"), [("ted_hrlr_translate/pt_to_en", "pt"), ("wmt14_translate/de-en", "de")]
)
def test_data_sets_of_tfds(corpus: str, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A mocked data set, which was never prepared, does not know its splits.
    places = "seqtasks.corpora.parallel_sources.split_names_of"
    monkeypatch.setattr(places, lambda _: ["train", "validation", "test"])

    def as_dataset(self: Any, **_: Any) -> tf.data.Dataset:
        return tf.data.Dataset.from_tensor_slices({source: ["eins", "zwei"], "en": ["1", "2"]})

    with tfds.testing.mock_data(
        num_examples=2, policy=tfds.testing.MockPolicy.USE_CODE, as_dataset_fn=as_dataset
    ):
        train = read_parallel(f"tfds:{corpus}", source, "en").train
    assert train == ("train", ("eins", "zwei"), ("1", "2"))


def test_a_data_set_of_something_else() -> None:
    with pytest.raises(DataError, match="must have two features or more that hold text"):
        read_parallel("tfds:mnist", "de", "en")
