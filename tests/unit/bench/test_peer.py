"""The project of the peer, and the small client that asks it."""

import asyncio
from pathlib import Path

import pytest
import yaml

from tests.bench import peer
from tests.bench.wire import Client


def test_the_peer_knows_our_intents_and_answers_each(tmp_path: Path) -> None:
    project = tmp_path / "project"
    peer.write_project(project, "full")
    domain = yaml.safe_load((project / "domain.yml").read_text(encoding="utf-8"))
    rules = yaml.safe_load((project / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    answered = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}
    assert set(domain["intents"]) - {"restart"} == set(answered) - {"nlu_fallback"}
    assert set(answered.values()) == set(domain["responses"]) - {"utter_restart"}
    assert len(list((project / "data").glob("nlu_*.yml"))) == len(domain["intents"])


def test_a_model_is_known_by_its_project(tmp_path: Path) -> None:
    for name, kind in (("one", "full"), ("same", "full"), ("other", "light")):
        peer.write_project(tmp_path / name, kind)
    one, same, other = (peer.fingerprint(tmp_path / name) for name in ("one", "same", "other"))
    assert one == same != other


def test_light_has_nothing_that_needs_a_network() -> None:
    names = {part["name"] for part in (*peer.config("light")["pipeline"], *peer.config("light")["policies"])}
    assert not names & {"DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 5\r\n\r\n", b"hello"),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
    ],
)
async def test_the_client_reads_answers_over_one_connection(head: bytes, body: bytes) -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while not reader.at_eof():
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            writer.write(b"HTTP/1.1 200 OK\r\n" + head + body)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    answers = [await client.ask("GET", "/") for _ in range(3)]
    client.close()
    server.close()
    assert [answer.body for answer in answers] == [b"hello"] * 3
    assert connections == 1
