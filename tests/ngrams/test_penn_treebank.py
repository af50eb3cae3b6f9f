"""Modified Kneser-Ney on the Penn Treebank gives the perplexities that are known for it."""

import os
from pathlib import Path

import numpy as np
import pytest

from seqtasks.corpora.plain import read_plain
from seqtasks.datasets.plain import encode_lines
from seqtasks.ngrams.model import NGramModel
from seqtasks.tokenizers.word import WordTokenizer


@pytest.fixture(scope="module")
def penn_treebank():
    """The ids of training and test text, and how many there are."""
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "ptb"
    if not folder.is_dir():
        pytest.skip("The Penn Treebank is not here; SEQTASKS_CORPORA names the folder with ptb.")
    corpus = read_plain(folder)
    tokenizer = WordTokenizer.train(corpus.train, rule="spaces")
    train, test = (encode_lines(split, tokenizer) for split in (corpus.train, corpus.test))
    return train, test, tokenizer.vocabulary_size


@pytest.mark.slow
@pytest.mark.parametrize(("order", "perplexity"), [(3, 148.28), (4, 142.72), (5, 141.19)])
def test_perplexity(penn_treebank, order, perplexity):
    train, test, vocabulary_size = penn_treebank
    assert (len(train), len(test)) == (929_589, 82_430)
    model = NGramModel(order, vocabulary_size=vocabulary_size)
    model.count(train)
    got = np.exp(-model.log_probabilities(test).mean())
    assert got == pytest.approx(perplexity, rel=0.002)
