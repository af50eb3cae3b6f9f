"""The conditional random field and the Viterbi search beside pytorch-crf."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import tensorflow as tf
import torch
from torchcrf import CRF

import seqtasks as st
from seqtasks.decoding.viterbi import Transitions, viterbi
from tests.oracles.comparing import Answer

TOLERANCES = {"float32": 2e-4, "float64": 1e-9}


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """Likelihoods, their gradients, marginals, and the best path of rows of any lengths."""
    batch, time, num_labels = (int(random.integers(1, n)) for n in (7, 15, 9))
    dtype = str(random.choice(list(TOLERANCES)))
    spread = random.choice([0.3, 2.0, 10.0])
    scores = (spread * random.normal(size=(batch, time, num_labels))).astype(dtype)
    labels = random.integers(0, num_labels, (batch, time)).astype("int32")
    lengths = random.integers(1, time + 1, batch)
    mask = np.arange(time) < lengths[:, None]
    weights = [
        (spread * random.normal(size=shape)).astype(dtype)
        for shape in ((num_labels, num_labels), (num_labels,), (num_labels,))
    ]
    field = st.LinearChainCRF(num_labels, dtype=dtype)
    field.build()
    field.set_weights(weights)
    theirs = CRF(num_labels, batch_first=True).to(getattr(torch, dtype))
    parameters = (theirs.transitions, theirs.start_transitions, theirs.end_transitions)
    with torch.no_grad():
        for parameter, weight in zip(parameters, weights, strict=True):
            parameter.copy_(torch.from_numpy(weight))

    emissions = torch.from_numpy(scores).requires_grad_()
    kept = torch.from_numpy(mask)
    of_rows = -theirs(emissions, torch.from_numpy(labels).long(), kept, reduction="none")
    of_rows.sum().backward()
    given = tf.constant(scores)
    with tf.GradientTape() as tape:
        tape.watch(given)
        nats = field.nats(given, labels, mask)
    variables = [variable.value for variable in field.trainable_variables]
    gradients = tape.gradient(nats, [given, *variables])

    tolerance = TOLERANCES[dtype]
    total = np.array(field.log_total(scores, mask))
    scale = float(np.abs(total).max())  # what is small here is a difference of such numbers
    yield Answer("-log p", nats, of_rows.detach(), tolerance, scale)
    names = ("scores", "transitions", "start", "end")
    for name, ours, parameter in zip(names, gradients, (emissions, *parameters), strict=True):
        found = parameter.grad if parameter.grad is not None else np.zeros(parameter.shape)
        yield Answer(f"gradient of {name}", ours, found, tolerance, 1.0)  # of probabilities
    # The gradient of the normaliser is the marginal; that of the gold score is one at the label.
    marginals = emissions.grad.numpy() + np.eye(num_labels)[labels] * mask[:, :, None]
    found = np.exp(field(scores, mask)) * mask[:, :, None]
    yield Answer("marginals", found, marginals, tolerance, 1.0)
    path, best = viterbi(scores, mask, Transitions(*weights))
    with torch.no_grad():
        decoded = theirs.decode(emissions, kept)
    paths = [row[:length].tolist() for row, length in zip(path.numpy(), lengths, strict=True)]
    yield Answer("best path", paths, decoded)
    padded = np.zeros((batch, time), "int64")
    for row, labels_of_row in zip(padded, decoded, strict=True):
        row[: len(labels_of_row)] = labels_of_row
    with torch.no_grad():
        likelihood = theirs(emissions, torch.from_numpy(padded), kept, reduction="none")
    yield Answer("log p of the best path", best - total, likelihood, tolerance, scale)
