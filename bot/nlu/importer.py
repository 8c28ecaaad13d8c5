"""Training data as the gateway's reader prepared them: a JSON line for each sentence.

Rasa's YAML is what people write (nlu_data/nlu); `backend/understanding/training.py` runs every sentence
through the live reader and writes {"text", "intent", "metadata"}. Reading those takes a moment where Rasa's
YAML reader takes many seconds. Rules and domain are read by Rasa's own importer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

SENTENCES = "LANTAI_TRAINING_SENTENCES"


class PreparedSentences(RasaFileImporter):
    """Reads the prepared sentences from the file that the environment names."""

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """All sentences."""
        path = Path(os.environ[SENTENCES])
        with path.open(encoding="utf-8") as lines:
            return TrainingData([Sentence.of(line) for line in lines])


class Sentence(Message):
    """A training message that is never altered, so that it need not be copied.

    Rasa copies the training data deeply each time it merges or fingerprints them: with ten thousand sentences
    that was a third of the training's time.
    """

    @classmethod
    def of(cls, line: str) -> Sentence:
        """Read a prepared line."""
        data = json.loads(line)
        return cls({TEXT: data["text"], INTENT: data["intent"], METADATA: data["metadata"]})

    def __deepcopy__(self, memo: dict[int, Any]) -> Sentence:
        return self
