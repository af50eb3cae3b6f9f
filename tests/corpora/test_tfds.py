"""Data sets of TensorFlow Datasets: made up or prepared here, never downloaded."""

import importlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from seqtasks.corpora import tagged
from seqtasks.corpora.sentences import TaggedCorpus, TaggedSentences
from seqtasks.corpora.tagged import (
    read_tagged,
    read_tagged_part,
    read_tagged_split,
    read_tagged_tfds,
)
from seqtasks.corpora.tfds import (
    Feature,
    dataset_features,
    find_split_name,
    is_tfds,
    read_examples,
)
from seqtasks.errors import DataError

NAME = "tfds:seqtasks_animals"
TAGS = ("DET", "NOUN", "PRON", "PUNCT", "VERB")
SENTENCES = {
    "train": ((("The", "dog", "barks"), ("DET", "NOUN", "VERB")), (("Hi", "!"), ("NOUN", "PUNCT"))),
    "dev": ((("New York", "ä 中 👍"), ("NOUN", "NOUN")),),
    "test": (((), ()), (("Who", "?"), ("PRON", "PUNCT"))),
}
READ = TaggedCorpus(
    TaggedSentences(
        (("The", "dog", "barks"), ("Hi", "!")),
        (("DET", "NOUN", "VERB"), ("NOUN", "PUNCT")),
    ),
    TaggedSentences((("New York", "ä 中 👍"),), (("NOUN", "NOUN"),)),
    TaggedSentences((("Who", "?"),), (("PRON", "PUNCT"),)),
)


class SeqtasksAnimals(tfds.core.GeneratorBasedBuilder):
    """Tagged sentences, prepared in a folder of the test."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self) -> tfds.core.DatasetInfo:
        text, sequence = tfds.features.Text(), tfds.features.Sequence
        features = {
            "tokens": sequence(text),
            "upos": sequence(tfds.features.ClassLabel(names=TAGS)),
            "glosses": sequence(text),
            "heads": sequence(tf.int64),
            "letters": sequence(sequence(text)),
            "text": text,
            "kind": tfds.features.ClassLabel(names=["short", "long"]),
        }
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(features), disable_shuffling=True
        )

    def _split_generators(self, dl_manager: Any) -> dict[str, Iterator[tuple[int, Any]]]:
        return {split: self._generate_examples(split) for split in SENTENCES}

    def _generate_examples(self, split: str) -> Iterator[tuple[int, Any]]:
        for i, (words, tags) in enumerate(SENTENCES[split]):
            yield (
                i,
                {
                    "tokens": words,
                    "upos": tags,
                    "glosses": words[1:],
                    "heads": list(range(len(words))),
                    "letters": [list(word) for word in words],
                    "text": " ".join(words),
                    "kind": "long" if len(words) > 2 else "short",
                },
            )


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of community data sets lie in gs://: they must not be asked for."""

    def refuse() -> None:
        raise AssertionError("TFDS asks for community data sets.")

    monkeypatch.setattr(tfds.core.community, "community_register", refuse)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data set lies, prepared."""
    folder = tmp_path_factory.mktemp("tensorflow_datasets")
    tfds.builder("seqtasks_animals", data_dir=folder).download_and_prepare()
    return folder


@pytest.fixture
def default_data_dir(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, where TFDS looks on its own: TFDS_DATA_DIR is read once, on import."""
    monkeypatch.setattr(tfds.core.constants, "DATA_DIR", str(data_dir))
    return data_dir


def of_examples(*examples: dict[str, Any]) -> Callable[..., tf.data.Dataset]:
    """What a mocked data set holds, whatever its split."""

    def as_dataset(self: Any, **_: Any) -> tf.data.Dataset:
        specs = {name: self.info.features.get_tensor_info()[name] for name in examples[0]}
        return tf.data.Dataset.from_generator(
            lambda: iter(examples),
            output_signature={
                name: tf.TensorSpec(spec.shape, spec.tf_dtype) for name, spec in specs.items()
            },
        )

    return as_dataset


def mocked(*examples: dict[str, Any]) -> Any:
    """Every data set holds these examples."""
    return tfds.testing.mock_data(
        num_examples=len(examples),
        policy=tfds.testing.MockPolicy.USE_CODE,
        as_dataset_fn=of_examples(*examples),
    )


def class_ids(corpus: str, feature: str, *names: str) -> list[int]:
    known = dataset_features(corpus)[feature].names or ()
    return [known.index(name) for name in names]


@pytest.mark.parametrize(
    ("corpus", "expected"),
    [(NAME, True), (Path("tfds:x/y"), True), ("tfds", False), ("/data/tfds:x", False)],
)
def test_is_tfds(corpus: str | Path, expected: bool) -> None:
    assert is_tfds(corpus) is expected


@pytest.mark.parametrize("name", [NAME, "tfds:SeqtasksAnimals", f"{NAME}:1.0.0", f"{NAME}:1.*.*"])
def test_a_prepared_data_set(data_dir: Path, name: str) -> None:
    splits = ("train", "validation", "test")
    found = [find_split_name(name, split, data_dir=data_dir) for split in splits]
    assert found == ["train", "dev", "test"]
    read = [read_tagged_tfds(name, split, data_dir=data_dir) for split in SENTENCES]
    assert tuple(read) == READ


@pytest.mark.usefixtures("default_data_dir")
def test_three_splits() -> None:
    assert read_tagged(NAME) == READ
    assert read_tagged(Path(NAME), "upos") == READ
    assert read_tagged_split(NAME, "validation") == READ.validation
    assert read_tagged(NAME, files={"train": "dev", "test": "train"}) == (
        READ.validation, READ.validation, READ.train,
    )  # fmt: skip
    assert read_tagged_part(NAME, None) == read_tagged_part(Path(NAME), "test") == READ.test
    assert read_tagged_part(NAME, "dev") == read_tagged_part(NAME, "validation") == READ.validation
    assert read_tagged_part(NAME, None, files={"test": "dev"}) == READ.validation
    assert read_tagged_part(NAME, None, files={"test": "gold"}) == READ.test
    with pytest.raises(DataError, match=r"train, example 1: .* Received: 2 labels for 3 words\."):
        read_tagged(NAME, "glosses")


@pytest.mark.parametrize(
    ("split", "words"),
    [
        ("train[:1]", (("The", "dog", "barks"),)),
        ("train[1:]+dev", (("Hi", "!"), ("New York", "ä 中 👍"))),
    ],
)
def test_parts_of_splits(data_dir: Path, split: str, words: tuple[tuple[str, ...], ...]) -> None:
    assert read_tagged_tfds(NAME, split, data_dir=data_dir).words == words


def test_other_labels(data_dir: Path) -> None:
    read = read_tagged_tfds(NAME, "train", "heads", data_dir=data_dir)
    assert read.labels == (("0", "1", "2"), ("0", "1"))


def test_features(data_dir: Path) -> None:
    features = dataset_features(NAME, data_dir=data_dir)
    assert features == {
        "tokens": Feature(None, sequence=True, text=True),
        "upos": Feature(TAGS, sequence=True),
        "glosses": Feature(None, sequence=True, text=True),
        "heads": Feature(None, sequence=True),
        "letters": Feature(None, sequence=False),
        "text": Feature(None, sequence=False, text=True),
        "kind": Feature(("short", "long"), sequence=False),
    }
    wanted = {name: features[name] for name in ("kind", "text", "upos")}
    assert list(read_examples(NAME, "train", wanted, data_dir=data_dir)) == [
        ("long", "The dog barks", ("DET", "NOUN", "VERB")),
        ("short", "Hi !", ("NOUN", "PUNCT")),
    ]


@pytest.mark.parametrize(
    ("feature", "value", "expected"),
    [
        (Feature(None, sequence=False), "ä".encode(), "ä"),
        (Feature(None, sequence=False), b"\xe4", "\ufffd"),
        (Feature(None, sequence=True), [], ()),
        (Feature(("a", "b"), sequence=False), 1, "b"),
        (Feature(("a", "b"), sequence=True), [0, 1, -1, 2], ("a", "b", "-1", "2")),
    ],
)
def test_values_as_text(feature: Feature, value: Any, expected: Any) -> None:
    assert feature.decoded(value) == expected


def test_conll2003() -> None:
    corpus = "tfds:conll2003"
    names = {
        "pos": (["NNP", "VBZ", "."], ["NNP"]),
        "chunks": (["B-NP", "B-VP", "O"], ["B-NP"]),
        "ner": (["B-ORG", "O", "O"], ["B-PER"]),
    }
    examples = [
        {"tokens": words}
        | {feature: class_ids(corpus, feature, *labels[i]) for feature, labels in names.items()}
        for i, words in enumerate((["EU", "rejects", "."], ["Peter"]))
    ]
    with mocked(*examples):
        assert read_tagged_tfds(corpus, "dev") == (
            (("EU", "rejects", "."), ("Peter",)),
            (("B-ORG", "O", "O"), ("B-PER",)),
            (),
        )
        for feature, labels in names.items():
            assert read_tagged_tfds(corpus, "dev", feature).labels == tuple(map(tuple, labels))


def test_universal_dependencies() -> None:
    corpus = "tfds:universal_dependencies/en_ewt"
    example = {
        "idx": "1",
        "text": "Dogs bark",
        "tokens": ["Dogs", "bark"],
        "lemmas": ["dog", "bark"],
        "upos": class_ids(corpus, "upos", "NOUN", "VERB"),
        "xpos": ["NNS", "VBP"],
    }
    with mocked(example):
        assert read_tagged_tfds(corpus, "dev") == ((("Dogs", "bark"),), (("NOUN", "VERB"),), ())
        assert read_tagged_tfds(corpus, "dev", "xpos").labels == (("NNS", "VBP"),)
        assert read_tagged_tfds(corpus, "dev", "lemmas").labels == (("dog", "bark"),)
        with pytest.raises(DataError, match=r"Did you mean 'lemmas'\? Received: column='lemma'"):
            read_tagged_tfds(corpus, "dev", "lemma")


def test_multi_word_tokens_of_universal_dependencies_are_no_words() -> None:
    corpus = "tfds:universal_dependencies/en_ewt"
    examples = [
        {
            "tokens": words,
            "upos": class_ids(corpus, "upos", *tags),
            "xpos": ["_" if tag == "_" else "x" for tag in tags],
        }
        for words, tags in [
            (["don't", "do", "n't"], ["_", "AUX", "PART"]),
            (["it"], ["_"]),
            (["_", "it"], ["PUNCT", "_"]),
        ]
    ]
    with mocked(*examples):
        read = ((("do", "n't"), ("_",)), (("AUX", "PART"), ("PUNCT",)), ())
        assert read_tagged_tfds(corpus, "dev") == read
        assert read_tagged_tfds(corpus, "dev", "upos") == read
        labels = (("_", "x", "x"), ("_",), ("x", "_"))
        assert read_tagged_tfds(corpus, "dev", "xpos").labels == labels
    with mocked(examples[1]), pytest.raises(DataError, match=r"has no sentence in its split dev"):
        read_tagged_tfds(corpus, "dev")


@pytest.mark.parametrize("column", ["text", "kind", "letters", "tokens", "x", ""])
def test_a_feature_that_has_no_label_for_each_word(data_dir: Path, column: str) -> None:
    expected = (
        rf"{NAME}: `column` must name a feature with a label for each of the tokens. "
        rf"Known: glosses, heads, upos. Received: column='{column}'"
    )
    with pytest.raises(DataError, match=expected):
        read_tagged_tfds(NAME, "train", column, data_dir=data_dir)


@pytest.mark.parametrize("column", [None, "label"])
def test_data_sets_without_tokens(column: str | None) -> None:
    expected = (
        r"tfds:glue/sst2 must have a feature 'tokens', a sequence of text. "
        r"Received: sentence, label, idx\."
    )
    with pytest.raises(DataError, match=expected):
        read_tagged_tfds("tfds:glue/sst2", "train", column)


@pytest.mark.parametrize("feature", ["heads", "upos", "text", "letters"])
def test_tokens_that_are_no_words(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, feature: str
) -> None:
    features = dataset_features(NAME, data_dir=data_dir)
    renamed = {"tokens": features[feature], "upos": features["upos"]}
    monkeypatch.setattr(tagged, "dataset_features", lambda *_, **__: renamed)
    with pytest.raises(DataError, match=r"'tokens', a sequence of text. Received: tokens, upos\."):
        read_tagged_tfds(NAME, "train", data_dir=data_dir)


@pytest.mark.parametrize(
    ("split", "number", "received"),
    [
        ("dev", 1, "1 labels for 2"),
        ("test", 2, "1 labels for 2"),  # the first example is empty
        ("test+train", 2, "1 labels for 2"),
    ],
)
def test_labels_do_not_fit_words(data_dir: Path, split: str, number: int, received: str) -> None:
    expected = f"{NAME}, {split}, example {number}: must have a label for each word. Received: "
    with pytest.raises(DataError, match=re.escape(expected + received)):
        read_tagged_tfds(NAME, split, "glosses", data_dir=data_dir)


def test_a_split_without_sentences(data_dir: Path) -> None:
    with pytest.raises(DataError, match=rf"{NAME} has no sentence in its split test\[:1\]\."):
        read_tagged_tfds(NAME, "test[:1]", data_dir=data_dir)


def test_a_split_without_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        SeqtasksAnimals,
        "_split_generators",
        lambda self, _: {name: self._generate_examples("test") for name in ("test", "training")},
    )
    monkeypatch.setattr(tfds.core.constants, "DATA_DIR", str(tmp_path))
    assert read_tagged_split(NAME, "test") == READ.test
    for name in ("train", "validation"):
        with pytest.raises(DataError, match=rf"has no split {name}\. It has: test, training\.$"):
            find_split_name(NAME, name, data_dir=tmp_path)
    with pytest.raises(DataError, match=r"has no split train\. It has: test, training\.$"):
        read_tagged(NAME)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError("Connection refused\nTry later"), r"Connection refused\. Prepare it where"),
        (TimeoutError(), r"TimeoutError\. Prepare it where"),
    ],
)
def test_a_data_set_that_cannot_be_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(SeqtasksAnimals, "_split_generators", refuse)
    expected = rf"{NAME} is not in .*1\.0\.0 and cannot be prepared there: {reason} there is a"
    with pytest.raises(DataError, match=expected) as raised:
        read_tagged_tfds(NAME, "train", data_dir=tmp_path)
    assert raised.value.__cause__ is error


def test_a_package_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        try:
            importlib.import_module("seqtasks_conllu.reader")
        except ImportError as error:  # as TFDS' lazy imports do: the new error has no name
            raise ModuleNotFoundError("Failed importing conllu.\nSee setup.py") from error

    monkeypatch.setattr(SeqtasksAnimals, "_split_generators", refuse)
    expected = (
        r"cannot be prepared there: the Python package 'seqtasks_conllu' is missing: "
        r"`pip install seqtasks_conllu`\.$"
    )
    with pytest.raises(DataError, match=expected):
        read_tagged_tfds(NAME, "train", data_dir=tmp_path)


def test_an_unknown_data_set(tmp_path: Path) -> None:
    name = "seqtasks_animal/with_a_config_of_a_long_name"
    expected = rf"has no data set '{name}'. Did you mean 'seqtasks_animals'\?$"
    with pytest.raises(DataError, match=expected):
        dataset_features(f"tfds:{name}", data_dir=tmp_path)
    with pytest.raises(DataError, match=r"TensorFlow Datasets has no data set 'qqqqqqqq'\.$"):
        read_tagged("tfds:qqqqqqqq")


@pytest.mark.parametrize(
    "name",
    [
        "tfds:",
        "tfds:a b",
        "tfds:conll2003/x=1",
        "tfds:conll2003/conll2003/x=1",
        "tfds:conll2003:1.0",
        "tfds:conll2003:",
        "tfds:huggingface:conll2003",
        "tfds:kubric:x/y:1.0.0",
        "tfds:2003",
    ],
)
def test_a_malformed_name(tmp_path: Path, name: str) -> None:
    expected = (
        r"must be named tfds:NAME\[/CONFIG\]\[:VERSION\], with a version such as 1.0.0 and without "
        rf"a namespace or arguments. Received: '{name}'"
    )
    with pytest.raises(DataError, match=expected):
        dataset_features(name, data_dir=tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{NAME}/x", "seqtasks_animals has no config 'x'. None are known."),
        (f"{NAME}/x:1.0.0", "seqtasks_animals has no config 'x'. None are known."),
        ("tfds:conll2003/x", "conll2003 has no config 'x'. Known: conll2003."),
        (
            "tfds:universal_dependencies/en_ewtt",
            "universal_dependencies has no config 'en_ewtt'. Did you mean 'en_ewt'?",
        ),
    ],
)
def test_an_unknown_config(tmp_path: Path, name: str, expected: str) -> None:
    with pytest.raises(DataError, match=rf"^{re.escape(f'{name}: {expected}')}$"):
        dataset_features(name, data_dir=tmp_path)


@pytest.mark.parametrize(
    ("split", "close"),
    [
        ("trian", "Did you mean 'train'?"),
        ("validation", "Known: dev, test, train."),
        ("", "Known: dev, test, train."),
        ("train[:", "Did you mean 'train'?"),
        ("dev[:0]", "Did you mean 'dev'?"),
        ("train[:9]", "Did you mean 'train'?"),
        ("all[:5]", "Known: dev, test, train."),
    ],
)
def test_an_unknown_split(data_dir: Path, split: str, close: str) -> None:
    expected = (
        f"{NAME}: `split` must be one of the data set's, or a part such as 'train[:10%]', "
        f"and hold an example. {close} Received: split={split!r}"
    )
    with pytest.raises(DataError, match=rf"^{re.escape(expected)}$"):
        read_tagged_tfds(NAME, split, data_dir=data_dir)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{NAME}:2.0.0", "seqtasks_animals has no version 2.0.0. Did you mean '1.0.0'?"),
        (f"{NAME}:9.9.*", "seqtasks_animals has no version 9.9.*. Known: 1.0.0."),
        ("tfds:conll2003:9.9.9", "conll2003 has no version 9.9.9. Known: 1.0.0."),
        ("tfds:conll2003/conll2003:9.9.9", "conll2003 has no version 9.9.9. Known: 1.0.0."),
    ],
)
def test_an_unknown_version(data_dir: Path, name: str, expected: str) -> None:
    with pytest.raises(DataError, match=rf"^{re.escape(f'{name}: {expected}')}$"):
        dataset_features(name, data_dir=data_dir)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("No.\nAt all."), "No."),
        (PermissionError(13, "Denied"), r"\[Errno 13\] .*Denied."),
        (ModuleNotFoundError("No.", name="a.b"), "the Python package 'a' is missing: .* a`."),
    ],
)
def test_a_data_set_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr(SeqtasksAnimals, "_info", refuse)
    with pytest.raises(DataError, match=rf"^{NAME}: .*{reason}$"):
        dataset_features(NAME, data_dir=tmp_path)


def test_files_without_code_that_cannot_be_read(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "seqtasks_plants" / "1.0.0"
    shutil.copytree(data_dir / "seqtasks_animals" / "1.0.0", folder)
    assert dataset_features("tfds:seqtasks_plants", data_dir=tmp_path)["upos"].names == TAGS
    (folder / "dataset_info.json").write_text("{")
    with pytest.raises(DataError, match=r"^tfds:seqtasks_plants: .*Failed to load"):
        dataset_features("tfds:seqtasks_plants", data_dir=tmp_path)
