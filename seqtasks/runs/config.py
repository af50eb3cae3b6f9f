"""Typed `key=value` overrides of a recipe's `Config`, their products, and configs as JSON."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import os
import re
import tokenize
import typing
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.errors import ConfigError, did_you_mean
from seqtasks.runs.values import annotation_text, convert_value, is_finite, parse_choices

_COMMA = r"\,"  # in a value, where a comma parts values
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # tfds:glue/sst2; two letters, so not C:\


class Variant(NamedTuple):
    """One config of the product that the overrides span.

    Attributes:
        label: the keys that vary, "seed=1,cell=gru"; empty where nothing varies.
        config: an instance of the recipe's `Config`.
        overrides: the `key=value` texts that make this config, one value each.
    """

    label: str
    config: Any
    overrides: tuple[str, ...] = ()


class FieldDescription(NamedTuple):
    """One hyperparameter as `seqtasks show` prints it."""

    name: str
    type: str
    default: str
    comment: str


def default_values(config_class: type[Any]) -> dict[str, Any]:
    """The defaults of the fields that have one."""
    values = {}
    for field in _fields(config_class):
        if field.default is not dataclasses.MISSING:
            values[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            values[field.name] = field.default_factory()
    return values


def config_values(config: Any) -> dict[str, Any]:
    """The values of a config, by field."""
    return {field.name: getattr(config, field.name) for field in _fields(type(config))}


def path_fields(config: Any) -> list[str]:
    """The fields whose value is a path."""
    return [name for name, value in config_values(config).items() if isinstance(value, Path)]


def resolve_paths(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Makes relative paths absolute, from `folder`; `tfds:glue/sst2` and the like stay."""
    return {name: _resolve(value, folder) for name, value in values.items()}


def variants(
    config_class: type[Any],
    base: Mapping[str, Any],
    overrides: Sequence[str],
    *,
    recipe: str,
    folder: Path | None = None,
) -> list[Variant]:
    r"""Every config that the overrides ask for, in the order given; the last key varies fastest.

    `seed=1,2 cell=gru,lstm` are four configs. `\,` is a literal comma, and the parentheses of a
    tuple, `kernel_sizes=(3,5)`, protect theirs. `epochs` that a person gives are obeyed as they
    stand: `min_steps`, the floor of the recipe's own number, is 0 then, unless it is given too.

    Args:
        config_class: the recipe's `Config`.
        base: the values to start from, by field.
        overrides: `key=value` texts.
        recipe: the recipe's name, for messages.
        folder: what relative paths in `overrides` start from; the current directory by default.

    Returns:
        The configs with their labels.

    Raises:
        ConfigError: an override that names no field, has no value, or the wrong type; a config
            that `Config.__post_init__` refuses; a field without any value.
    """
    hints = field_types(config_class, recipe)
    choices: dict[str, list[tuple[str, Any]]] = {}
    for override in overrides:
        name, text = _split_override(override, hints, recipe)
        if name in choices:
            raise ConfigError(
                f"`{name}` is given twice. Several values are separated by commas: {name}=A,B."
            )
        choices[name] = parse_choices(name, text, hints[name], base.get(name))
    result = []
    for chosen in itertools.product(*choices.values()):
        given = {name: value for name, (_, value) in zip(choices, chosen, strict=True)}
        if "epochs" in given and "min_steps" in hints:
            given = {"min_steps": 0, **given}
        values = {**base, **resolve_paths(given, folder or Path.cwd())}
        varying = [
            f"{name}={text}"
            for (name, several), (text, _) in zip(choices.items(), chosen, strict=True)
            if len(several) > 1
        ]
        one = tuple(
            f"{name}={text if isinstance(value, tuple) else text.replace(',', _COMMA)}"
            for name, (text, value) in zip(choices, chosen, strict=True)
        )
        result.append(Variant(",".join(varying), _build(config_class, values, recipe), one))
    return result


def field_types(config_class: type[Any], recipe: str) -> dict[str, Any]:
    """The resolved annotations of the fields that may be given.

    Raises:
        ConfigError: an annotation names something that the recipe does not import.
    """
    try:
        hints = typing.get_type_hints(config_class)
    except (NameError, AttributeError, TypeError) as error:
        raise ConfigError(f"{recipe}: an annotation of Config cannot be read: {error}.") from error
    return {field.name: hints[field.name] for field in _fields(config_class)}


def to_json(config: Any) -> dict[str, Any]:
    """The config as plain values: paths as text, tuples as lists, inf and nan as text."""
    return {name: _plain(value) for name, value in config_values(config).items()}


def from_json(config_class: type[Any], values: Mapping[str, Any], *, recipe: str) -> Any:
    """The config that `to_json` wrote.

    Raises:
        ConfigError: the values are not those of this `Config`.
    """
    hints = field_types(config_class, recipe)
    converted = {}
    for name, value in values.items():
        if name not in hints:
            raise _unknown(name, hints, recipe)
        converted[name] = convert_value(name, value, hints[name])
    return _build(config_class, converted, recipe)


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """What differs between two configs as JSON: "units (256 -> 512), cell ('gru' -> 'lstm')"."""

    def shown(values: Mapping[str, Any], name: str) -> str:
        return repr(values[name]) if name in values else "absent"

    names = [*old, *(name for name in new if name not in old)]
    pairs = [(name, shown(old, name), shown(new, name)) for name in names]
    return ", ".join(f"{name} ({a} -> {b})" for name, a, b in pairs if a != b)


def describe_fields(
    config_class: type[Any], source: str, values: Mapping[str, Any]
) -> list[FieldDescription]:
    """Name, type, value and trailing comment of every field, as the recipe's source has them.

    Args:
        config_class: the recipe's `Config`.
        source: the text of the recipe.
        values: the values to show, by field; a field without one is required.
    """
    written = dict(_written_fields(config_class.__name__, source))
    descriptions = []
    for field in _fields(config_class):
        # A field that `Config` inherits from another file is not in this source.
        annotation, comment = written.get(field.name, (annotation_text(field.type), ""))
        value = _shown(values[field.name]) if field.name in values else "(required)"
        descriptions.append(FieldDescription(field.name, annotation, value, comment))
    return descriptions


def differences(values: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    """The values that are not those of `base`, as overrides: "units=512 cell=lstm"."""
    return " ".join(
        f"{name}={_shown(value)}"
        for name, value in values.items()
        if name not in base or base[name] != value
    )


def _fields(config_class: type[Any]) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(config_class) if field.init]


def _resolve(value: Any, folder: Path) -> Any:
    if isinstance(value, tuple):
        return tuple(_resolve(item, folder) for item in value)
    if not isinstance(value, Path) or _SCHEME.match(str(value)):
        return value
    return Path(os.path.normpath(folder / value.expanduser()))


def _split_override(override: str, hints: Mapping[str, Any], recipe: str) -> tuple[str, str]:
    name, separator, text = override.partition("=")
    if not separator:
        raise ConfigError(
            f"{override!r} is no hyperparameter: those are written key=value, "
            f"for instance {next(iter(hints), 'units')}=VALUE."
        )
    if name not in hints:
        raise _unknown(name, hints, recipe)
    return name, text


def _unknown(name: str, hints: Mapping[str, Any], recipe: str) -> ConfigError:
    return ConfigError(f"`{name}` is no hyperparameter of {recipe}. {did_you_mean(name, hints)}")


def _build(config_class: type[Any], values: Mapping[str, Any], recipe: str) -> Any:
    missing = [field.name for field in _fields(config_class) if field.name not in values]
    has_default = default_values(config_class)
    missing = [name for name in missing if name not in has_default]
    if missing:
        given = " ".join(f"{name}=VALUE" for name in missing)
        raise ConfigError(f"{recipe} has no default for these hyperparameters: give {given}.")
    try:
        return config_class(**values)
    except (ValueError, TypeError) as error:
        raise ConfigError(str(error)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if is_finite(value) else str(value)


def _shown(value: Any) -> str:
    """A value as one would type it."""
    if isinstance(value, tuple):
        return f"({','.join(map(_shown, value))})"
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _written_fields(class_name: str, source: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name, annotation and trailing comment of every annotated field of a class."""
    comments = {
        token.start[0]: token.string.lstrip("# ").rstrip()
        for token in tokenize.generate_tokens(StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for definition in ast.parse(source).body:
        if not isinstance(definition, ast.ClassDef) or definition.name != class_name:
            continue
        for node in definition.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                comment = comments.get(node.end_lineno or node.lineno, "")
                yield node.target.id, (ast.unparse(node.annotation), comment)
