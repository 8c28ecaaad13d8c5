"""Entities come from the gateway's reader, in the message's metadata; sensitive ones sealed."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DetailEntities(GraphComponent, EntityExtractorMixin):
    """Hands the details that came with a message on as Rasa's entities."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DetailEntities:
        """Make the component; it has no state."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of each message."""
        for message in messages:
            details = (message.get("metadata") or {}).get("details") or []
            entities = [_entity(detail) for detail in details if _usable(detail)]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _usable(detail: Any) -> bool:
    return isinstance(detail, dict) and isinstance(detail.get("entity"), str) and not detail.get("denied")


def _entity(detail: dict[str, Any]) -> dict[str, Any]:
    sealed = detail.get("sealed")
    return {
        "entity": detail["entity"],
        "value": detail.get("value") if sealed is None else sealed,
        "start": detail.get("start"),
        "end": detail.get("end"),
        "role": detail.get("role"),
        "extractor": DetailEntities.__name__,
    }
