"""A copy of one's data, and its erasure, for people without WeChat: staff do it by a request's code."""

import io
import json
import zipfile

import psycopg

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.requests import service
from tests.integration.backend.requester import ID_NUMBER
from tests.integration.console.conftest import Browser
from tests.integration.console_queue.conftest import Filing
from tests.support import papers


async def _with_file(database: Database, settings: Settings, code: str) -> None:
    async with database.session() as session:
        one = await attachments.keep(session, FileStore(settings.home), papers.pdf(), kind="mandate", source="staff")
        one.request_id = (await service.find(session, code)).id


def _data(package: bytes) -> tuple[dict[str, object], list[str]]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return json.loads(opened.read("data.json")), [name for name in opened.namelist() if name != "data.json"]


async def test_a_caller_gets_a_copy_and_what_may_go_goes(
    chief: Browser, archivist: Browser, filed: Filing, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    code = await filed(openid=None, channel="phone")
    await _with_file(database, settings, code)
    address = f"/console/queue/{code}/person"
    assert (await archivist.post(f"{address}/export", reason="来信")).status_code == 403
    assert (await chief.post(f"{address}/export", reason=" ")).status_code == 422
    answer = await chief.post(f"{address}/export", reason="来信要求，已核对身份证")
    data, [name] = _data(answer.content)
    assert data["requests"][0]["subject"]["id_number"] == ID_NUMBER and name.endswith("-mandate.pdf")
    early = await chief.post(f"{address}/erase", reason="来信")
    assert "正在办理" in early.text and "附件 0 个" in early.text
    async with database.session() as session:
        found = await service.find(session, code)
        found.status, found.resolution, found.closed_at = "closed", "withdrawn", found.created_at
    late = await chief.post(f"{address}/erase", reason="来信")
    assert "附件 1 个" in late.text and "办结的记录" in late.text and code in late.text
    assert sql.execute("select state from attachments").fetchone() == ("erased",)
    tombs = sql.execute("select kind, reason, counts->>'attachments' from tombstones order by id").fetchall()
    assert tombs == [("request", "asked", "0"), ("request", "asked", "1")]
    done = sql.execute("select action from audit_log where object_id = %s and action <> 'assign'", [code]).fetchall()
    assert sorted(row[0] for row in done) == ["erase", "erase", "export", "reveal"]


async def test_a_held_request_keeps_its_files(
    chief: Browser, filed: Filing, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    code = await filed(openid=None, channel="letter")
    await _with_file(database, settings, code)
    async with database.session() as session:
        found = await service.find(session, code)
        found.status, found.resolution, found.closed_at = "closed", "withdrawn", found.created_at
        found.legal_hold = True
    page = await chief.post(f"/console/queue/{code}/person/erase", reason="来信")
    assert "依法须保留" in page.text and "附件 0 个" in page.text
    assert sql.execute("select state from attachments").fetchone() == ("stored",)


async def test_whoever_is_known_by_wechat_gets_everything(
    chief: Browser, filed: Filing, sql: psycopg.Connection
) -> None:
    first, second = await filed(), await filed(purpose="求职")
    answer = await chief.post(f"/console/queue/{first}/person/export", reason="到馆要求")
    data, names = _data(answer.content)
    assert {one["code"] for one in data["requests"]} == {first, second} and names == []
    page = await chief.post(f"/console/queue/{first}/person/erase", reason="到馆要求")
    assert first in page.text and second in page.text
    assert sql.execute("select kind, reason from tombstones").fetchall() == [("applicant", "asked")]
