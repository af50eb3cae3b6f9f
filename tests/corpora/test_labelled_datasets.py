"""Labelled texts from TensorFlow Datasets, offline: prepared on disk, and mocked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from seqtasks.corpora.labelled import Layout, read_labelled, read_labelled_part
from seqtasks.corpora.tfds import Feature, dataset_features
from seqtasks.errors import DataError, DataWarning


class SeqtasksReviews(tfds.core.GeneratorBasedBuilder):
    """Reviews, prepared in a folder of the test; those of `hidden` have no labels, of
    `some` a third."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self) -> tfds.core.DatasetInfo:
        features = {
            "review": tfds.features.Text(),
            "opinion": tfds.features.ClassLabel(names=["bad", "good"]),
            "stars": tf.int64,
        }
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(features), disable_shuffling=True
        )

    def _split_generators(self, dl_manager: Any) -> dict[str, Iterator[tuple[int, Any]]]:
        return {name: self._generate_examples(name) for name in ("train", "test", "hidden", "some")}

    def _generate_examples(self, split: str) -> Iterator[tuple[int, Any]]:
        for i in range(60):
            label = -1 if split == "hidden" or (split == "some" and i % 3 == 0) else i % 2
            yield i, {"review": f"{split}\n{i}", "opinion": label, "stars": i % 5}


@pytest.fixture(autouse=True)
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data set lies where TFDS looks; community data sets are not asked for."""
    monkeypatch.setattr(tfds.core.community, "community_register", lambda: None)
    monkeypatch.setattr(tfds.core.constants, "DATA_DIR", str(tmp_path))
    tfds.builder("seqtasks_reviews", data_dir=tmp_path).download_and_prepare()


def test_a_prepared_data_set_is_read() -> None:
    found = read_labelled("tfds:seqtasks_reviews")
    assert found.test.texts[:2] == ("test 0", "test 1")  # one line each
    assert found.test.labels[:2] == ("bad", "good")
    assert len(found.train.texts) + len(found.validation.texts) == 60
    stars = read_labelled(Path("tfds:seqtasks_reviews"), Layout(label="stars"))
    assert set(stars.train.labels) == set("01234")
    swapped = read_labelled("tfds:seqtasks_reviews", Layout(train="test[:30]", test="train"))
    assert swapped.test.texts[0] == "train 0"


def test_examples_without_a_label_are_left_out_with_a_warning() -> None:
    with pytest.warns(DataWarning, match="20 of 60 examples of .*, some, have no label"):
        found = read_labelled("tfds:seqtasks_reviews", Layout(train="some"))
    assert len(found.train.texts) + len(found.validation.texts) == 40


def test_a_data_set_is_measured_on_the_split_that_was_chosen() -> None:
    chosen = Layout(test="train", train="test")
    assert read_labelled_part("tfds:seqtasks_reviews", None, chosen).texts[0] == "train 0"
    elsewhere = Layout(test="dev")
    assert read_labelled_part("tfds:seqtasks_reviews", None, elsewhere).texts[0] == "test 0"


def test_features_are_found_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    text, number = Feature(None, False, text=True), Feature(None, False)
    features = {"title": text, "content": text, "id": number, "label": number}
    monkeypatch.setattr("seqtasks.corpora.labelled_examples.dataset_features", lambda _: features)
    monkeypatch.setattr("seqtasks.corpora.labelled.split_names_of", lambda _: ["train", "test"])
    asked: list[list[str]] = []

    def read(_: str, split: str, wanted: dict[str, Any]) -> list[list[str]]:
        asked.append(list(wanted))
        return [[f"{split} {i}", str(i % 2)] for i in range(60)]

    monkeypatch.setattr("seqtasks.corpora.labelled_examples.read_examples", read)
    read_labelled("tfds:any")
    read_labelled("tfds:any", Layout(text="title", label="id"))
    assert asked == [["content", "label"]] * 2 + [["title", "id"]] * 2


def test_names_of_classes_are_in_their_normal_form(monkeypatch: pytest.MonkeyPatch) -> None:
    features = {"label": tfds.features.ClassLabel(names=["cafe\u0301", "bar "])}
    builder = SimpleNamespace(info=SimpleNamespace(features=features))
    monkeypatch.setattr("seqtasks.corpora.tfds._builder", lambda *_: builder)
    assert dataset_features("tfds:any")["label"].names == ("caf\u00e9", "bar")


def test_what_a_data_set_lacks() -> None:
    with pytest.raises(DataError, match="no labels in its split hidden. .*`test=validation`"):
        read_labelled("tfds:seqtasks_reviews", Layout(test="hidden"))
    with pytest.raises(DataError, match="`label=` must name the feature with the label. Did you"):
        read_labelled("tfds:seqtasks_reviews", Layout(label="opinions"))


@pytest.mark.parametrize(
    ("corpus", "text"),
    [("imdb_reviews", "text"), ("glue/sst2", "sentence"), ("yelp_polarity_reviews", "text")],
)
def test_data_sets_of_tfds(corpus: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A mocked data set, which was never prepared, does not know its splits.
    splits = ["train", "validation", "test"]
    monkeypatch.setattr("seqtasks.corpora.labelled.split_names_of", lambda _: splits)

    def as_dataset(self: Any, **_: Any) -> tf.data.Dataset:
        return tf.data.Dataset.from_tensor_slices({text: ["fine", "dull"], "label": [1, 0]})

    with tfds.testing.mock_data(
        num_examples=2, policy=tfds.testing.MockPolicy.USE_CODE, as_dataset_fn=as_dataset
    ):
        found = read_labelled(f"tfds:{corpus}")
    assert found.train.texts == ("fine", "dull")
    assert len(set(found.train.labels)) == 2
