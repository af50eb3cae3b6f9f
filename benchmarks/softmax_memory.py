"""How much memory does one training step over a large vocabulary take? Beside the plain form.

Embedding, one LSTM layer and a softmax over 200,000 words; a batch of 32 × 35 tokens, 256 units;
SGD. The plain form makes the logits of all tokens and lets TensorFlow derive the gradient; ours is
`seqtasks.training.losses.token_cross_entropy`. Each form runs in a process of its own. Shown is the
peak of the resident memory above what stands before the step (weights, optimizer, the traced graph)
and above the gradients.

    python benchmarks/softmax_memory.py [--vocabulary 200000]
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from peers import Peer, write_record

BATCH, TIME, UNITS = 32, 35, 256


def resident() -> int:
    """Bytes of the process in memory now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def one_step(vocabulary: int, *, plain: bool) -> dict[str, Callable[[], Any]]:
    """A function that takes the step once: the loss, and bytes above weights and gradients."""
    import keras
    import tensorflow as tf

    import seqtasks as st
    from seqtasks.training.losses import token_cross_entropy

    keras.utils.set_random_seed(1)
    embedding = st.TokenEmbedding(vocabulary, UNITS)
    encoder = st.RecurrentEncoder("lstm", UNITS)
    head = keras.layers.Dense(vocabulary)
    for layer, shape in ((embedding, None), (encoder, (None, None, UNITS)), (head, (None, UNITS))):
        layer.build(shape)
    variables = [v for layer in (embedding, encoder, head) for v in layer.trainable_variables]
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.build(variables)

    def nats(features: Any, labels: Any, mask: Any) -> Any:
        if plain:
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, head(features))
            return tf.reduce_sum(tf.where(mask, loss, 0.0))
        return token_cross_entropy(features, head, labels, mask, training=True)

    def train(ids: Any, labels: Any, mask: Any) -> Any:
        with tf.GradientTape() as tape:
            features = encoder(embedding(ids), training=True)
            loss = nats(features, labels, mask) / (BATCH * TIME)
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        optimizer.apply(gradients, variables)
        return loss

    ids = tf.random.stateless_uniform((2, BATCH, TIME), (1, 2), 4, vocabulary, tf.int32)
    graph = tf.function(train, autograph=False)
    traced = graph.get_concrete_function(ids[0], ids[1], tf.ones((BATCH, TIME), tf.bool))
    # The embedding's gradient holds the rows of the batch only.
    sizes = [v.shape.num_elements() for v in variables[1:]] + [BATCH * TIME * UNITS]

    def step() -> np.ndarray:
        before = resident()
        loss = float(traced(ids[0], ids[1], tf.ones((BATCH, TIME), tf.bool)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return np.array([loss, peak - before - 4 * sum(sizes)])

    return {"step": step}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--vocabulary", type=int, default=200_000)
    arguments = parser.parse_args()
    found = {}
    for name in ("plain", "seqtasks"):
        peer = Peer(name, partial(one_step, plain=name == "plain"))
        peer.prepare(arguments.vocabulary)
        loss, excess = peer.outputs("step")
        peer.stop()
        found[name] = {"loss": loss, "megabytes_above_weights_and_gradients": excess / 1e6}
        print(f"{name:9} loss {loss:.6f}  {excess / 1e6:8.0f} MB above weights and gradients")
    plain, ours = (row["megabytes_above_weights_and_gradients"] for row in found.values())
    print(f"{ours / plain:.0%} of the plain form's")
    write_record("softmax_memory", vars(arguments), forms=found, share=ours / plain)


if __name__ == "__main__":
    main()
