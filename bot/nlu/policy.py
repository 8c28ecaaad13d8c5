"""The dialogue policy: every message is answered by `action_turn`, then the bot listens.

What is asked, answered or filed is decided in the action server from the draft kept by the backend; so
there is nothing to learn here and nothing that depends on the history.
"""

from __future__ import annotations

from typing import Any

from rasa.core.constants import DEFAULT_POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

TURN_ACTION = "action_turn"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class TurnPolicy(Policy):
    """Answers, then listens. Rasa trains every policy; this one has nothing to store."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The priority that Rasa asks every policy for."""
        return {"priority": DEFAULT_POLICY_PRIORITY}

    @staticmethod
    def supported_data() -> SupportedData:
        """Rules and stories alike: it reads neither."""
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Leave the marker that Rasa needs to find the policy in the trained model."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "policy").write_text(TURN_ACTION)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TurnPolicy:
        """Make the policy; there is nothing to read."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """`action_turn` after a message, else listen."""
        spoken = tracker.latest_action_name == ACTION_LISTEN_NAME
        chosen = TURN_ACTION if spoken else ACTION_LISTEN_NAME
        probabilities = [0.0] * domain.num_actions
        probabilities[domain.index_for_action(chosen)] = 1.0
        return self._prediction(probabilities)
