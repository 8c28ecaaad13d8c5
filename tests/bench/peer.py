"""The peer: what a builder gets from the Rasa handbook with our intents and sentences; unmodified, one process."""

import asyncio
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import yaml

from backend.kit.ports import free_port
from backend.supervisor.child import ROOT, Command, words
from tests.bench.account import Lost
from tests.bench.load import in_crowds
from tests.bench.memory import megabytes
from tests.bench.wire import Client

Kind = Literal["full", "light"]
Say = Callable[[str], None]
TRAINING_LIMIT = 3600
START_LIMIT = 600.0
_RASA = ROOT / ".venv-rasa" / "bin" / "rasa"
_NLU = ROOT / "nlu_data" / "nlu"
_VERSION = "3.1"
_FEATURES: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
_OWN = frozenset({"restart", "back", "session_start"})
"""Intents that Rasa answers by itself; a rule for them would contradict its own."""
_FALLBACK = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
EPOCHS = 100
"""How often the handbook's networks see every sentence."""


def config(kind: Kind, epochs: int = EPOCHS) -> dict[str, Any]:
    """The handbook's Chinese pipeline, or the smallest one that still answers."""
    learnt: list[dict[str, Any]] = [
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
        {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
    ]
    classifier: dict[str, Any] = {"name": "LogisticRegressionClassifier"}
    if kind == "full":
        classifier = {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True}
    pipeline = [*_FEATURES, classifier, *([_FALLBACK] if kind == "full" else [])]
    policies = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}, *(learnt if kind == "full" else [])]
    assistant = {"recipe": "default.v1", "assistant_id": "peer", "language": "zh"}
    return {"version": _VERSION, **assistant, "pipeline": pipeline, "policies": policies}


def domain(intents: list[str], entities: list[Any]) -> dict[str, Any]:
    """Our intents and entities, with a text for each intent."""
    responses = {f"utter_{name}": [{"text": f"{name}：好的，我们已经收到。"}] for name in [*intents, "fallback"]}
    return {"version": _VERSION, "intents": intents, "entities": entities, "responses": responses}


def rules(intents: list[str]) -> dict[str, Any]:
    """One rule an intent, and a story so that the learnt policies have something to learn from."""
    answered = {name: [{"intent": name}, {"action": f"utter_{name}"}] for name in intents}
    fallback = [{"intent": "nlu_fallback"}, {"action": "utter_fallback"}]
    told = [step for name in ("greet", "request_document", "provide_details", "affirm") for step in answered[name]]
    listed = [{"rule": name, "steps": steps} for name, steps in answered.items() if name not in _OWN]
    return {
        "version": _VERSION,
        "rules": [*listed, {"rule": "fallback", "steps": fallback}],
        "stories": [{"story": "a request", "steps": told}],
    }


def write_project(folder: Path, kind: Kind, epochs: int = EPOCHS) -> None:
    """All files of the peer."""
    ours = yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    (folder / "data").mkdir(parents=True)
    files = {"config.yml": config(kind, epochs), "domain.yml": domain(ours["intents"], ours.get("entities") or [])}
    files |= {"data/rules.yml": rules(ours["intents"]), "credentials.yml": {"rest": None}, "endpoints.yml": {}}
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in sorted(_NLU.glob("*.yml")):
        shutil.copy(path, folder / "data" / f"nlu_{path.name}")


def fingerprint(folder: Path) -> str:
    """What the model is known by: the project's files and the Rasa it is trained with."""
    digest = hashlib.sha256((ROOT / "bot" / "requirements.txt").read_bytes())
    for path in sorted(path for path in folder.rglob("*.yml") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Model:
    """A trained peer, and how long the training took (perhaps in an earlier run)."""

    folder: Path
    file: Path
    training_seconds: float
    kept: bool


def model(kind: Kind, epochs: int, say: Say) -> Model:
    """A model for the present sentences: kept from an earlier run, or trained now."""
    with tempfile.TemporaryDirectory(prefix="lantai-peer-") as temporary:
        project = Path(temporary) / "project"
        write_project(project, kind, epochs)
        folder = ROOT / ".lantai" / "bench" / f"{kind}-{fingerprint(project)}"
        facts = folder / "training.json"
        if facts.exists():
            return Model(folder, folder / "model.tar.gz", json.loads(facts.read_text())["seconds"], kept=True)
        shutil.rmtree(folder, ignore_errors=True)
        say(f"training the peer ({kind}) ...")
        seconds = _train(project, Path(temporary) / "training.log")
        shutil.copytree(project, folder)
    facts.write_text(json.dumps({"seconds": seconds}))
    return Model(folder, folder / "model.tar.gz", seconds, kept=False)


def _train(project: Path, log: Path) -> float:
    command = [_RASA, "train", "--out", ".", "--fixed-model-name", "model", "--data", "data", "--force", "--quiet"]
    began = time.perf_counter()
    with log.open("wb") as output:
        # Launched, so that it ends with us; the limit ends it too.
        launched = Command(words(*command)).launched()
        done = subprocess.run(
            launched, cwd=project, env=_environment(), stdout=output, stderr=output, timeout=TRAINING_LIMIT, check=False
        )
    if done.returncode or not (project / "model.tar.gz").exists():
        tail = re.sub(r"\s+\n", "\n", log.read_text(errors="replace"))[-3000:]
        raise RuntimeError(f"the peer could not be trained:\n{tail}")
    return round(time.perf_counter() - began, 1)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return kept | quiet | {"PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}


@dataclass
class Peer:
    """The peer while it runs."""

    client: Client
    process: subprocess.Popen[bytes]
    start_seconds: float

    async def turn(self, sender: str, text: str) -> str:
        """Say something over the rest channel. Raises Lost."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        answer = await self.client.ask("POST", "/webhooks/rest/webhook", body, limit=120)
        replies = json.loads(answer.body) if answer.status == 200 else []
        if not replies:
            raise Lost(f"status {answer.status}")
        return str(replies[0].get("text", ""))


@asynccontextmanager
async def running(trained: Model) -> AsyncIterator[Peer]:
    """Serve the model for the block."""
    port = free_port()
    serve = [_RASA, "run", "--model", trained.file, "--interface", "127.0.0.1", "--port", port, "--quiet"]
    files = ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = _start(Command(words(*serve, *files)), trained.folder, log)
        peer = Peer(Client(f"http://127.0.0.1:{port}"), process, 0.0)
        try:
            await _until_it_answers(peer, began + START_LIMIT)
            peer.start_seconds = round(time.perf_counter() - began, 1)
            yield peer
        finally:
            peer.client.close()
            process.terminate()
            try:
                await asyncio.to_thread(process.wait, 15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)


def _start(command: Command, folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command.launched(), cwd=folder, env=_environment(), stdout=log, stderr=log)


async def _until_it_answers(peer: Peer, until: float) -> None:
    while time.perf_counter() < until:
        if peer.process.poll() is not None:
            raise RuntimeError("the peer ended before it served")
        with suppress(OSError, EOFError, TimeoutError, ValueError, Lost):
            if await peer.turn("first", "你好"):
                return
        await asyncio.sleep(0.2)
    raise RuntimeError("the peer did not answer in time")


async def measure(kind: Kind, epochs: int, crowds: list[tuple[int, int, float]], say: Say) -> dict[str, Any]:
    """Training, start, turns and memory of the peer.

    Fewer epochs spoil its accuracy and shorten its training, but not its turns: the networks have the same size.
    """
    trained = await asyncio.to_thread(model, kind, epochs, say)
    facts = {
        "kind": kind,
        "epochs": epochs,
        "training_seconds": trained.training_seconds,
        "training_kept": trained.kept,
    }
    async with running(trained) as peer:
        say(f"the peer answered after {peer.start_seconds} s")
        turns = await in_crowds(peer.turn, crowds, say)
        memory = {"all": megabytes(peer.process.pid)}
        return {**facts, "start_seconds": peer.start_seconds, "turns": turns, "memory_mb": memory}
