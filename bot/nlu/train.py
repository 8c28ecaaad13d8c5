"""Train the model: `python -m bot.nlu.train --sentences FILE --output FILE`, from the repository's root.

Instead of `rasa train`: the same recipe, graph and archive, without TensorFlow and the other libraries that
nothing here uses (bot/channel/absent.py), and without Rasa's own cache (ours is the fingerprint in the name).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from bot.channel import absent


def train(sentences: Path, output: Path) -> None:
    """Train on prepared sentences and write the model's archive."""
    absent.leave_out(absent.SERVING)
    from rasa.model_training import train as rasa_train

    from bot.nlu.importer import SENTENCES

    os.environ[SENTENCES] = str(sentences)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["RASA_CACHE_DIRECTORY"] = cache
        rasa_train(
            domain="bot/domain",
            config="bot/config.yml",
            training_files=["nlu_data/rules"],
            output=str(output.parent),
            fixed_model_name=output.name,
            force_training=True,
        )
    if not output.is_file():
        sys.exit("Rasa wrote no model")


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    train(given.sentences, given.output)


if __name__ == "__main__":
    main()
