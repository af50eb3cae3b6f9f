"""How fast does a classifier of long texts train and answer? Beside the same one in PyTorch.

Word embedding, a bidirectional LSTM of 128 units a direction, its maximum over time, a linear
layer, Adam, clipping by global norm: 2.2 million parameters; lengths as of film reviews, cut at 400
tokens, in batches of 32 texts of similar length for all. All peers start from the same weights,
copied, and their losses over the first steps are compared before anything is timed. PyTorch runs in
two forms, of which the faster counts in each row: padded, the backward direction by an index that
reverses each row, and with packed sequences. Each peer runs in a process of its own with the same
number of cores; they take turns, and medians are shown. Ours are the step of the project's own
training loop, and a graph of the network that answers batches as `seqtasks predict` does, side by
side (docs/decisions/0012, where PyTorch is measured so, too).

    python benchmarks/classification.py [--rounds 5] [--calls 1]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np
from peers import CORES, Peer, compare_with_torch, torch_lstm

WORDS, CLASSES, DIM, UNITS = 20_000, 2, 100, 128
BATCHES, BATCH_SIZE, MAX_LENGTH = 6, 32, 400
LEARNING_RATE, CLIP = 1e-3, 1.0


class Case:
    """Weights and batches; made alike in every process."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(0)
        self.embeddings = self._uniform(WORDS, DIM, dim=DIM)
        shapes = [(DIM, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,)]
        self.layers = [[self._uniform(*shape, dim=UNITS) for shape in shapes] for _ in range(2)]
        self.head = [self._uniform(2 * UNITS, CLASSES, dim=UNITS), np.zeros(CLASSES, "float32")]
        lengths = np.clip(self.random.lognormal(5.3, 0.6, 100 * BATCH_SIZE), 10, MAX_LENGTH)
        rows = np.sort(lengths.astype(int)).reshape(-1, BATCH_SIZE)
        self.batches = [self._batch(rows[i]) for i in self.random.permutation(len(rows))[:BATCHES]]

    def _uniform(self, *shape: int, dim: int) -> np.ndarray:
        return self.random.uniform(-(dim**-0.5), dim**-0.5, shape).astype("float32")

    def _batch(self, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Token ids (batch, time) and classes (batch,)."""
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids = np.minimum(self.random.zipf(1.35, mask.shape) + 3, WORDS - 1) * mask
        return ids.astype("int32"), self.random.integers(0, CLASSES, len(lengths)).astype("int32")


def seqtasks_classifier() -> dict[str, Callable[[], Any]]:
    import seqtasks as st

    st.one_thread_per_operation(max_cores=4)  # as recipes/sentiment.py
    import keras
    import tensorflow as tf

    from seqtasks.tasks.batching import side_by_side
    from seqtasks.training.step import TrainStep

    case = Case()
    network = st.ClassificationNetwork(
        embedding=st.TokenEmbedding(WORDS, DIM),
        encoder=st.RecurrentEncoder("lstm", UNITS, bidirectional=True),
        pooling=st.SequencePooling("max"),
        head=keras.layers.Dense(CLASSES),
    )
    network.embedding.set_weights([case.embeddings])
    network.encoder.set_weights([weight for layer in case.layers for weight in layer])
    network.head.set_weights(case.head)
    optimizer = keras.optimizers.Adam(LEARNING_RATE, epsilon=1e-8, global_clipnorm=CLIP)
    optimizer.build(network.trainable_variables)
    train_step = TrainStep(network, optimizer, loss=st.class_loss)

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)])
    def classify(ids: Any) -> Any:
        return tf.argmax(network(ids), axis=-1)

    answer = classify.get_concrete_function()

    def step(ids: Any, classes: Any) -> float:
        result = train_step(ids, classes, tf.ones_like(classes, tf.bool))
        return float(result.nats) / float(result.tokens)

    batches = [tuple(map(tf.constant, batch)) for batch in case.batches]
    return _functions(step, lambda ids, _: answer(ids).numpy(), batches, side_by_side)


def torch_classifier(packed: bool) -> dict[str, Callable[[], Any]]:
    import torch
    from torch import nn

    torch.set_num_threads(CORES)
    case = Case()

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding.from_pretrained(
                torch.tensor(case.embeddings), freeze=False
            )
            self.encoder = torch_lstm(DIM, UNITS, case.layers, packed)
            self.head = nn.Linear(2 * UNITS, CLASSES)
            with torch.no_grad():
                self.head.weight.copy_(torch.from_numpy(case.head[0].T.copy()))
                self.head.bias.zero_()

        def forward(self, ids: Any) -> Any:
            mask = ids != 0
            memory, _ = self.encoder(self.embedding(ids), mask.sum(1))
            return self.head(memory.masked_fill(~mask[:, :, None], -torch.inf).amax(1))

    network = Network()
    # Keras has one bias where PyTorch adds two: train one of them only.
    trained = [p for name, p in network.named_parameters() if "bias_hh" not in name]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE)

    def step(ids: Any, classes: Any) -> float:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(network(ids), classes)
        loss.backward()
        nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        return float(loss.detach())

    def answer(ids: Any, _: Any) -> np.ndarray:
        with torch.inference_mode():
            return network(ids).argmax(-1).numpy()

    batches = [[torch.from_numpy(part.astype("int64")) for part in b] for b in case.batches]
    return _functions(step, answer, batches, _in_turn)


def _in_turn(answer: Callable[..., Any], batches: Any) -> None:
    for batch in batches:
        answer(*batch)


def _functions(
    step: Callable[..., float],
    answer: Callable[..., np.ndarray],
    batches: Any,
    for_each: Callable[..., None],
) -> dict[str, Callable[[], Any]]:
    """What is compared, and what is timed."""
    return {
        "losses": lambda: np.array([step(*batch) for batch in batches]),
        "training": lambda: [step(*batch) for batch in batches],
        "inference": lambda: for_each(answer, batches),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=1)
    arguments = parser.parse_args()
    ours = Peer("seqtasks", seqtasks_classifier)
    theirs = [Peer("PyTorch padded", torch_classifier), Peer("PyTorch packed", torch_classifier)]
    ours.prepare()
    for peer, packed in zip(theirs, (False, True), strict=True):
        peer.prepare(packed)
    counts = dict.fromkeys(("training", "inference"), BATCHES * BATCH_SIZE)
    compare_with_torch("classification", ours, theirs, counts, "reviews", arguments)


if __name__ == "__main__":
    main()
