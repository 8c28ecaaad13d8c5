"""Learning as Rasa does it alone in its container, held against a real Rasa."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.kit.ports import free_port
from tests.contract.rasa.client import SECRET
from tests.contract.rasa.conftest import PYTHON, ROOT, Rasa, bare, running

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


class Container:
    """Rasa's container: its image's model, its volume, its environment."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.image, self.folder, self.port = image, folder, free_port()

    def learn(self, *words: object) -> subprocess.CompletedProcess[str]:
        command = [PYTHON, "-W", "ignore", "-m", "bot.channel.learn", "--image", self.image, "--folder", self.folder]
        environment = bare() | {"LANTAI_CHANNEL_SECRET": SECRET.hex(), "LANTAI_RASA_PORT": str(self.port)}
        return subprocess.run(
            [str(word) for word in (*command, *words)],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110, check=False,
        )  # fmt: skip

    def which(self) -> Path:
        return Path(self.learn("--which").stdout.strip())


@pytest.fixture
def container(model: Path, tmp_path: Path) -> Container:
    return Container(model, tmp_path / "models")


@pytest.fixture
def serving(container: Container, rasa: Rasa, tmp_path: Path) -> Iterator[Rasa]:
    """Another Rasa of the same database, started as its container starts it."""
    with running(Rasa(container.port, rasa.environment, container.which(), tmp_path / "rasa.log")) as started:
        yield started


def serves(port: int) -> str:
    return str(httpx.get(f"http://127.0.0.1:{port}/webhooks/lantai/health", trust_env=False).json()["model"])


def test_what_was_learned_is_served_at_once_and_at_the_next_start_until_another_image_comes(
    container: Container, serving: Rasa, model: Path, tmp_path: Path
) -> None:
    assert serves(container.port).startswith("image-")
    done = container.learn("--sentences", model.with_name("sentences.jsonl"))
    assert done.returncode == 0, done.stderr[-2000:]
    learned = serves(container.port)
    assert learned.startswith("learned-") and learned in done.stdout
    assert container.which() == container.folder / learned

    broken = tmp_path / "other.tar.gz"
    broken.write_bytes(b"another image's model")
    newer = Container(broken, container.folder).which()
    assert newer.read_bytes() == broken.read_bytes()
    assert [path.name for path in container.folder.glob("*.tar.gz")] == [newer.name]


def test_without_sentences_it_says_what_to_do_first(container: Container, tmp_path: Path) -> None:
    done = container.learn("--sentences", tmp_path / "none.jsonl")
    assert done.returncode == 1 and "setup sentences" in done.stderr


def test_what_no_rasa_took_over_is_not_served_at_the_next_start(container: Container, model: Path) -> None:
    before = container.which()
    done = container.learn("--sentences", model.with_name("sentences.jsonl"))
    assert done.returncode == 1 and "keeps the one it has" in done.stderr
    assert container.which() == before
