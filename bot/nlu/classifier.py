"""The graph component that names a message's intent, and the further wishes in it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.understanding import Understanding, fitted


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Adds `intent`, `intent_ranking` and `also` to a message."""

    def __init__(self, storage: ModelStorage, resource: Resource, understanding: Understanding | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._understanding = understanding

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """An untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """A trained component. Raises when its files are missing: a bot that understands nothing must not start."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Understanding.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all sentences that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        understanding = fitted(
            [example.get(TEXT) for example in examples],
            [example.get("metadata") or {} for example in examples],
            [example.get(INTENT) for example in examples],
        )
        with self._storage.write_to(self._resource) as folder:
            understanding.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component reads its guesses on training data."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand each message."""
        assert self._understanding is not None
        for message in messages:
            understood = self._understanding.of(message.get(TEXT) or "", message.get("metadata") or {})
            message.set(INTENT, understood["intent"], add_to_output=True)
            message.set(INTENT_RANKING_KEY, understood["intent_ranking"], add_to_output=True)
            message.set("also", understood["also"], add_to_output=True)
        return messages
