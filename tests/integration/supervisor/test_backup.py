"""An archive of an embedded house, put back after the house was emptied."""

import tarfile
from pathlib import Path

import psycopg
import pytest

from backend.kit.settings import Settings, load_settings
from backend.supervisor import backup as archives
from backend.supervisor.embedded import embedded_for
from backend.supervisor.record import RunRecord
from backend.understanding.modelfiles import TAUGHT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LANTAI_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def in_database(home: Path, statement: str) -> list[tuple[object, ...]]:
    settings = load_settings()
    server = embedded_for(settings).postgres
    with archives._serving(server), psycopg.connect(server.url) as connection:
        done = connection.execute(statement.encode())
        return done.fetchall() if done.description else []


def test_rows_and_attachments_come_back_and_later_ones_are_set_aside(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "lantai.tar.gz"
    in_database(home, "create table talk (line text); insert into talk values ('成绩单两份')")
    (home / "files").mkdir()
    (home / "files" / "one").write_bytes(b"picture")
    archives.backup(archive)
    in_database(home, "update talk set line = 'later'")
    (home / "files" / "two").write_bytes(b"later")

    told = archives.restore(archive)

    assert in_database(home, "select line from talk") == [("成绩单两份",)]
    assert sorted(path.name for path in (home / "files").iterdir()) == ["one"]
    assert "before_restore_" in told
    assert in_database(home, "select 1 from pg_database where datname like 'before_restore_%'") == [(1,)]


def test_what_staff_taught_comes_back_and_what_was_taught_since_is_set_aside(home: Path, tmp_path: Path) -> None:
    archive, taught = tmp_path / "lantai.tar.gz", home / TAUGHT
    taught.parent.mkdir(parents=True)
    taught.write_text("first")
    archives.backup(archive)
    taught.write_text("later")

    told = archives.restore(archive)

    assert taught.read_text() == "first"
    (aside,) = taught.parent.glob("reviewed-before-restore-*.yml")
    assert aside.read_text() == "later" and str(aside) in told


def test_no_secret_lies_in_the_archive(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "lantai.tar.gz"
    archives.backup(archive)
    with tarfile.open(archive) as opened:
        assert opened.getnames() == ["database.dump"]
    assert archive.stat().st_mode & 0o077 == 0


def test_a_running_house_is_not_overwritten(home: Path, tmp_path: Path) -> None:
    record = RunRecord(home)
    record.acquire()
    record.write({}, {"database": ""})
    try:
        with pytest.raises(archives.BackupError, match="runs"):
            archives.restore(tmp_path / "any.tar.gz")
    finally:
        record.release()


def test_another_file_is_refused_before_anything_is_touched(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as archive:
        archive.add(__file__, "something.py")
    with pytest.raises(archives.BackupError, match="not an archive"):
        archives.restore(other)
