"""Consent, drafts, a copy of one's own data, erasure, retention, and keys that change while everything runs."""

import asyncio
import base64
import json
from datetime import timedelta

import psycopg
import pytest
from typer.testing import CliRunner

from backend.attachments.store import FileStore
from backend.audit.verifying import verify
from backend.conversations import outbox, records
from backend.kit import clock, crypto
from backend.kit.crypto import conversation_key, seal
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.desk import ConversationNote, Rating
from backend.notifications import reports
from backend.privacy import retention, rotation
from backend.privacy import service as privacy
from backend.privacy.cli import app as app_of_keys
from tests.integration.backend.requester import ID_NUMBER, Requester, body
from tests.support import papers

OPENID = "o-test-zhou"


async def test_sealed_details_are_opened_on_the_way_in(api: Requester) -> None:
    given = body(openid=seal(OPENID))
    given["subject"]["id_number"] = seal(ID_NUMBER)
    filed = (await api.post(given)).json()
    listed = (await api.http.get("/api/v1/requests", params={"openid": seal(OPENID)})).json()["items"]
    assert [one["code"] for one in listed] == [filed["code"]]
    assert (await api.get(filed["code"], reveal="true"))["subject"]["id_number"] == ID_NUMBER


async def test_the_same_body_sealed_anew_is_the_same_body(api: Requester, key: str) -> None:
    first, again = await api.post(body(openid=seal(OPENID)), key), await api.post(body(openid=seal(OPENID)), key)
    assert (first.status_code, again.status_code) == (201, 200)


async def test_an_altered_seal_is_refused(api: Requester) -> None:
    answer = await api.post(body(openid=seal(OPENID)[:-6] + "AAAAA="))
    assert (answer.status_code, answer.json()["code"]) == (422, "sealed_detail_unreadable")


async def test_a_late_writer_cannot_undo_a_newer_draft(api: Requester) -> None:
    path = f"/api/v1/drafts/{conversation_key(OPENID)}"
    first = await api.http.put(path, json={"state": {"form": 1}, "revision": 0})
    assert first.json()["revision"] == 1
    stale = await api.http.put(path, json={"state": {"form": 2}, "revision": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert (await api.http.get(path)).json()["state"] == {"form": 1}
    assert (await api.http.delete(path)).status_code == 204
    assert (await api.http.get(path)).status_code == 404


async def test_a_withdrawn_consent_takes_the_details_of_the_draft_with_it(api: Requester) -> None:
    path = f"/api/v1/drafts/{conversation_key(OPENID)}"
    detail = {"sealed": seal(ID_NUMBER), "masked": "110***********002X"}
    state = {"form": {"subject": {"id_number": detail, "graduation_year": 2013}, "items": [1]}}
    await api.http.put(path, json={"state": state, "revision": 0})
    for granted in (True, False):
        await api.http.post("/api/v1/consents", json={"openid": OPENID, "version": "1", "granted": granted})
    kept = (await api.http.get(path)).json()["state"]
    assert kept == {"form": {"subject": {"graduation_year": 2013}, "items": [1]}}
    ledger = (await api.http.get("/api/v1/consents", params={"openid": OPENID})).json()
    assert (ledger["current"], [one["granted"] for one in ledger["items"]]) == (None, [False, True])


async def test_one_gets_a_copy_of_all_that_is_stored(api: Requester) -> None:
    code = (await api.file())["code"]
    mine = (await api.http.get("/api/v1/applicants/export", params={"openid": OPENID})).json()
    assert [one["code"] for one in mine["requests"]] == [code]
    assert mine["requests"][0]["subject"]["id_number"] == ID_NUMBER
    assert mine["consents"][0]["granted"] is True


async def test_the_copy_holds_the_draft_in_the_open(api: Requester) -> None:
    detail = {"sealed": seal(ID_NUMBER), "masked": "110***********002X"}
    state = {"form": {"subject": {"id_number": detail}, "items": [{"note": "sealed:v1:no seal"}]}}
    await api.http.put(f"/api/v1/drafts/{conversation_key(OPENID)}", json={"state": state, "revision": 0})
    mine = (await api.http.get("/api/v1/applicants/export", params={"openid": OPENID})).json()
    assert mine["draft"]["form"]["subject"]["id_number"]["sealed"] == ID_NUMBER
    assert mine["draft"]["form"]["items"] == [{"note": "sealed:v1:no seal"}]
    other = (await api.http.get("/api/v1/applicants/export", params={"openid": "o-nobody"})).json()
    assert other["draft"] is None


async def test_erasing_says_what_is_kept_and_why(api: Requester, sql: psycopg.Connection) -> None:
    code = (await api.file())["code"]
    await api.http.put(f"/api/v1/drafts/{conversation_key(OPENID)}", json={"state": {}, "revision": 0})
    gone = (await api.http.post("/api/v1/applicants/erase", json={"openid": OPENID})).json()
    assert (gone["drafts"], gone["requests_kept"]) == (1, 1)
    assert gone["kept"] == [{"code": code, "reason": "under_way", "until": None}]
    assert sql.execute("select kind, reason from tombstones").fetchall() == [("applicant", "asked")]


async def test_a_record_under_legal_hold_is_said_so_without_a_date(api: Requester, sql: psycopg.Connection) -> None:
    held, record = (await api.file())["code"], (await api.file(purpose="求职"))["code"]
    for code in (held, record):
        await api.happen(code, "withdraw")
    hold = {"on": True, "reason": "诉讼", "by": "wang"}
    assert (await api.http.put(f"/api/v1/requests/{held}/hold", json=hold)).json()["legal_hold"] is True
    gone = (await api.http.post("/api/v1/applicants/erase", json={"openid": OPENID})).json()
    kept = {one["code"]: (one["reason"], one["until"]) for one in gone["kept"]}
    assert kept[held] == ("legal_hold", None)
    assert kept[record][0] == "record" and kept[record][1] is not None


async def test_erasing_takes_the_consent_back(api: Requester) -> None:
    await api.file()
    for openid in (OPENID, "o-never-consented"):
        await api.http.post("/api/v1/applicants/erase", json={"openid": openid})
    ledger = (await api.http.get("/api/v1/consents", params={"openid": OPENID})).json()
    assert (ledger["current"], [one["granted"] for one in ledger["items"]]) == (None, [False, True])
    opened = await api.http.post(f"/api/v1/talks/{conversation_key(OPENID)}/open", json={"openid": OPENID})
    assert opened.json()["consent"] is None
    assert (await api.http.get("/api/v1/consents", params={"openid": "o-never-consented"})).json()["items"] == []


async def test_a_refused_consent_erases_the_pictures_sent_before(api: Requester, sql: psycopg.Connection) -> None:
    ids = []
    for openid in (OPENID, "o-somebody-else"):
        files = {"file": ("a.pdf", papers.pdf())}
        data = {"kind": "id_card_front", "conversation": conversation_key(openid)}
        ids.append((await api.http.post("/api/v1/attachments", files=files, data=data)).json()["id"])
    await api.http.post("/api/v1/consents", json={"openid": OPENID, "version": "1", "granted": False})
    states = [(await api.http.get(f"/api/v1/attachments/{one}")).json()["state"] for one in ids]
    assert states == ["erased", "stored"]
    assert sql.execute("select count(*) from attachments where stored_as is not null").fetchone() == (1,)


async def test_an_erased_talk_keeps_what_was_written_since(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    key = conversation_key(OPENID)
    async with database.session() as session:
        await records.ensure(session, key, OPENID, "gh_1")
        await outbox.post(session, key, "bot", "written before")
    await api.http.post("/api/v1/applicants/erase", json={"openid": OPENID})
    [(arguments,)] = sql.execute("select args from procrastinate_jobs where task_name = %s", (privacy.ERASE_TALK,))
    async with database.session() as session:
        await outbox.post(session, key, "bot", "written later")
    async with database.session() as session:
        await privacy.erase_talk(session, **arguments)
        assert [line.text for line in await records.history(session, key)] == ["written later"]


async def test_what_waits_behind_the_wish_to_be_erased_is_not_erased_with_it(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    key = conversation_key(OPENID)
    async with database.session() as session:
        await records.ensure(session, key, OPENID, "gh_1")
        for number in range(3):
            await outbox.post(session, key, "bot", f"m{number}")
    # The second one is the wish itself, being worked; the third came while it was.
    sql.execute("update messages set direction = 'in', state = 'waiting' where id > (select min(id) from messages)")
    await api.http.post("/api/v1/applicants/erase", json={"openid": OPENID})
    [(arguments,)] = sql.execute("select args from procrastinate_jobs where task_name = %s", (privacy.ERASE_TALK,))
    async with database.session() as session:
        await privacy.erase_talk(session, **arguments)
        assert [line.text for line in await records.history(session, key)] == ["m2"]


@pytest.mark.parametrize("waits", [True, False])
async def test_an_erased_talk_stays_open_only_while_somebody_is_waited_for(
    api: Requester, database: Database, sql: psycopg.Connection, waits: bool
) -> None:
    key = conversation_key(OPENID)
    async with database.session() as session:
        await records.ensure(session, key, OPENID, "gh_1")
        await outbox.post(session, key, "bot", "written before")
    await api.http.post("/api/v1/applicants/erase", json={"openid": OPENID})
    if waits:
        sql.execute("update conversations set owner = 'queue', waiting_since = now()")
    [(arguments,)] = sql.execute("select args from procrastinate_jobs where task_name = %s", (privacy.ERASE_TALK,))
    async with database.session() as session:
        await privacy.erase_talk(session, **arguments)
    assert sql.execute("select count(*) from messages").fetchone() == (0,)
    assert sql.execute("select count(*) from conversations").fetchone() == (int(waits),)


@pytest.mark.parametrize("way", ["unfollowed", "silent", "asked"])
async def test_a_talk_is_erased_with_all_that_staff_and_rasa_keep_of_it(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection, way: str
) -> None:
    key = conversation_key(OPENID)
    async with database.session() as session:
        await records.ensure(session, key, OPENID, "gh_1")
        session.add(ConversationNote(conversation=key, author="wang", body="来过电话", at=clock.now()))
        session.add(Rating(conversation=key, asked_at=clock.now(), score=5))
    if way == "asked":
        await api.http.post("/api/v1/applicants/erase", json={"openid": OPENID})
        [(arguments,)] = sql.execute("select args from procrastinate_jobs where task_name = %s", (privacy.ERASE_TALK,))
        async with database.session() as session:
            await privacy.erase_talk(session, **arguments)
    else:
        column = "unfollowed_at" if way == "unfollowed" else "last_activity_at"
        sql.execute(f"update conversations set {column} = %s".encode(), (clock.now(),))
        clock.advance(timedelta(days=200))
        await retention.sweep(database, settings)
    for table in ("conversations", "conversation_notes", "ratings"):
        assert sql.execute(f"select count(*) from {table}".encode()).fetchone() == (0,), table
    jobs = sql.execute("select args from procrastinate_jobs where task_name = %s", (privacy.FORGET_TRACKER,)).fetchall()
    assert jobs == [({"conversation": key},)]


async def test_a_closed_request_loses_the_person_when_its_time_is_over(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    filed = await api.file(note=f"我的证号 {ID_NUMBER}")
    await api.happen(filed["code"], "withdraw")
    held = (await api.file(openid="o-held"))["code"]
    await api.happen(held, "withdraw")
    on = {"on": True, "reason": "诉讼", "by": "wang"}
    assert (await api.http.put(f"/api/v1/requests/{held}/hold", json=on)).status_code == 200
    clock.advance(timedelta(days=364))
    assert (await retention.sweep(database, settings))["requests"] == 0
    clock.advance(timedelta(days=3))
    assert (await retention.sweep(database, settings))["requests"] == 1
    now = await api.get(filed["code"])
    assert (now["subject"], now["note"], now["resolution"]) == ({}, None, "withdrawn")
    assert (await api.get(held))["subject"]["name"] == "周新安"
    async with database.session() as session:
        assert await verify(session) == []
    assert (await api.http.get("/api/v1/requests", params={"q": "周新安"})).json()["items"][0]["code"] == held


async def test_each_kind_of_file_goes_in_its_own_time_and_leaves_a_tombstone(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    own = {"attachment_kinds": {"mandate": {"keep_days": 10}, "kinship_proof": {"keep_days": 200}}}
    changed = await api.http.put("/api/v1/configuration/catalogue", json={"value": own, "author": "sun"})
    assert changed.status_code == 200, changed.text
    ids = {}
    for kind in ("mandate", "id_card_front", "kinship_proof", "loose"):
        given = {"kind": "other" if kind == "loose" else kind}
        answer = await api.http.post("/api/v1/attachments", files={"file": ("a.pdf", papers.pdf())}, data=given)
        ids[kind] = answer.json()["id"]
    code = (await api.file(attachment_ids=[one for kind, one in ids.items() if kind != "loose"]))["code"]
    await api.happen(code, "withdraw")
    await api.http.put(f"/api/v1/drafts/{conversation_key('o-old')}", json={"state": {}, "revision": 0})
    gone = []
    for days in (11, 80, 110):
        clock.advance(timedelta(days=days))
        await retention.sweep(database, settings)
        await retention.sweep_files(database, settings)
        gone.append({kind for kind, one in ids.items() if await _erased(api, one)})
    assert gone == [{"mandate"}, {"mandate", "id_card_front", "loose"}, set(ids)]
    found = sql.execute("select kind, reason, counts from tombstones order by id").fetchall()
    picture = ("pictures", "retention", {"pictures": 1})
    assert sorted(found) == sorted(
        [picture] * 3 + [("drafts", "silent", {"drafts": 1}), ("loose_files", "unfiled", {"loose_files": 1})]
    )


async def _erased(api: Requester, attachment_id: str) -> bool:
    return bool((await api.http.get(f"/api/v1/attachments/{attachment_id}")).json()["state"] == "erased")


async def test_whoever_left_is_forgotten_after_the_grace_but_requests_stay(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    code, key = (await api.file())["code"], conversation_key(OPENID)
    async with database.session() as session:
        await records.ensure(session, key, OPENID, "gh_1")
        await outbox.post(session, key, "bot", "hello")
    sql.execute("update conversations set unfollowed_at = %s", (clock.now(),))
    assert (await retention.sweep(database, settings))["unfollowed"] == 0
    clock.advance(timedelta(days=8))
    assert (await retention.sweep(database, settings))["unfollowed"] == 1
    assert sql.execute("select count(*) from messages").fetchone() == (0,)
    assert sql.execute("select openid from applicants").fetchone() == (None,)
    assert (await api.get(code))["status"] == "submitted"
    again = (await api.http.get("/api/v1/requests", params={"openid": OPENID})).json()["items"]
    assert [one["code"] for one in again] == [code]


async def test_what_a_person_allows_is_theirs_and_goes_with_them(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    key = conversation_key(OPENID)
    async with database.session() as session:
        await records.ensure(session, key, OPENID, "gh_1")
        for status in ("accept", "accept"):
            choice = {"template_id": "T1", "status": status}
            await reports.take(session, key, {"name": "subscribe_msg_popup_event", "choices": [choice]})
    mine = (await api.http.get("/api/v1/applicants/export", params={"openid": OPENID})).json()
    assert mine["notices_allowed"] == {"T1": 2}
    sql.execute("update conversations set unfollowed_at = %s", (clock.now(),))
    clock.advance(timedelta(days=8))
    await retention.sweep(database, settings)
    assert sql.execute("select count(*) from notice_permissions").fetchone() == (0,)


async def test_talks_in_which_nobody_spoke_for_long_are_erased(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    for openid, days in (("o-old", 181), ("o-fresh", 179)):
        key = conversation_key(openid)
        async with database.session() as session:
            await records.ensure(session, key, openid, "gh_1")
        at = clock.now() - timedelta(days=days)
        sql.execute("update conversations set last_activity_at = %s where key = %s", (at, key))
    assert (await retention.sweep(database, settings))["silent"] == 1
    assert sql.execute("select key from conversations").fetchall() == [(conversation_key("o-fresh"),)]


async def test_silent_drafts_go_and_touched_ones_stay(api: Requester, database: Database, settings: Settings) -> None:
    old, fresh = conversation_key("o-old"), conversation_key("o-fresh")
    await api.http.put(f"/api/v1/drafts/{old}", json={"state": {}, "revision": 0})
    clock.advance(timedelta(days=29))
    await api.http.put(f"/api/v1/drafts/{fresh}", json={"state": {}, "revision": 0})
    clock.advance(timedelta(days=2))
    await retention.sweep(database, settings)
    assert (await api.http.get(f"/api/v1/drafts/{old}")).status_code == 404
    assert (await api.http.get(f"/api/v1/drafts/{fresh}")).status_code == 200


async def test_whoever_left_a_request_unfinished_is_told_when_it_goes(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    begun, empty = conversation_key("o-begun"), conversation_key("o-empty")
    for openid, key, form in (("o-begun", begun, {"items": []}), ("o-empty", empty, None)):
        async with database.session() as session:
            await records.ensure(session, key, openid, "gh_1")
        await api.http.put(f"/api/v1/drafts/{key}", json={"state": {"form": form}, "revision": 0})
    clock.advance(timedelta(days=31))
    for _ in range(2):
        await retention.sweep(database, settings)
    async with database.session() as session:
        (told,) = await records.history(session, begun)
        assert await records.history(session, empty) == []
    assert (told.state, told.author) == ("ready", "notice")
    assert "30 天" in (told.text or "")


async def test_a_key_added_beside_the_running_house_is_found_when_it_is_met(
    api: Requester, database: Database, settings: Settings
) -> None:
    filed = await api.file()
    running, newer = crypto.ring(), "t2:" + base64.b64encode(b"n" * 32).decode()
    grown = settings.model_copy(update={"encryption_key": f"{newer},{settings.encryption_key}"})
    # What `lantai keys add` and `rotate` do, in a process of their own.
    (settings.home / "secrets.json").write_text(json.dumps({"encryption_key": grown.encryption_key}))
    crypto.configure(grown)
    await rotation.rotate_all(database, FileStore(settings.home))
    crypto.configure(settings)
    assert crypto.ring() == running
    assert (await api.get(filed["code"], reveal="true"))["subject"]["id_number"] == ID_NUMBER
    assert crypto.ring().current_id == "t2", "and from now on it is written with too"
    foreign = {"encryption_key": "x9:" + base64.b64encode(b"x" * 32).decode()}
    (settings.home / "secrets.json").write_text(json.dumps(foreign))
    crypto.configure(settings)
    assert (await api.http.get(f"/api/v1/requests/{filed['code']}")).status_code == 500, (
        "a ring of strangers is no help"
    )


async def test_keys_change_while_everything_stays_readable(
    api: Requester, database: Database, settings: Settings
) -> None:
    filed = await api.file()
    await api.happen(filed["code"], "start_review")
    pdf = papers.pdf()
    upload = await api.http.post("/api/v1/attachments", files={"file": ("a.pdf", pdf)}, data={"kind": "other"})
    content = f"/api/v1/attachments/{upload.json()['id']}/content"
    before = (await api.http.get(content)).content
    newer = "t2:" + base64.b64encode(b"n" * 32).decode()
    crypto.configure(settings.model_copy(update={"encryption_key": f"{newer},{settings.encryption_key}"}))
    assert await rotation.under_older_keys(database) > 0
    done = await rotation.rotate(database, FileStore(settings.home))
    assert {"requests", "request_events", "applicants", "files"} <= set(done)
    assert await rotation.under_older_keys(database) == 0
    assert await rotation.rotate(database, FileStore(settings.home)) == {}
    assert (await api.get(filed["code"], reveal="true"))["subject"]["id_number"] == ID_NUMBER
    assert (await api.http.get("/api/v1/requests", params={"q": ID_NUMBER})).json()["items"][0]["code"] == filed["code"]
    assert (await api.http.get(content)).content == before
    async with database.session() as session:
        assert await verify(session) == []


async def test_both_commands_leave_nothing_that_only_an_older_key_opens(
    api: Requester, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = conversation_key(OPENID)
    detail = {"sealed": seal(ID_NUMBER), "masked": "110***********002X"}
    state = {"form": {"subject": {"id_number": detail}}, "note": "sealed:v1:no seal of ours"}
    await api.http.put(f"/api/v1/drafts/{conversation}", json={"state": state, "revision": 0})
    (settings.home / "secrets.json").write_text(json.dumps({"encryption_key": settings.encryption_key}))
    monkeypatch.setenv("LANTAI_HOME", str(settings.home))
    monkeypatch.setenv("LANTAI_DATABASE_URL", settings.database_url)
    monkeypatch.delenv("LANTAI_ENCRYPTION_KEY", raising=False)

    async def keys(*words: str) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, app_of_keys, list(words))
        assert done.exit_code == 0, done.output
        return done.output

    assert "Key second is first" in await keys("add", "--name", "second")
    assert (await asyncio.to_thread(CliRunner().invoke, app_of_keys, ["add", "--name", "second"])).exit_code != 0
    # A turn that began before the rotation writes its old seals back under the new key.
    ring = json.loads((settings.home / "secrets.json").read_text())["encryption_key"]
    crypto.configure(settings.model_copy(update={"encryption_key": ring}))
    await api.http.put(f"/api/v1/drafts/{conversation}", json={"state": state, "revision": 1})
    assert await rotation.under_older_keys(database) == 1
    assert "drafts: 1" in await keys("rotate")
    assert await rotation.under_older_keys(database) == 0
    kept = (await api.http.get(f"/api/v1/drafts/{conversation}")).json()["state"]
    assert kept["note"] == state["note"]
    crypto.configure(settings.model_copy(update={"encryption_key": ring.split(",")[0]}))
    assert crypto.unseal(kept["form"]["subject"]["id_number"]["sealed"]) == ID_NUMBER
