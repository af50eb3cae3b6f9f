"""How fast does a translator write? Beside a plain batched greedy decoder in PyTorch.

Both decoders have the sizes of `recipes/translate.py@MULTI30K_WORDS` and the same weights, copied;
the first batch's outputs are compared before anything is timed. `<eos>` is made impossible, so that
both take the same number of steps for every batch. Sentences are random ids with the lengths of
short captions. Beam search is ours alone, with the same forced steps. Medians over interleaved
repeats.

    python benchmarks/decoding.py [--sentences 1000] [--steps 20] [--repeats 5]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
import torch

import seqtasks as st
from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.runs.machine import machine, versions

SOURCE_SIZE, TARGET_SIZE, EMBEDDING, ENCODER, DECODER = 7872, 5894, 256, 256, 512
EOS = 3


def our_network() -> st.EncoderDecoder:
    keras.utils.set_random_seed(1)
    network = st.EncoderDecoder(
        source_embedding=st.TokenEmbedding(SOURCE_SIZE, EMBEDDING),
        encoder=st.RecurrentEncoder("gru", ENCODER, bidirectional=True, return_state=True),
        target_embedding=st.TokenEmbedding(TARGET_SIZE, EMBEDDING),
        decoder=st.RecurrentDecoder("gru", DECODER, feature_dim=EMBEDDING, context="every_step"),
        head=keras.layers.Dense(TARGET_SIZE),
    )
    bias = np.zeros(TARGET_SIZE, "float32")
    bias[[0, 2, EOS]] = -1e9  # neither padding nor ends: all decoders take all steps
    network.head.bias.assign(bias)
    return network


class TorchTranslator(torch.nn.Module):
    """The same network as plain PyTorch code would have it."""

    def __init__(self, network: st.EncoderDecoder) -> None:
        super().__init__()
        self.source = torch.nn.Embedding.from_pretrained(_tensor(network.source_embedding))
        self.target = torch.nn.Embedding.from_pretrained(_tensor(network.target_embedding))
        self.encoder = torch.nn.GRU(EMBEDDING, ENCODER, bidirectional=True, batch_first=True)
        layers = network.encoder.recurrent_layers
        for suffix, layer in zip(("", "_reverse"), layers, strict=True):
            _copy_gru(self.encoder, layer, f"_l0{suffix}")
        (decoder,) = network.decoder.recurrent_layers
        self.decoder = torch.nn.GRUCell(EMBEDDING + 2 * ENCODER, DECODER)
        _copy_gru(self.decoder, decoder, "", context=decoder.context_kernel)
        self.bridge = _linear(network.bridge.projections[0])
        self.readout = torch.nn.ModuleList(_linear(layer) for layer in network.decoder.readout)
        self.head = _linear(network.head)

    @torch.inference_mode()
    def greedy(self, source: torch.Tensor, lengths: torch.Tensor, steps: int) -> torch.Tensor:
        """The likeliest token at each of `steps` steps, (batch, steps)."""
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            self.source(source), lengths, batch_first=True, enforce_sorted=False
        )
        _, final = self.encoder(packed)
        context = torch.cat([final[0], final[1]], dim=-1)
        hidden = torch.tanh(self.bridge(context))
        of_hidden, of_context, of_input = self.readout
        summary = of_context(context)
        token = torch.full((len(source),), 2)
        tokens = []
        for _ in range(steps):
            vector = self.target(token)
            hidden = self.decoder(torch.cat([vector, context], dim=-1), hidden)
            features = torch.tanh(of_hidden(hidden) + summary + of_input(vector))
            log_probs = torch.log_softmax(self.head(features), dim=-1)
            token = log_probs.argmax(dim=-1)
            tokens.append(token)
        return torch.stack(tokens, dim=1)


def _tensor(embedding: st.TokenEmbedding) -> torch.Tensor:
    return torch.from_numpy(np.array(embedding.embeddings))


def _linear(layer: keras.layers.Dense) -> torch.nn.Linear:
    linear = torch.nn.Linear(*layer.kernel.shape, bias=layer.use_bias)
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(keras.ops.convert_to_numpy(layer.kernel).T))
        if layer.use_bias:
            linear.bias.copy_(torch.from_numpy(np.array(layer.bias)))
    return linear


def _copy_gru(module, layer, suffix: str, context=None) -> None:  # type: ignore[no-untyped-def]
    """Keras orders the gates z, r, g, PyTorch r, z, g."""

    def reordered(weight):  # type: ignore[no-untyped-def]
        z, r, g = np.split(np.array(weight), 3, axis=-1)
        return torch.from_numpy(np.concatenate([r, z, g], axis=-1).T.copy())

    kernel = np.array(layer.kernel)
    if context is not None:
        kernel = np.concatenate([kernel, np.array(context)])
    weights = {
        "weight_ih": kernel, "weight_hh": layer.recurrent_kernel,
        "bias_ih": layer.bias[0], "bias_hh": layer.bias[1],
    }  # fmt: skip
    with torch.no_grad():
        for name, weight in weights.items():
            getattr(module, name + suffix).copy_(reordered(weight))


def batches(sentences: int, batch_size: int) -> list[np.ndarray]:
    """Random sources sorted by length, mean length about 12 with `<eos>`."""
    random = np.random.default_rng(0)
    lengths = np.sort(np.clip(random.poisson(12, sentences), 4, 40))
    found = []
    for start in range(0, sentences, batch_size):
        chunk = lengths[start : start + batch_size]
        token_ids = random.integers(4, SOURCE_SIZE, (len(chunk), chunk.max())).astype("int32")
        token_ids[np.arange(len(chunk)), chunk - 1] = EOS
        found.append(np.where(np.arange(chunk.max()) < chunk[:, None], token_ids, 0))
    return found


def backwards(source: np.ndarray) -> np.ndarray:
    """The reversal that our network does itself."""
    lengths = (source != 0).sum(axis=1)
    rows = [np.r_[row[:n][::-1], row[n:]] for row, n in zip(source, lengths, strict=True)]
    return np.stack(rows)


def our_searches(network: st.EncoderDecoder, steps: int) -> dict[str, Callable]:
    """Greedy and beam search as graphs from source ids to target ids."""

    def greedy(source):  # type: ignore[no-untyped-def]
        return greedy_search(network, network.start(*network.encode(source)), max_length=steps)

    def beam(source):  # type: ignore[no-untyped-def]
        state = network.start(*network.encode(source))
        return beam_search(network, state, beam_size=5, max_length=steps)

    signature = [tf.TensorSpec([None, None], tf.int32)]
    return {
        name: tf.function(search, input_signature=signature, autograph=False)
        for name, search in (("seqtasks greedy", greedy), ("seqtasks beam 5", beam))
    }


def check_same_outputs(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Near-ties may round otherwise, and change the rest of a sentence."""
    agreement = (ours == theirs).mean()
    if agreement < 0.99:
        raise SystemExit(f"The outputs differ: {agreement:.1%} of the tokens agree.")


def measure(runs: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each run; they take turns."""
    for run in runs.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: float(np.median(values)) for name, values in seconds.items()}


def compare(batch_size: int, sentences: int, steps: int, repeats: int) -> list[dict]:
    """Sentences a second of every decoder at one batch size."""
    network = our_network()
    searches, peer = our_searches(network, steps), TorchTranslator(network).eval()
    sources = batches(sentences, batch_size)
    ours = [tf.constant(source) for source in sources]
    theirs = [
        (torch.from_numpy(backwards(s)).long(), torch.from_numpy((s != 0).sum(axis=1)))
        for s in sources
    ]
    first = searches["seqtasks greedy"](ours[0]).token_ids[:, 0].numpy()
    check_same_outputs(first, peer.greedy(*theirs[0], steps).numpy())
    runs: dict[str, Callable[[], object]] = {
        "PyTorch greedy": lambda: [peer.greedy(*source, steps) for source in theirs],
    }
    for name, search in searches.items():
        runs[name] = lambda search=search: [search(source).token_ids.numpy() for source in ours]
    seconds = measure(runs, repeats)
    return [
        {
            "batch": batch_size,
            "decoder": name,
            "sentences_per_second": sentences / seconds[name],
            "times_pytorch": seconds["PyTorch greedy"] / seconds[name],
        }
        for name in runs
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    rows = []
    for batch_size in (64, 1):
        for row in compare(batch_size, **vars(arguments)):
            rows.append(row)
            print(
                f"batch {row['batch']:2}  {row['decoder']:16}"
                f"{row['sentences_per_second']:8.1f} sentences/s"
                f"{row['times_pytorch']:6.2f} x PyTorch greedy"
            )
    record = {
        "arguments": vars(arguments),
        "rows": rows,
        "machine": {name: value for name, value in machine().items() if name != "system"},
        "versions": {**versions(), "torch": torch.__version__},
    }
    path = Path(__file__).parent / "results" / "decoding.json"
    path.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
