"""What the benchmarks share: peers in processes of their own that take turns, copied weights,
medians, and a record with the machine's facts.

Two libraries in one process disturb each other: the threads of one wait busily while the other
works. So each peer lives in a process of its own, and only one works at a time.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

CORES = len(os.sched_getaffinity(0))


class Peer:
    """A process that builds what it is told to, and then runs or times it.

    Args:
        name: shown in tables.
        build: called in the process with the arguments of `prepare`; returns a dict of functions
            by name, which take nothing and return nested lists of NumPy arrays.
    """

    def __init__(self, name: str, build: Callable[..., dict[str, Callable[[], Any]]]) -> None:
        self.name = name
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, build), daemon=True)
        self._process.start()

    def prepare(self, *arguments: Any) -> None:
        """Builds anew."""
        self._ask("prepare", arguments)

    def outputs(self, function: str) -> Any:
        """What a function returns."""
        return self._ask("outputs", function)

    def times(self, function: str, calls: int) -> list[float]:
        """Seconds of each of several calls, after one that is not timed."""
        return self._ask("times", (function, calls))

    def stop(self) -> None:
        """Ends the process."""
        self._connection.close()
        self._process.join()

    def _ask(self, request: str, argument: Any) -> Any:
        self._connection.send((request, argument))
        answer = self._connection.recv()
        if isinstance(answer, str):
            raise SystemExit(f"{self.name}: {answer}")
        return answer[0]


def _serve(connection: Any, build: Callable[..., dict[str, Callable[[], Any]]]) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    functions: dict[str, Callable[[], Any]] = {}
    while True:
        try:
            request, argument = connection.recv()
        except EOFError:  # the benchmark has ended
            return
        try:
            if request == "prepare":
                functions = build(*argument)
                answer: Any = None
            elif request == "outputs":
                answer = functions[argument]()
            else:
                answer = _times(functions[argument[0]], argument[1])
            connection.send((answer,))
        except Exception:
            connection.send(traceback.format_exc())


def _times(function: Callable[[], Any], calls: int) -> list[float]:
    function()
    seconds = []
    for _ in range(calls):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(peers: Sequence[Peer], function: str, *, rounds: int, calls: int) -> dict[str, float]:
    """Median seconds of a function in every peer; the peers take turns."""
    seconds: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for _ in range(rounds):
        for peer in peers:
            seconds[peer.name] += peer.times(function, calls)
    return {name: float(np.median(values)) for name, values in seconds.items()}


def check_same(function: str, expected: Any, peer: Peer, tolerance: float = 1e-4) -> None:
    """Ends the benchmark unless a peer's outputs are the expected ones, relative to the largest."""
    for one, other in zip(expected, peer.outputs(function), strict=True):
        difference = np.abs(one - other).max() / max(np.abs(one).max(), 1e-6)
        if one.shape != other.shape or not difference < tolerance:
            raise SystemExit(f"{peer.name}, {function}: the outputs differ by {difference:.1e}.")


def geometric_mean(values: Sequence[float]) -> float:
    return float(np.exp(np.mean(np.log(values))))


def reordered_gates(weight: np.ndarray) -> np.ndarray:
    """Columns of a GRU from Keras' order of gates, z, r, g, to PyTorch's, r, z, g."""
    z, r, g = np.split(weight, 3, axis=-1)
    return np.concatenate([r, z, g], axis=-1)


def torch_weights(cell: str, kernel: Any, recurrent: Any, bias: Any) -> list[np.ndarray]:
    """Keras' weights as PyTorch's weight_ih, weight_hh, bias_ih, bias_hh."""
    if cell == "gru":
        kernel, recurrent, bias = (reordered_gates(w) for w in (kernel, recurrent, bias))
        return [kernel.T.copy(), recurrent.T.copy(), bias[0], bias[1]]
    return [kernel.T.copy(), recurrent.T.copy(), bias, np.zeros_like(bias)]


def write_record(
    name: str, arguments: dict[str, Any], *, folder: Path | None = None, **results: Any
) -> None:
    """Writes `NAME.json`: arguments, results, machine, versions, PyTorch's where it ran.

    Args:
        name: of the record.
        arguments: of the benchmark.
        folder: where it is written; `results` beside this file when None.
        results: what was measured.
    """
    from seqtasks.runs.machine import machine, versions

    record = {
        "arguments": arguments,
        **results,
        "machine": {key: value for key, value in machine().items() if key != "system"},
        "versions": {**versions(), **_version_of_torch()},
    }
    path = (folder or Path(__file__).parent / "results") / f"{name}.json"
    path.write_text(json.dumps(record, indent=2) + "\n")


def _version_of_torch() -> dict[str, str]:
    """PyTorch's version, where it is installed."""
    try:
        return {"torch": importlib.metadata.version("torch")}
    except importlib.metadata.PackageNotFoundError:
        return {}


def compare_with_torch(
    record: str,
    ours: Peer,
    theirs: Sequence[Peer],
    counts: Mapping[str, float],
    unit: str,
    arguments: argparse.Namespace,
) -> None:
    """Compares the losses of peers that are prepared, times them, prints and writes the rates.

    Args:
        record: the name of the file with the results.
        ours: this project's.
        theirs: forms of PyTorch's, of which the faster counts.
        counts: by function how many of the unit a call works on.
        unit: what is counted.
        arguments: with `rounds` and `calls`.
    """
    peers = [ours, *theirs]
    losses = {peer.name: peer.outputs("losses") for peer in peers}
    for name, found in losses.items():
        if np.abs(found - losses[ours.name]).max() > 1e-3:
            raise SystemExit(f"{name}: the losses differ: {losses}")
    rows = []
    for function, count in counts.items():
        seconds = measure(peers, function, rounds=arguments.rounds, calls=arguments.calls)
        rates = {name: count / value for name, value in seconds.items()}
        ratio = rates[ours.name] / max(rates[peer.name] for peer in theirs)
        rows.append({"what": function} | rates | {"ratio": ratio})
        shown = "".join(f"{name} {rate:9,.0f}   " for name, rate in rates.items())
        print(f"{function:20}{shown}{unit}/s   {ratio:.2f} × the faster PyTorch", flush=True)
    write_record(record, vars(arguments), rows=rows)


def torch_lstm(
    input_dim: int, units: int, weights: Sequence[Sequence[np.ndarray]], packed: bool
) -> Any:
    """A module that reads rows of some lengths in both directions, padded or packed.

    It returns the outputs, (batch, time, 2 · units), and the last of each direction.

    Args:
        input_dim: width of the inputs.
        units: of each direction.
        weights: of each direction as Keras has them.
        packed: use packed sequences; otherwise an index reverses each row.
    """
    import torch
    from torch import nn

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            if packed:
                self.both = nn.LSTM(input_dim, units, bidirectional=True, batch_first=True)
                parameters = list(self.both.parameters())
            else:
                self.forwards, self.backwards = (
                    nn.LSTM(input_dim, units, batch_first=True) for _ in range(2)
                )
                parameters = [*self.forwards.parameters(), *self.backwards.parameters()]
            copied = [w for direction in weights for w in torch_weights("lstm", *direction)]
            with torch.no_grad():
                for parameter, weight in zip(parameters, copied, strict=True):
                    parameter.copy_(torch.from_numpy(weight))

        def forward(self, x: Any, lengths: Any) -> tuple[Any, Any]:
            """The outputs, and both last ones."""
            if packed:
                rows = nn.utils.rnn.pack_padded_sequence(
                    x, lengths, batch_first=True, enforce_sorted=False
                )
                outputs, (last, _) = self.both(rows)
                outputs, _ = nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True)
                return outputs, torch.cat([last[0], last[1]], dim=-1)
            places = torch.arange(x.shape[1])[None, :]
            reversed_places = torch.where(
                places < lengths[:, None], lengths[:, None] - 1 - places, places
            )[:, :, None]
            forwards, _ = self.forwards(x)
            backwards, _ = self.backwards(x.gather(1, reversed_places.expand(-1, -1, x.shape[2])))
            last = (lengths - 1)[:, None, None].expand(-1, 1, forwards.shape[2])
            ends = torch.cat([forwards.gather(1, last), backwards.gather(1, last)], dim=-1)[:, 0]
            units = backwards.shape[2]
            backwards = backwards.gather(1, reversed_places.expand(-1, -1, units))
            return torch.cat([forwards, backwards], dim=-1), ends

    return Reader()
