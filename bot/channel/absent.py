"""Leave out libraries that Rasa imports but that nothing here uses.

Importing `rasa.core` pulls in TensorFlow, every messenger's client and cloud storage: 13 of its 16
seconds and 400 of its 510 MB, for components that are not in our configuration. A named library is
replaced by hollow modules whose attributes are hollow classes: they can be named, subclassed and used
as decorators while modules load, and nothing else. Anything that tries to *work* with one fails at once
with a plain message, so a component that needs TensorFlow cannot run half-way. See
backend/docs/decisions/0030-rasa-serving.md.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

SERVING = (
    "tensorflow", "keras", "aiogram", "slack_sdk", "twilio", "fbmessenger", "mattermostwrapper",
    "rocketchat_API", "webexteamssdk", "socketio", "boto3", "botocore", "pymongo", "sklearn",
    "sklearn_crfsuite", "pycrfsuite", "matplotlib",
)  # fmt: skip
"""What serving does without. Training needs scikit-learn, see TRAINING."""

TRAINING = tuple(name for name in SERVING if name != "sklearn")


class LeftOut(ImportError):
    """Something tried to use a library that this process was started without."""


class _HollowMeta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _hollow(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]  # used as a plain decorator while a module loads
        raise LeftOut(f"{cls.__qualname__} is left out of this process")


def _hollow(name: str) -> type:
    return _HollowMeta(name, (), {"__doc__": None})


class _HollowModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _hollow(f"{self.__name__}.{name}")


class _Finder(MetaPathFinder, Loader):
    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """Claim the named libraries and all below them."""
        if fullname.partition(".")[0] not in self._names:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Make a hollow module."""
        return _HollowModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""


def leave_out(names: Iterable[str]) -> None:
    """Replace libraries by hollow ones from now on; must come before Rasa is imported.

    Raises LeftOut when one of them is loaded already.
    """
    names = tuple(names)
    loaded = [name for name in names if name in sys.modules]
    if loaded:
        raise LeftOut(f"already loaded: {', '.join(loaded)}")
    sys.meta_path.insert(0, _Finder(names))
