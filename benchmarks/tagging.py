"""How fast does a tagger train and tag? Beside the same tagger in PyTorch.

Word embedding and a bidirectional LSTM over characters, a bidirectional LSTM over words, a linear
layer, Adam, clipping by global norm: 2.4 million parameters, sizes and lengths of sentences and
words as in the English Web Treebank, batches of 32 sentences of similar length. All peers start
from the same weights, copied, and their losses over the first steps are compared before anything
is timed. PyTorch runs in two forms, of which the faster counts in each row: padded, the backward
direction by an index that reverses each row, and with packed sequences. Each peer runs in a process
of its own with the same number of threads; they take turns, and medians are shown. Ours are the
step of the project's own training loop and a graph of the network.

    python benchmarks/tagging.py [--rounds 5] [--calls 2]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np
from peers import CORES, Peer, compare_with_torch, torch_lstm

WORDS, CHARACTERS, LABELS = 16_655, 110, 17
WORD_DIM, CHARACTER_DIM, CHARACTER_UNITS, UNITS = 100, 50, 50, 200
BATCHES, BATCH_SIZE, SINGLES = 12, 32, 64
LEARNING_RATE, CLIP = 1e-3, 1.0


class Case:
    """Weights and batches; made alike in every process."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(0)
        self.embeddings = self._uniform(WORDS, WORD_DIM, dim=WORD_DIM)
        self.character_embeddings = self._uniform(CHARACTERS, CHARACTER_DIM, dim=CHARACTER_DIM)
        self.character_layers = self._directions(CHARACTER_DIM, CHARACTER_UNITS)
        self.layers = self._directions(WORD_DIM + 2 * CHARACTER_UNITS, UNITS)
        self.head = [self._uniform(2 * UNITS, LABELS, dim=UNITS), np.zeros(LABELS, "float32")]
        # Characters of each word, the frequent ones short.
        lengths = np.clip(self.random.lognormal(1.7, 0.45, WORDS), 1, 24).astype(int)
        lengths[:200] = np.minimum(lengths[:200], 4)
        self.spellings = [self.random.integers(4, CHARACTERS, size=n) for n in lengths]
        sentences = np.clip(self.random.lognormal(2.5, 0.8, 100 * BATCH_SIZE), 1, 80).astype(int)
        rows = np.sort(sentences).reshape(-1, BATCH_SIZE)
        chosen = self.random.permutation(len(rows))[:BATCHES]
        self.batches = [self._batch(rows[i]) for i in chosen]
        singles = self.random.choice(sentences, SINGLES)
        self.singles = [self._batch(singles[i : i + 1]) for i in range(SINGLES)]

    def _uniform(self, *shape: int, dim: int) -> np.ndarray:
        return self.random.uniform(-(dim**-0.5), dim**-0.5, shape).astype("float32")

    def _directions(self, input_dim: int, units: int) -> list[list[np.ndarray]]:
        """Kernel, recurrent kernel and bias of both directions."""
        shapes = [(input_dim, 4 * units), (units, 4 * units), (4 * units,)]
        return [[self._uniform(*shape, dim=units) for shape in shapes] for _ in range(2)]

    def _batch(self, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Word ids and labels (batch, time), and character ids (batch, time, characters)."""
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids = np.minimum(self.random.zipf(1.35, mask.shape) + 3, WORDS - 1) * mask
        spellings = [self.spellings[i] if i else [] for i in ids.flat]
        characters = np.zeros((ids.size, max(map(len, spellings))), "int32")
        for row, spelling in zip(characters, spellings, strict=True):
            row[: len(spelling)] = spelling
        labels = self.random.integers(0, LABELS, mask.shape)
        return (
            ids.astype("int32"),
            characters.reshape(*ids.shape, -1),
            (labels * mask).astype("int32"),
        )


def seqtasks_tagger() -> dict[str, Callable[[], Any]]:
    import seqtasks as st

    st.one_thread_per_operation(max_cores=4)  # as recipes/pos_tagging.py
    import keras
    import tensorflow as tf

    from seqtasks.training.step import TrainStep

    case = Case()
    characters = st.CharacterEncoder(
        st.TokenEmbedding(CHARACTERS, CHARACTER_DIM),
        st.RecurrentEncoder("lstm", CHARACTER_UNITS, bidirectional=True),
        st.SequencePooling("both"),
    )
    network = st.TaggingNetwork(
        st.WordRepresentation(st.TokenEmbedding(WORDS, WORD_DIM), characters=characters),
        st.RecurrentEncoder("lstm", UNITS, bidirectional=True),
        keras.layers.Dense(LABELS),
    )
    parts = [
        (network.representation.words, [case.embeddings]),
        (characters.embedding, [case.character_embeddings]),
        (characters.encoder, [w for direction in case.character_layers for w in direction]),
        (network.encoder, [w for direction in case.layers for w in direction]),
        (network.head, case.head),
    ]
    for part, weights in parts:
        part.set_weights(weights)
    optimizer = keras.optimizers.Adam(LEARNING_RATE, epsilon=1e-8, global_clipnorm=CLIP)
    optimizer.build(network.trainable_variables)
    train_step = TrainStep(network, optimizer, loss=st.tagging_loss)
    ids = tf.TensorSpec([None, None], tf.int32)
    spellings = tf.TensorSpec([None, None, None], tf.int32)

    @tf.function(input_signature=[ids, spellings])
    def tag_batch(words: Any, characters: Any) -> Any:
        return tf.argmax(network({"words": words, "characters": characters}), axis=-1)

    tag = tag_batch.get_concrete_function()

    def tensors(batch: Any) -> tuple[Any, Any, Any]:
        words, spellings, labels = map(tf.constant, batch)
        return words, spellings, labels

    batches, singles = ([tensors(batch) for batch in many] for many in (case.batches, case.singles))

    def step(words: Any, spellings: Any, labels: Any) -> float:
        inputs = {"words": words, "characters": spellings}
        result = train_step(inputs, labels, words != 0)
        return float(result.nats) / float(result.tokens)

    return _functions(
        step, lambda words, spellings, _: tag(words, spellings).numpy(), batches, singles
    )


def torch_tagger(packed: bool) -> dict[str, Callable[[], Any]]:
    import torch
    from torch import nn

    torch.set_num_threads(CORES)
    case = Case()

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Embedding.from_pretrained(torch.tensor(case.embeddings), freeze=False)
            self.characters = nn.Embedding.from_pretrained(
                torch.tensor(case.character_embeddings), freeze=False
            )
            self.speller = torch_lstm(CHARACTER_DIM, CHARACTER_UNITS, case.character_layers, packed)
            self.reader = torch_lstm(WORD_DIM + 2 * CHARACTER_UNITS, UNITS, case.layers, packed)
            self.head = nn.Linear(2 * UNITS, LABELS)
            with torch.no_grad():
                self.head.weight.copy_(torch.from_numpy(case.head[0].T.copy()))
                self.head.bias.zero_()

        def forward(self, words: Any, spellings: Any) -> Any:
            mask = words != 0
            real = spellings[mask]  # (real words, characters)
            _, spelt = self.speller(self.characters(real), (real != 0).sum(1))
            vectors = torch.zeros(*words.shape, spelt.shape[1])
            vectors[mask] = spelt
            x = torch.cat([self.words(words), vectors], dim=-1)
            return self.head(self.reader(x, mask.sum(1))[0])

    network = Network()
    # Keras has one bias where PyTorch adds two: train one of them only.
    trained = [p for name, p in network.named_parameters() if "bias_hh" not in name]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE)

    def step(words: Any, spellings: Any, labels: Any) -> float:
        optimizer.zero_grad()
        mask = words != 0
        loss = nn.functional.cross_entropy(network(words, spellings)[mask], labels[mask])
        loss.backward()
        nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        return float(loss.detach())

    def tag(words: Any, spellings: Any, _: Any) -> np.ndarray:
        with torch.inference_mode():
            return network(words, spellings).argmax(-1).numpy()

    def tensors(batch: Any) -> list[Any]:
        return [torch.from_numpy(ids.astype("int64")) for ids in batch]

    return _functions(
        step, tag, [tensors(b) for b in case.batches], [tensors(b) for b in case.singles]
    )


def _functions(
    step: Callable[..., float], tag: Callable[..., np.ndarray], batches: Any, singles: Any
) -> dict[str, Callable[[], Any]]:
    """What is compared, and what is timed."""
    return {
        "losses": lambda: np.array([step(*batch) for batch in batches]),
        "training": lambda: [step(*batch) for batch in batches],
        "tagging, batch 32": lambda: [tag(*batch) for batch in batches],
        "tagging, batch 1": lambda: [tag(*batch) for batch in singles],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=2)
    arguments = parser.parse_args()
    ours = Peer("seqtasks", seqtasks_tagger)
    theirs = [Peer("PyTorch padded", torch_tagger), Peer("PyTorch packed", torch_tagger)]
    ours.prepare()
    for peer, packed in zip(theirs, (False, True), strict=True):
        peer.prepare(packed)
    case = Case()
    words, words_alone = (
        sum(int((ids != 0).sum()) for ids, *_ in batches)
        for batches in (case.batches, case.singles)
    )
    counts = {"training": words, "tagging, batch 32": words, "tagging, batch 1": words_alone}
    compare_with_torch("tagging", ours, theirs, counts, "words", arguments)


if __name__ == "__main__":
    main()
