"""Modified Kneser-Ney on a small text gives what KenLM 0.3.0 gives there."""

import os
from pathlib import Path

import numpy as np
import pytest

from seqtasks.corpora.plain import read_text
from seqtasks.datasets.plain import encode_lines
from seqtasks.ngrams.model import NGramModel
from seqtasks.tokenizers.base import UNK_ID
from seqtasks.tokenizers.character import CharacterTokenizer


def test_sixty_poems_of_which_no_trigram_occurs_four_times():
    """`lmplz -o 3` on 60 poems, a character a token; `query -v summary` on the next 60."""
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    file = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "songci" / "songci.txt.gz"
    if not file.is_file():
        pytest.skip("The poems are not here; SEQTASKS_CORPORA names the folder with songci.")
    poems = read_text(file, column=3)
    tokenizer = CharacterTokenizer.train(poems[:60])
    train, test = (encode_lines(part, tokenizer) for part in (poems[:60], poems[60:120]))
    model = NGramModel(3, vocabulary_size=tokenizer.vocabulary_size)
    model.count(train)  # without a warning: the discounts are estimated
    nats = -model.log_probabilities(test)
    assert (len(test), (test == UNK_ID).sum()) == (5994, 798)
    assert np.exp(nats.mean()) == pytest.approx(455.8298, rel=1e-5)
    assert np.exp(nats[test != UNK_ID].mean()) == pytest.approx(317.2017, rel=1e-5)
