"""WeChat's client as the rooms need it: outcomes and bytes instead of its errors."""

from collections.abc import Callable

from backend.notifications.ladder import UNDER_WAY, Fate, Outcome
from backend.notifications.platform import Plan
from bot.wechat.client import WeChatClient
from bot.wechat.errors import ApiError, NoConsent, Rejected, Unconfirmed, WeChatError


class Sender:
    """Sends notices; tells what became of them."""

    def __init__(self, client: WeChatClient, page: Callable[[], str]) -> None:
        self._client = client
        self._page = page

    async def send(self, plan: Plan, rung: str, once_id: str) -> Outcome:
        """Send one notice."""
        try:
            if rung == "template":
                number = await self._client.send_template(
                    plan.openid, plan.template, plan.data, url=self._page(), once_id=once_id
                )
            else:
                number = await self._client.send_notice(plan.openid, plan.template, plan.data, page=self._page())
        except NoConsent as error:
            return Outcome(Fate.FAILED, str(error.code))
        except WeChatError as error:
            code = str(error.code) if isinstance(error, ApiError) else type(error).__name__
            if isinstance(error, Unconfirmed) and rung != "template":
                # A notice has no name by which WeChat could drop a repeated one: its word is waited for.
                code = UNDER_WAY
            return Outcome(Fate.RETRYING if error.retryable else Fate.FAILED, code)
        return Outcome(Fate.SENT, outbound=number[:64] or None)


async def download(client: WeChatClient, media_id: str) -> bytes:
    """A picture's bytes. Raises LookupError when WeChat no longer has it."""
    try:
        return (await client.download(media_id)).content
    except Rejected as error:
        raise LookupError(media_id) from error
