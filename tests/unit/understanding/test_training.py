"""Training data and the fingerprint under which a model is kept."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

from backend.console.reports import missed
from backend.kit.settings import Settings
from backend.understanding import modelfiles, training
from backend.understanding.training import (
    INPUTS,
    ROOT,
    SENTENCES,
    TrainingFailed,
    ensure_model,
    fingerprint,
    prepared_lines,
    sentences,
)

INTENTS = set(yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text())["intents"])


def test_every_intent_of_the_domain_has_sentences_and_no_other_has() -> None:
    assert {intent.partition("/")[0] for _, intent in sentences()} == INTENTS


def test_the_domain_knows_the_33_intents_of_the_contract() -> None:
    assert len(INTENTS) == 33


def test_each_file_of_sentences_is_named_by_its_intent() -> None:
    for path in SENTENCES.glob("*.yml"):
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        assert {block["intent"].partition("/")[0] for block in blocks} == {path.stem}


def test_sentences_are_prepared_as_live_messages_are() -> None:
    found = [("我叫李秀英，电话13800138000", "provide_details")] * 2 + [("/多少钱", "ask_fee")]

    first, second = map(json.loads, prepared_lines(found))

    assert "13800138000" not in json.dumps(first)
    assert {"entity": "phone", "problem": None, "role": "subject", "denied": False} in first["metadata"]["details"]
    assert second == {"text": "多少钱", "intent": "ask_fee", "metadata": {"details": [], "items": [], "edits": []}}


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "ask_fee.yml").write_text("version: '3.1'\n")

    with pytest.raises(TrainingFailed, match=r"ask_fee\.yml"):
        list(sentences(tmp_path))


def test_every_input_exists() -> None:
    assert [name for name in INPUTS if not (ROOT / name).exists()] == []


def test_the_fingerprint_follows_contents_and_names(tmp_path: Path) -> None:
    for name in INPUTS:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before

    (tmp_path / "bot" / "config.yml").write_text("changed")
    changed = fingerprint(tmp_path)
    assert changed != before

    shutil.move(tmp_path / "bot" / "config.yml", tmp_path / "bot" / "other.yml")
    assert fingerprint(tmp_path) not in (before, changed)


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every training that would have run; its model is an empty file."""
    calls: list[Path] = []

    def train(home: Path, model: Path, progress: object) -> None:
        calls.append(model)
        model.write_text("")

    monkeypatch.setattr(training, "_train", train)
    return calls


def test_unchanged_data_train_once(tmp_path: Path, trained: list[Path]) -> None:
    settings = Settings(home=tmp_path)

    assert ensure_model(settings) == ensure_model(settings)
    assert len(trained) == 1
    ensure_model(settings, force=True)
    assert len(trained) == 2


def test_old_models_are_forgotten(tmp_path: Path, trained: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        monkeypatch.setattr(training, "fingerprint", lambda number=number, **_: f"model{number}")
        newest = ensure_model(Settings(home=tmp_path))

    kept = list((tmp_path / "models").glob("*.tar.gz"))
    assert len(kept) == modelfiles.KEPT
    assert newest in kept


def test_the_model_in_use_is_never_forgotten(
    tmp_path: Path, trained: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    served = ensure_model(Settings(home=tmp_path))
    modelfiles.put_in_use(tmp_path, served)
    for number in range(5):
        monkeypatch.setattr(training, "fingerprint", lambda number=number, **_: f"model{number}")
        os.utime(ensure_model(Settings(home=tmp_path)), (2e9 + number, 2e9 + number))

    assert modelfiles.in_use(tmp_path) == served
    assert served.is_file()


def test_a_model_that_is_gone_or_was_never_named_is_not_in_use(tmp_path: Path) -> None:
    assert modelfiles.in_use(tmp_path) is None
    (tmp_path / "models").mkdir()
    for content in (b"", b"gone.tar.gz", b"\xff\xfe", b"../../etc"):
        (tmp_path / "models" / "current").write_bytes(content)
        assert modelfiles.in_use(tmp_path) is None


def test_a_failing_trainer_is_reported_with_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "RASA_PYTHON", Path("/bin/false"))
    monkeypatch.setattr(training, "sentences", lambda: iter([("多少钱", "ask_fee")]))

    with pytest.raises(TrainingFailed, match=r"training\.log"):
        ensure_model(Settings(home=tmp_path), progress=lambda line: None)

    assert list((tmp_path / "models").glob("*.tar.gz")) == []


def test_what_staff_taught_is_trained_with_the_rest_and_shapes_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained_on: list[dict[str, object]] = []

    def run_trainer(prepared: Path, output: Path, log: Path) -> None:
        trained_on.extend(json.loads(line) for line in prepared.read_text(encoding="utf-8").splitlines())
        output.write_text("")

    monkeypatch.setattr(training, "_run_trainer", run_trainer)
    monkeypatch.setattr(training, "sentences", lambda: iter([("怎么寄给我", "ask_delivery")]))
    settings, said = Settings(home=tmp_path), list[str]()
    before = ensure_model(settings, said.append)
    assert not any(one["text"] == "档案能托运吗" for one in trained_on)

    missed.add_example(tmp_path, "ask_delivery", "档案能托运吗")
    missed.add_example(tmp_path, "no_such_intent", "随便什么")
    trained_on.clear()
    after = ensure_model(settings, said.append)

    assert after != before
    assert [one["intent"] for one in trained_on if one["text"] == "档案能托运吗"] == ["ask_delivery"]
    assert not any(one["text"] == "随便什么" for one in trained_on)
    assert any("no_such_intent" in line for line in said)
    assert ensure_model(settings, said.append) == after


def test_a_spoilt_file_of_taught_sentences_is_left_out_and_said(tmp_path: Path) -> None:
    file = tmp_path / training.TAUGHT
    file.parent.mkdir(parents=True)
    for content in ("nlu: [", "nlu:\n- intent: ask_fee\n", "just words", "- 1"):
        file.write_text(content)
        said: list[str] = []
        assert training.taught(tmp_path, INTENTS, said.append) == []
        assert "reviewed.yml" in said[0]
