"""Loads Keras files of strangers: nothing of them is executed, and nothing is written elsewhere."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath

import keras

from seqtasks.blocks.imported import masks_end_silently
from seqtasks.errors import RunError
from seqtasks.storage.keras2_files import load_keras_2

MAX_HEADER = 2**26  # bytes of a network's description, unpacked

_HEADERS = ("config.json", "metadata.json")


def load_keras_model(path: Path) -> keras.Model:
    """The model of a `.keras` or an old `.h5` file, with Keras' safe mode on.

    Args:
        path: the file.

    Raises:
        RunError: it is missing or damaged; a part of it has a path outside of it, is a link, or is
            a description of more than 64 MiB; it holds code, such as a `Lambda` layer, or a layer
            that this process does not know.
    """
    if not path.is_file():
        raise RunError(f"{path} must be a file that Keras wrote. Received: no such file.")
    is_archive = zipfile.is_zipfile(path)
    if path.suffix == ".keras" and not is_archive:
        raise RunError(f"{path} cannot be loaded: it is no zip archive, as .keras files are.")
    try:
        if is_archive:
            _check_archive(path)
        with masks_end_silently():
            model = load_keras_2(path)
            if model is None:
                model = keras.saving.load_model(path, compile=False, safe_mode=True)
    except RunError as error:
        if str(path) in str(error):
            raise
        raise RunError(f"{path} cannot be loaded: {error}.") from None
    except Exception as error:  # of a damaged file libraries raise whatever they stumble over
        raise RunError(f"{path} cannot be loaded: {_reason(error)}") from error
    if not isinstance(model, keras.Model):
        raise RunError(f"{path} must hold a Keras model. Received: a {type(model).__name__}.")
    return model


def _check_archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            name = PurePosixPath(part.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts:
                raise RunError(f"{path} is refused: its part {part.filename!r} lies outside of it.")
            if stat.S_ISLNK(part.external_attr >> 16):
                raise RunError(f"{path} is refused: its part {part.filename!r} is a link.")
            if part.filename in _HEADERS and part.file_size > MAX_HEADER:
                raise RunError(
                    f"{path} is refused: its {part.filename} must have {MAX_HEADER:,} bytes at "
                    f"most. Received: {part.file_size:,}."
                )


def _reason(error: Exception) -> str:
    """What Keras says, in a line that says how to mend it where we know."""
    text = " ".join(str(error).split())
    if "vocabulary file" in text:
        return "a layer of it reads its vocabulary from another file. Give the layer the words."
    if "arbitrary code execution" in text or "safe_mode" in text:
        return (
            "it holds code (a Lambda layer or the like), which would run here. Put a registered "
            "layer in its place."
        )
    unknown = re.search(r"(?:Could not locate|Unknown) (class|function|layer):? '(\w+)'", text)
    if unknown:
        kind = "function" if unknown[1] == "function" else "layer"
        return f"it has a {kind} {unknown[2]!r}, which is none of Keras' or of seqtasks'."
    return cause(error)


def cause(error: Exception) -> str:
    """The line of an error of Keras that names its cause, which stands behind where it happened."""
    places = (
        r"Exception encountered:|Exception encountered when calling .*\n|Example error message.*\n"
    )
    text = re.split(places, str(error))[-1]
    lines = re.sub(r"\x1b\[\d*m", "", text).splitlines()
    return next((line.strip() for line in lines if line.strip()), type(error).__name__)
