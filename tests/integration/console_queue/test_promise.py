"""The public page of the promise is there only when it is switched on."""

from tests.integration.console.conftest import Browser


async def test_the_promise_is_public_once_it_is_switched_on(boss: Browser, browser) -> None:
    anybody = browser("192.0.2.40")
    assert (await anybody.http.get("/h5/promise")).status_code == 404
    path = "/console/admin/settings/service/publish_promise"
    assert (await boss.http.get(path)).status_code == 200
    assert (await boss.post(path, text="true", seen="0")).status_code == 303
    page = await anybody.http.get("/h5/promise")
    assert page.status_code == 200 and "服务承诺" in page.text and "成绩单" in page.text
    assert (await boss.post(path, text="maybe")).status_code == 422
