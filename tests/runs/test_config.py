"""Tests of configs: overrides, products, paths, JSON, descriptions."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from seqtasks.errors import ConfigError
from seqtasks.runs.config import (
    changed_fields,
    config_values,
    default_values,
    describe_fields,
    differences,
    from_json,
    resolve_paths,
    to_json,
    variants,
)


@dataclass(frozen=True, kw_only=True)
class Config:
    corpus: Path = Path("data/translate")  # a folder
    units: int = 256  # per direction
    cell: Literal["gru", "lstm"] = "gru"
    sizes: tuple[int, ...] = (3, 5)
    clip: float = math.inf  # no # clipping
    dropout: float | None = None
    seed: int = field(default_factory=lambda: 1)
    state: str = field(default="x", init=False)

    def __post_init__(self) -> None:
        if self.units < 1:
            raise ValueError(f"`units` must be positive. Received: units={self.units}")


@dataclass(frozen=True, kw_only=True)
class Required:
    corpus: Path
    units: int = 1


def expand(*overrides: str, config_class: type[Any] = Config) -> list[Any]:
    return variants(
        config_class, default_values(config_class), overrides, recipe="r.py", folder=Path("/here")
    )


@dataclass(frozen=True, kw_only=True)
class Trained:
    epochs: int = 8
    min_steps: int = 1000


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ([], (8, 1000)),
        (["epochs=3"], (3, 0)),  # obeyed as it stands
        (["epochs=3", "min_steps=500"], (3, 500)),
        (["min_steps=500"], (8, 500)),
    ],
)
def test_epochs_that_a_person_gives_have_no_floor(
    overrides: list[str], expected: tuple[int, int]
) -> None:
    [variant] = expand(*overrides, config_class=Trained)
    assert (variant.config.epochs, variant.config.min_steps) == expected


def test_a_variant_tells_what_makes_it_one_of_several() -> None:
    found = expand("seed=1,2", r"corpus=a\,b", "sizes=(1,2)")
    assert [variant.overrides for variant in found] == [
        ("seed=1", r"corpus=a\,b", "sizes=(1,2)"),
        ("seed=2", r"corpus=a\,b", "sizes=(1,2)"),
    ]
    [again] = expand(*found[1].overrides)
    assert again.config == found[1].config


def test_without_overrides_there_is_the_default_without_a_label() -> None:
    assert expand() == [("", Config(), ())]


def test_overrides_replace_defaults() -> None:
    [(label, config, _)] = expand("units=512", "cell=lstm", "sizes=(1,)", "dropout=0", "clip=5")
    assert label == ""
    assert config == Config(units=512, cell="lstm", sizes=(1,), dropout=0.0, clip=5.0)


def test_several_values_run_the_product_with_the_last_key_fastest() -> None:
    results = expand("seed=1,2", "units=8", "cell=gru,lstm")
    assert [variant.label for variant in results] == [
        "seed=1,cell=gru",
        "seed=1,cell=lstm",
        "seed=2,cell=gru",
        "seed=2,cell=lstm",
    ]
    assert results[2].config == Config(seed=2, units=8, cell="gru")


def test_overridden_paths_start_from_the_current_directory() -> None:
    [(_, config, _)] = expand("corpus=../other//x")
    assert config.corpus == Path("/other/x")


@pytest.mark.parametrize("name", ["tfds:glue/sst2", "/data/x"])
def test_schemes_and_absolute_paths_stay(name: str) -> None:
    assert expand(f"corpus={name}")[0].config.corpus == Path(name)


def test_paths_in_tuples_resolve_and_other_values_stay() -> None:
    values = resolve_paths({"a": (Path("x"), None), "b": "x", "c": None}, Path("/here"))
    assert values == {"a": (Path("/here/x"), None), "b": "x", "c": None}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["unts=3"], r"^`unts` is no hyperparameter of r\.py\. Did you mean 'units'\?$"),
        (["zzz=3"], r"^`zzz` is no hyperparameter of r\.py\. Known: cell, clip, corpus, "),
        (["state=y"], r"^`state` is no hyperparameter"),
        (["units"], r"^'units' is no hyperparameter: those are written key=value, for instance"),
        (["units=a"], r"^`units` must be an int\. Received: units=a$"),
        (["units=1", "units=2"], r"^`units` is given twice\. Several values are separated by"),
        (["units=0"], r"^`units` must be positive\. Received: units=0$"),
        (["units=8,0"], r"^`units` must be positive\. Received: units=0$"),
    ],
)
def test_overrides_that_cannot_be_used(overrides: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        expand(*overrides)


def test_a_field_without_default_must_be_given() -> None:
    with pytest.raises(ConfigError, match=r"^r\.py has no default for .*: give corpus=VALUE\.$"):
        expand(config_class=Required)
    assert expand("corpus=x", config_class=Required)[0].config.corpus == Path("/here/x")


def test_an_annotation_that_cannot_be_read() -> None:
    @dataclass(frozen=True)
    class Broken:
        units: Unknown = 3  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(ConfigError, match=r"^r\.py: an annotation of Config cannot be read"):
        expand(config_class=Broken)


def test_json_keeps_a_config() -> None:
    config = Config(corpus=Path("/x"), sizes=(), dropout=0.5)
    written = json.dumps(to_json(config), allow_nan=False)
    assert from_json(Config, json.loads(written), recipe="r.py") == config


def test_json_of_another_config() -> None:
    with pytest.raises(ConfigError, match=r"^`unit` is no hyperparameter of r\.py"):
        from_json(Config, {"unit": 3}, recipe="r.py")


def test_changed_fields_are_named_with_both_values() -> None:
    old = to_json(Config())
    new = {**to_json(Config(units=512, cell="lstm")), "depth": 2}
    assert changed_fields(old, old) == ""
    assert changed_fields(old, new) == (
        "units (256 -> 512), cell ('gru' -> 'lstm'), depth (absent -> 2)"
    )


def test_fields_are_described_with_their_comments() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    rows = describe_fields(Config, source, default_values(Config))
    assert rows[0] == ("corpus", "Path", "data/translate", "a folder")
    assert rows[2] == ("cell", "Literal['gru', 'lstm']", "gru", "")
    assert rows[3] == ("sizes", "tuple[int, ...]", "(3,5)", "")
    assert rows[4] == ("clip", "float", "inf", "no # clipping")
    assert rows[5] == ("dropout", "float | None", "none", "")
    assert rows[6][2] == "1"
    assert len(rows) == 7
    assert describe_fields(Required, source, {})[0].default == "(required)"
    assert describe_fields(Config, "", default_values(Config))[1] == ("units", "int", "256", "")


def test_a_setting_is_shown_by_its_differences() -> None:
    setting = config_values(Config(units=512, sizes=(1, 2)))
    assert differences(setting, default_values(Config)) == "units=512 sizes=(1,2)"
