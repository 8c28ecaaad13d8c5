"""Learning where Rasa has a container of its own: what staff taught becomes a model that the running Rasa takes over.

    python -m bot.channel.learn           train on what `setup sentences` left; the running Rasa takes the model over
    python -m bot.channel.learn --which   print the model to serve: the learned one while it fits this image

Environment: LANTAI_HOME (models lie under it), LANTAI_CHANNEL_SECRET, LANTAI_RASA_PORT. Asked at each start, so it
imports the standard library alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bot.channel import signature

IMAGE = Path("models/lantai.tar.gz")
SENTENCES = Path("/run/lantai/sentences.jsonl")
SWAP_LIMIT = 60.0
_CURRENT = "current"


def fit_of(image: Path) -> str:
    """What a learned model is good for: this image's own model. Another image has other sentences and components."""
    return hashlib.sha256(image.read_bytes()).hexdigest()[:12]


def which(image: Path, folder: Path) -> Path:
    """The model to serve, in the folder where learned ones will lie beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    fit = fit_of(image)
    learned = _in_use(folder)
    if learned is not None and learned.name.startswith(f"learned-{fit}-"):
        return learned
    own = folder / f"image-{fit}.tar.gz"
    if not own.exists():
        partial = folder / f"part-{os.getpid()}"
        shutil.copyfile(image, partial)
        partial.replace(own)
    _keep_only(folder, own)
    return own


def learn(image: Path, folder: Path, sentences: Path, port: int, secret: bytes) -> Path:
    """Train, have the running Rasa take the model over, and name it for its next start. Ends the process with words."""
    if not sentences.is_file():
        sys.exit(f"{sentences} is missing: run `docker compose run --rm setup sentences {sentences}` first")
    fit = fit_of(image)
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"learned-{fit}-{int(time.time())}.tar.gz"
    command = [sys.executable, "-m", "bot.nlu.train", "--sentences", str(sentences), "--output", str(made)]
    if subprocess.run(command, check=False).returncode or not made.is_file():
        sys.exit("the training failed")
    try:
        _swap(made.name, port, secret)
    except (urllib.error.URLError, TimeoutError) as error:
        made.unlink()
        sys.exit(f"Rasa did not take the model over and keeps the one it has: {error}")
    (folder / _CURRENT).write_text(made.name + "\n", encoding="utf-8")
    _keep_only(folder, made, folder / f"image-{fit}.tar.gz")
    return made


def _swap(name: str, port: int, secret: bytes) -> None:
    body, stamp = json.dumps({"model": name}).encode(), str(int(time.time()))
    headers = {
        signature.TIMESTAMP_HEADER: stamp,
        signature.SIGNATURE_HEADER: signature.sign(secret, stamp, body),
        "Content-Type": "application/json",
    }
    call = urllib.request.Request(f"http://127.0.0.1:{port}/webhooks/lantai/swap", body, headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(call, timeout=SWAP_LIMIT).close()


def _in_use(folder: Path) -> Path | None:
    try:
        model = folder / Path((folder / _CURRENT).read_text(encoding="utf-8").strip()).name
    except OSError:
        return None
    return model if model.is_file() else None


def _keep_only(folder: Path, *kept: Path) -> None:
    for path in folder.glob("*.tar.gz"):
        if path not in kept:
            path.unlink()


def main() -> None:
    """Parse the command line and do it."""
    home = Path(os.environ.get("LANTAI_HOME", "/var/lib/lantai"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--which", action="store_true", help="only print the model to serve")
    parser.add_argument("--image", type=Path, default=IMAGE)
    parser.add_argument("--folder", type=Path, default=home / "models")
    parser.add_argument("--sentences", type=Path, default=SENTENCES)
    given = parser.parse_args()
    if given.which:
        sys.stdout.write(f"{which(given.image, given.folder)}\n")
        return
    secret = bytes.fromhex(os.environ["LANTAI_CHANNEL_SECRET"])
    port = int(os.environ.get("LANTAI_RASA_PORT", "5005"))
    made = learn(given.image, given.folder, given.sentences, port, secret)
    sys.stdout.write(f"Rasa answers with {made.name} from now on.\n")


if __name__ == "__main__":
    main()
