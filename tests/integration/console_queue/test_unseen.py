"""What nobody has begun to look at in time has a tab of its own."""

from datetime import timedelta

from backend.kit import clock
from tests.integration.console.conftest import Browser
from tests.integration.console_queue.conftest import Filing


async def test_what_should_have_been_looked_at_is_a_tab(archivist: Browser, filed: Filing) -> None:
    late, seen = await filed(), await filed("start_review", openid="o-other")
    assert "该审未审" in (await archivist.http.get("/console/queue")).text
    assert late not in (await archivist.http.get("/console/queue?tab=unseen")).text
    clock.advance(timedelta(days=14))
    await archivist.sign_in("wang")
    page = (await archivist.http.get("/console/queue?tab=unseen")).text
    assert late in page and seen not in page
    assert "本该" in (await archivist.http.get(f"/console/queue/{late}")).text
