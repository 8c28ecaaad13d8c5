"""Training data as the gateway's reader prepared them: a JSON line for each sentence.

Rasa's YAML is what people write (nlu_data/nlu); `backend/understanding/training.py` runs every sentence
through the live reader and writes {"text", "intent", "metadata"}. Reading those takes a moment where Rasa's
YAML reader takes many seconds. Rules and domain are read by Rasa's own importer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

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
            return TrainingData([_message(line) for line in lines])


def _message(line: str) -> Message:
    data = json.loads(line)
    return Message({TEXT: data["text"], INTENT: data["intent"], METADATA: data["metadata"]})
