"""Whether an export may be loaded: its files lie in it, and its graph touches no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

from seqtasks.errors import RunError
from seqtasks.files import lies_in

# Operations that read or write files, or run Python. Tables and Keras' layers need none of them.
_REFUSED = {
    *("EagerPyFunc", "PyFunc", "PyFuncStateless"),
    *("MatchingFiles", "ReadFile", "WriteFile", "WholeFileReader", "WholeFileReaderV2"),
    *("PrintV2", "Save", "SaveSlices", "CreateSummaryFileWriter", "Restore", "RestoreSlice"),
    *("TextLineDataset", "TFRecordDataset", "TFRecordDatasetV2", "FixedLengthRecordDatasetV2"),
}
# Each SavedModel has these to save and restore its weights, where no signature comes.
_OF_SAVER = {"MergeV2Checkpoints", "RestoreV2", "SaveV2"}


def check_export(directory: Path) -> None:
    """Raises RunError unless all files lie in the export and its graph reads and writes no files.

    TensorFlow runs what a graph holds as soon as it is loaded.
    """
    for path in directory.rglob("*"):
        if not lies_in(path, directory):
            name = path.relative_to(directory)
            raise RunError(f"{directory} is refused: its file {str(name)!r} lies outside of it.")
    graph = directory / "saved_model.pb"
    try:
        found = next(_refused(SavedModel.FromString(graph.read_bytes())), None)
    except (OSError, DecodeError) as error:
        raise RunError(
            f"The export {directory} is damaged: {graph.name} cannot be read ({error}). Export the "
            "run again."
        ) from error
    if found is not None:
        raise RunError(
            f"{directory} is refused: its graph has the operation {found!r}, with which it would "
            "read or write files or run Python here."
        )


def _refused(model: SavedModel) -> Iterator[str]:
    """The operations of a graph that are none of ours."""
    for graph in model.meta_graphs:
        functions = {f.signature.name: f.node_def for f in graph.graph_def.library.function}
        # A graph of TensorFlow 1, which is no export of ours, has no such functions: it runs whole.
        run = _reached(graph.object_graph_def.concrete_functions, functions) or {""}
        for name, nodes in (("", graph.graph_def.node), *functions.items()):
            refused = _REFUSED | _OF_SAVER if name in run else _REFUSED
            yield from (node.op for node in nodes if node.op in refused)


def _reached(names: Iterable[str], functions: Mapping[str, Any]) -> set[str]:
    """The functions that run when those of some names do, with these."""
    reached, waiting = set(), [name for name in names if name in functions]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for node in functions[name]:
            values = node.attr.values()
            called = [node.op, *(f.name for v in values for f in (v.func, *v.list.func))]
            waiting += [name for name in called if name in functions]
    return reached
