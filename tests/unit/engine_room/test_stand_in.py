"""The stand-ins answer what Rasa asks while it starts, and nothing more."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from engine_room.absent import ABSENT, MODULES
from engine_room.finder import StandInFinder
from engine_room.stand_in import NotInstalled


@pytest.mark.parametrize("name", sorted(ABSENT))
def test_every_absent_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_an_import_that_rasa_never_does_fails_honestly() -> None:
    # thinc (spaCy) looks for TensorFlow this way and must not believe that it found it
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("tensorflow.experimental.dlpack")


def test_nothing_is_a_tensor_and_tensor_is_a_class() -> None:
    import tensorflow

    assert tensorflow.is_tensor([1.0]) is False
    assert isinstance(tensorflow.Tensor, type)
    assert not isinstance([1.0], tensorflow.Tensor)
    assert tensorflow.Tensor is tensorflow.Tensor


def test_a_stand_in_can_be_subclassed_subscripted_and_caught() -> None:
    import tensorflow as tf

    class Layer(tf.keras.layers.Layer):  # type: ignore[misc, name-defined]
        rate: tf.Tensor[float] | None = None  # type: ignore[valid-type]

    assert issubclass(Layer, tf.keras.layers.Layer)
    caught = False
    try:
        _raise_key_error()
    except tf.errors.OpError:  # a stand-in catches nothing
        caught = True
    except KeyError:
        pass
    assert not caught


@pytest.mark.parametrize("probe", ["__wrapped__", "__file__", "__version__"])
def test_probes_get_the_truth(probe: str) -> None:
    import tensorflow

    assert not hasattr(tensorflow, probe)


def test_using_a_stand_in_says_what_is_missing_and_why() -> None:
    import tensorflow as tf
    from slack_sdk.web.async_client import AsyncWebClient

    with pytest.raises(NotInstalled, match=r"tensorflow\.constant .* only in DIET, TED"):
        tf.constant(1)
    with pytest.raises(NotInstalled, match="connectors/channels"):
        AsyncWebClient(token="t")


def test_using_a_class_made_of_a_stand_in_says_so_too() -> None:
    from rasa.utils.tensorflow.models import RasaModel

    with pytest.raises(NotInstalled, match="keras"):
        RasaModel()


def test_an_installed_package_always_wins() -> None:
    ours = next(f for f in sys.meta_path if isinstance(f, StandInFinder))
    assert PathFinder in sys.meta_path[: sys.meta_path.index(ours)]


def test_every_import_that_rasa_does_at_start_is_answered() -> None:
    """A new version of Rasa may ask for more; this says what, before a user meets it."""
    roots = {name.split(".")[0] for name in ABSENT} - {"google"}
    asked = {name for name in _module_level_imports() if name.split(".")[0] in roots}
    assert asked
    assert asked - set(MODULES) == set()


def test_without_the_stand_ins_rasa_does_not_start() -> None:
    """The day that this fails, engine_room/ has become needless."""
    code = "import sys; sys.meta_path.pop(); import rasa.core.agent"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "ModuleNotFoundError" in done.stderr


def test_the_start_of_python_stays_cheap() -> None:
    """Nothing heavy may be imported by the .pth file, in any process."""
    code = "import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"rasa", "typing", "asyncio", "numpy"} & set(done.stdout.split())


def _raise_key_error() -> None:
    raise KeyError


def _module_level_imports() -> Iterator[str]:
    spec = importlib.util.find_spec("rasa")
    assert spec
    assert spec.origin
    for path in Path(spec.origin).parent.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
