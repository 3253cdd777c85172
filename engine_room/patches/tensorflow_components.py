"""A config.yml with DIET, TED or another component that needs TensorFlow must say so at once, by
the component's name, instead of failing somewhere inside the training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "DIETClassifier": "the classifier in nlu/ or LogisticRegressionClassifier",
        "ResponseSelector": "the classifier in nlu/, which scores intents and articles together",
        "ConveRTFeaturizer": "the sentence encoder in nlu/",
        "LanguageModelFeaturizer": "the sentence encoder in nlu/",
        "TEDPolicy": "RulePolicy and MemoizationPolicy",
        "UnexpecTEDIntentPolicy": "RulePolicy and MemoizationPolicy",
    }
)


def refused(config: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each component in the config that cannot run here."""
    for section in ("pipeline", "policies"):
        for item in config.get(section) or ():
            name = str(item.get("name") if isinstance(item, Mapping) else item).rsplit(".", 1)[-1]
            if name in INSTEAD:
                yield (
                    f"{name} ({section} in config.yml) needs TensorFlow, "
                    f"which this project does without. Use {INSTEAD[name]} instead."
                )


def apply(module: ModuleType) -> None:
    """Check the configuration before Rasa makes a training graph of it."""
    from rasa.shared.exceptions import InvalidConfigException

    recipe = module.DefaultV1Recipe
    original = recipe.graph_config_for_recipe

    def graph_config_for_recipe(
        self: Any, config: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        problems = list(refused(config))
        if problems:
            raise InvalidConfigException("\n".join(problems))
        return original(self, config, *args, **kwargs)

    recipe.graph_config_for_recipe = graph_config_for_recipe
