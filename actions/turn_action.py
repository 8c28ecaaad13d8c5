"""The one action of the dialogue engine: load the talk, converse, keep the talk, hand the answers back."""

from datetime import datetime
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.backend_client import BackendClient, Opened, Refused
from actions.dialogue.desk import Desk
from actions.dialogue.engine import converse
from actions.dialogue.say import Say
from actions.dialogue.state import Talk, digest
from actions.dialogue.turn import Turn, from_tracker
from backend.domain.catalogue import Catalogue

log = structlog.get_logger()


class TurnAction(Action):
    """Every message ends here (see bot/nlu/policy.py)."""

    def __init__(self, backend: BackendClient) -> None:
        self._backend = backend
        self._catalogue: tuple[Any, Catalogue] | None = None

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_turn"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer the latest message. A failure raises, so that the gateway tries the turn again."""
        turn = from_tracker(tracker.sender_id, tracker.latest_message)
        for one in await self.answer(turn):
            dispatcher.utter_message(json_message=one)
        return []

    async def answer(self, turn: Turn) -> list[Say]:
        """The answers to a turn; a turn that comes again gets the same ones and changes nothing."""
        opened = await self._backend.open_talk(turn.conversation, turn.openid)
        talk = Talk.from_json(opened.state)
        if talk.last and talk.last["message_id"] == turn.message_id:
            return list(talk.last["says"])
        if turn.lang:
            talk.lang = turn.lang
        desk = await self._desk(turn, talk, opened)
        echo = talk.echo(turn, desk.now)
        says: list[Say] = talk.last["says"] if talk.last and echo else await converse(turn, talk, desk)
        talk.touched_at = desk.now.isoformat()
        talk.last = {"message_id": turn.message_id, "says": says, "words": digest(turn)}
        await self._keep(turn, talk.to_json(), opened.revision)
        return says

    async def _keep(self, turn: Turn, state: dict[str, Any], revision: int) -> None:
        """Store the talk. The backend may have changed the draft itself in this turn (consent refused, data
        erased); turns of one conversation never overlap, so ours is the newer one."""
        try:
            await self._backend.keep_draft(turn.conversation, state, revision)
        except Refused as refusal:
            if refusal.status != 409:
                raise
            current = (await self._backend.open_talk(turn.conversation, turn.openid)).revision
            await self._backend.keep_draft(turn.conversation, state, current)

    async def _desk(self, turn: Turn, talk: Talk, opened: Opened) -> Desk:
        configuration = await self._backend.configuration(opened.configuration)
        version = configuration.get("version")
        if self._catalogue is None or self._catalogue[0] != version:
            self._catalogue = (version, Catalogue.from_mapping(configuration["catalogue"]))
        return Desk(
            archive=self._backend,
            catalogue=self._catalogue[1],
            service=configuration["service"],
            openid=turn.openid,
            conversation=turn.conversation,
            now=_moment(turn.received_at),
            lang=talk.lang,
            consent=opened.consent,
        )


def _moment(received_at: datetime) -> datetime:
    return received_at if received_at.tzinfo else received_at.astimezone()
