"""Reads splits of TensorFlow Datasets: `corpus=tfds:conll2003`.

Data sets lie where TFDS_DATA_DIR says; one that is not there is downloaded, as TFDS does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.splits import split_names
from seqtasks.errors import DataError, did_you_mean

PREFIX = "tfds:"
_NAME = re.compile(
    r"(?P<name>[A-Za-z]\w*)(?:/(?P<config>[\w+.-]+))?(?::(?P<version>(?:\d+|\*)(?:\.(?:\d+|\*)){2}))?"
)


class Feature(NamedTuple):
    """A feature of a data set.

    Attributes:
        names: of the classes in normal form, where it holds class labels; else None.
        sequence: whether it holds a value for each token.
        text: whether what it holds is text.
    """

    names: tuple[str, ...] | None
    sequence: bool
    text: bool = False

    def decoded(self, value: Any) -> Any:
        """A value of an example as text, one or a tuple."""
        if self.sequence:
            return tuple(self._text(item) for item in value)
        return self._text(value)

    def _text(self, item: Any) -> str:
        if self.names is not None:
            return self.names[int(item)] if 0 <= int(item) < len(self.names) else str(item)
        return item.decode("utf-8", "replace") if isinstance(item, bytes) else str(item)


def is_tfds(corpus: str | Path) -> bool:
    """Whether a corpus is one of TensorFlow Datasets."""
    return str(corpus).startswith(PREFIX)


def dataset_features(corpus: str | Path, *, data_dir: Path | None = None) -> dict[str, Feature]:
    """The features of a data set by name.

    Raises:
        DataError: there is no such data set.
    """
    return {
        name: _feature(feature)
        for name, feature in _builder(corpus, data_dir).info.features.items()
    }


def read_examples(
    corpus: str | Path, split: str, features: Mapping[str, Feature], *, data_dir: Path | None = None
) -> Iterator[tuple[Any, ...]]:
    """The examples of a split, each the values of some features as text.

    Args:
        corpus: `tfds:NAME`, `tfds:NAME/CONFIG`, either with `:VERSION` behind it.
        split: as the data set names it, or a part of it, such as `train[:10%]`.
        features: those that are wanted.
        data_dir: where data sets lie; None for TFDS' own place.

    Raises:
        DataError: the data set cannot be had, or has no such split or nothing in it.
    """
    import tensorflow_datasets as tfds

    builder = _prepared(corpus, data_dir)
    try:
        dataset = builder.as_dataset(split=split, shuffle_files=False)
    except (ValueError, NotImplementedError) as error:
        raise DataError(
            f"{corpus}: `split` must be one of the data set's, or a part such as 'train[:10%]', "
            f"and hold an example. {did_you_mean(split, builder.info.splits)} "
            f"Received: split={split!r}"
        ) from error
    for example in tfds.as_numpy(dataset):
        yield tuple(feature.decoded(example[name]) for name, feature in features.items())


def find_split_name(corpus: str | Path, name: str, *, data_dir: Path | None = None) -> str:
    """How a data set names a split: `"train"`, `"validation"` or `"test"`.

    Raises:
        DataError: the data set cannot be had, or the split is missing.
    """
    known = split_names_of(corpus, data_dir=data_dir)
    found = [candidate for candidate in split_names(name) if candidate in known]
    if not found:
        raise DataError(f"{corpus} has no split {name}. It has: {', '.join(known)}.")
    return found[0]


def split_names_of(corpus: str | Path, *, data_dir: Path | None = None) -> list[str]:
    """The splits of a data set as it names them.

    Raises:
        DataError: the data set cannot be had.
    """
    return list(_prepared(corpus, data_dir).info.splits)


def _prepared(corpus: str | Path, data_dir: Path | None) -> Any:
    """The builder of a data set that lies on disk, downloaded if it did not."""
    builder = _builder(corpus, data_dir)
    try:
        builder.download_and_prepare()
    except Exception as error:  # of many kinds: network, disk, a source that moved
        remedy = (
            "Prepare it where there is a network (`tfds build`), and name its folder in "
            "TFDS_DATA_DIR."
        )
        raise DataError(
            f"{corpus} is not in {builder.data_dir} and cannot be prepared there: "
            f"{_reason(error, remedy)}"
        ) from error
    return builder


def _builder(corpus: str | Path, data_dir: Path | None) -> Any:
    import tensorflow_datasets as tfds

    match = _NAME.fullmatch(str(corpus).removeprefix(PREFIX))
    if match is None:
        raise DataError(
            f"A data set must be named {PREFIX}NAME[/CONFIG][:VERSION], with a version such as "
            f"1.0.0 and without a namespace or arguments. Received: {str(corpus)!r}"
        )
    try:
        return tfds.builder(match[0], data_dir=data_dir, try_gcs=False)
    except tfds.core.DatasetNotFoundError:
        known = did_you_mean(match["name"], tfds.list_builders(with_community_datasets=False))
        close = f" {known}" if known.startswith("Did") else ""
        raise DataError(f"TensorFlow Datasets has no data set {match[0]!r}.{close}") from None
    except Exception as error:  # of many kinds: AssertionError for an unknown version
        raise DataError(f"{corpus}: {_complaint(match, error)}") from error


def _complaint(match: re.Match[str], error: Exception) -> str:
    """What is wrong with the name of a data set that TFDS has, but cannot make."""
    import tensorflow_datasets as tfds

    name, config, version = match.group("name", "config", "version")
    try:
        code = tfds.builder_cls(name)
    except Exception:  # only its files are here, or its code cannot be imported
        return _reason(error)
    configs = [c for c in code.BUILDER_CONFIGS if c.name == config]
    if config and not configs:
        close = did_you_mean(config, {c.name for c in code.BUILDER_CONFIGS})
        return f"{name} has no config {config!r}. {close}"
    versions = _versions(code, configs or [code.default_builder_config])
    if version and not any(known.match(version) for known in versions):
        return f"{name} has no version {version}. {did_you_mean(version, map(str, versions))}"
    return _reason(error)


def _versions(code: Any, configs: Iterable[Any]) -> list[Any]:
    """Those that TFDS has code for; a config may have its own."""
    versions = []
    for config in configs:
        versions.append(getattr(config, "version", None) or code.VERSION)
        versions += getattr(config, "supported_versions", None) or code.SUPPORTED_VERSIONS
    return [version for version in versions if version]


def _reason(error: Exception, remedy: str = "") -> str:
    """The first line of an error, and what helps; of a missing Python package its name."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ModuleNotFoundError) and cause.name:
            package = cause.name.partition(".")[0]
            return f"the Python package {package!r} is missing: `pip install {package}`."
        cause = cause.__cause__
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"{line.removesuffix('.')}. {remedy}".strip()


def _feature(feature: Any) -> Feature:
    import tensorflow as tf
    import tensorflow_datasets as tfds

    is_sequence = isinstance(feature, tfds.features.Sequence)
    inner = feature.feature if is_sequence else feature
    is_label = isinstance(inner, tfds.features.ClassLabel)
    is_single = inner.shape == ()  # no sequence of sequences, no dict
    return Feature(
        names=tuple(map(normalize_label, inner.names)) if is_label else None,
        sequence=is_sequence and is_single,
        text=is_single and inner.tf_dtype == tf.string,
    )
