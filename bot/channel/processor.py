"""One turn in Rasa: load, understand, decide, act, store; a failure is an exception, never an empty answer.

Rasa's own processor swallows what an action raises and stores the half turn; here nothing is stored, the
channel answers 5xx, and the gateway asks again with the same message id.
"""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, action_for_name_or_text
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.channel.actions import ActionServer, RemoteTurn
from bot.channel.runner import OrderedRunner
from bot.nlu.store import EncryptedTrackerStore

_TRIAL = "你好"


class TurnProcessor(MessageProcessor):
    """Rasa's processor without the parts that hide failures or grow with the conversation."""

    action_server: ActionServer

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, OrderedRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, OrderedRunner
            )
        return Path(model_path).name, metadata, runner

    async def handle_message(self, message: UserMessage) -> None:
        """Run one turn; the replies are in the message's output channel. Raises when it failed."""
        tracker = await self.get_tracker(message.sender_id)
        self._begin(tracker)
        tracker.update(await self._understood(message, tracker), self.domain)
        await self._run_prediction_loop(message.output_channel, tracker)
        await self.save_tracker(tracker)

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Understand a text. (Rasa's own also copies it into debug logs.)"""
        if tracker is None:
            tracker = DialogueStateTracker.from_events(message.sender_id, [])
        return self._parse_message_with_graph(message, tracker, only_output_properties)

    async def _understood(self, message: UserMessage, tracker: DialogueStateTracker) -> UserUttered:
        parsed = await self.parse_message(message, tracker)
        return UserUttered(
            message.text,
            parsed["intent"],
            parsed["entities"],
            parsed,
            input_channel=message.input_channel,
            message_id=message.message_id,
            metadata=message.metadata,
        )

    @staticmethod
    def _begin(tracker: DialogueStateTracker) -> None:
        """Open a new tracker's session; there is only one, nothing is carried in slots."""
        if not tracker.events:
            tracker.update(SessionStarted())
            tracker.update(ActionExecuted("action_listen"))

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """Let the policy choose; actions of ours run on our server."""
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        if name in self.domain.user_actions:
            return RemoteTurn(name, self.action_server), prediction
        return action_for_name_or_text(name, self.domain, None), prediction

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        events: list[Event] = await action.run(output_channel, nlg, tracker, self.domain)
        tracker.update(action.event_for_successful_execution(prediction), self.domain)
        for event in events:
            tracker.update(event, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        return self.should_predict_another_action(action.name())


class SwapFailed(RuntimeError):
    """The other model could not be put to work; the present one goes on."""


class TurnAgent(Agent):
    """An agent with our processor and no silent fallback to memory."""

    def __init__(self, store: EncryptedTrackerStore | None, locks: Any, server: ActionServer) -> None:
        super().__init__(tracker_store=store, lock_store=locks)
        if store is not None:
            # Rasa wraps every store in one that answers from memory when the database is down, and forgets.
            self.tracker_store = store
        self.action_server = server

        self._swapping = asyncio.Lock()

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a trained model."""
        self._use(self._loaded(Path(model_path)))

    async def swap(self, name: str) -> None:
        """Load another model of the same folder beside the present one, then let it answer. Raises SwapFailed.

        Turns go on meanwhile; those in flight end with the processor they began with.
        """
        async with self._swapping:
            path = self.processor.model_path.with_name(name)
            try:
                other = await asyncio.get_running_loop().run_in_executor(None, self._loaded, path)
                # Only a model that understands something is let at people's messages.
                await other.parse_message(UserMessage(_TRIAL, sender_id="trial"))
            except Exception as error:  # whatever a broken archive or component raises: the present model stays
                raise SwapFailed(f"{name}: {type(error).__name__}: {error}") from error
            self._use(other)
            # The old one refers to itself; nothing else would look for it soon, and it is large.
            await asyncio.get_running_loop().run_in_executor(None, gc.collect)

    def _loaded(self, path: Path) -> TurnProcessor:
        processor = TurnProcessor(
            model_path=path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            generator=self.nlg,
        )
        processor.action_server = self.action_server
        return processor

    def _use(self, processor: TurnProcessor) -> None:
        self.processor = processor
        self.domain = processor.domain
        self.tracker_store.domain = processor.domain
