"""What a person tells of themself is found in clear nowhere but on their own phone."""

import json
import secrets
import tarfile
from collections.abc import AsyncIterator, Iterator

import pytest
import redis

from backend.domain.identity import resident_check
from backend.kit.crypto import Keyring
from tests.faults.witness import RECOVERY, Witness, connected, whole
from tests.support.house import RunningHouse
from tests.support.phone import Phone

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(300)]
NAME, PHONE, ADDRESS = "司徒瀚澜", "13990187236", "四川省绵阳市涪城区临园路东段72号"
_TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')
"""
_READERS = {
    b"string": lambda store, key: store.get(key),
    b"hash": lambda store, key: store.hgetall(key),
    b"list": lambda store, key: store.lrange(key, 0, -1),
    b"set": lambda store, key: store.smembers(key),
    b"zset": lambda store, key: store.zrange(key, 0, -1),
    b"stream": lambda store, key: store.xrange(key),
}


def new_id_number() -> str:
    """A valid one that nobody has."""
    body = f"5107031993021{secrets.randbelow(10**4):04}"
    return body + resident_check(body)


@pytest.fixture
async def talk(house: RunningHouse) -> AsyncIterator[Witness]:
    await whole(house)
    async with Phone.follows(house.urls["simulator"], quiet=True) as phone:
        yield Witness(house, phone)


async def test_identity_details_lie_nowhere_in_clear(talk: Witness) -> None:
    early, spaced, wrong = new_id_number(), new_id_number(), new_id_number()
    spaced, wrong = f"{spaced[:6]} {spaced[6:14]} {spaced[14:]}", wrong[:17] + ("1" if wrong[17] != "1" else "2")
    for words in (
        f"英文成绩单两份，我叫{NAME}，身份证{wrong}",
        f"身份证号写错了，是{spaced}",
        "同意",
        f"身份证号是{early}，2015级本科，电话{PHONE}",
        f"寄到{ADDRESS}",
    ):
        await talk.says(words)
        answer = await talk.phone.sees(RECOVERY)
        assert not any(number in answer.text for number in (early, spaced, wrong))
    await talk.says("确认")
    await talk.phone.sees(RECOVERY, containing="LT")
    await talk.is_complete()
    canaries = (early, spaced, spaced.replace(" ", ""), wrong, NAME, PHONE, ADDRESS[-8:], talk.phone.openid)
    assert found_in_clear(talk.house, canaries) == []


async def test_a_refusal_of_consent_takes_the_words_out_of_the_record(talk: Witness) -> None:
    number = new_id_number()
    await talk.says(f"英文成绩单两份，我叫{NAME}，身份证{number}")
    await talk.phone.sees(RECOVERY)
    assert any(number in text for text in record(talk))
    await talk.says("不同意")
    await talk.phone.sees(RECOVERY)
    await talk.is_complete()
    assert not any(number in text or NAME in text for text in record(talk))
    assert found_in_clear(talk.house, (number,)) == []


def record(talk: Witness) -> list[str]:
    """All texts of the conversation as the key's holder reads them."""
    keys = Keyring.from_setting(talk.house.secret("encryption_key"))
    statement = """
        select text from messages where conversation_id in
        (select conversation_id from messages where wechat_key = %s)
    """
    with connected(talk.house) as connection:
        rows = connection.execute(statement, (talk.said[0],)).fetchall()
    return [keys.decrypt(bytes(text), b"messages.text").decode() for (text,) in rows]


def found_in_clear(house: RunningHouse, canaries: tuple[str, ...]) -> list[str]:
    """Where one of these stands, in any of the ways in which text is commonly written down."""
    forms = {canary: forms_of(canary) for canary in canaries}
    return [
        f"{canary} in {place}"
        for place, content in everything_kept(house)
        for canary, ways in forms.items()
        if any(way in content for way in ways)
    ]


def forms_of(text: str) -> set[bytes]:
    raw = text.encode()
    return {raw, raw.hex().encode(), json.dumps(text)[1:-1].encode(), repr(raw)[2:-1].encode()}


def everything_kept(house: RunningHouse) -> Iterator[tuple[str, bytes]]:
    """Logs, training files, model, every table and every key of Redis. (The simulated phones belong to WeChat.)"""
    for file in [*house.home.glob("logs/*"), *house.home.glob("training/*"), house.home / "terminal"]:
        if file.is_file() and file.name != "simulator.log":
            yield file.name, file.read_bytes()
    newest = max((house.home / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    with tarfile.open(newest) as model:
        for member in model:
            if content := model.extractfile(member):
                yield f"model {member.name}", content.read()
    with connected(house) as connection:
        for (table,) in connection.execute(_TABLES).fetchall():
            with connection.cursor().copy(f"copy {table} to stdout") as rows:
                yield table, b"".join(bytes(row) for row in rows)
    with redis.Redis.from_url(house.urls["redis"]) as store:
        for key in store.scan_iter():
            yield f"redis {key!r}", repr((key, _READERS[store.type(key)](store, key))).encode()
