"""`make shell`: `rasa shell` with the action server beside it, so that answers are real answers."""

from __future__ import annotations

import subprocess
import sys

from assistant.settings import ROOT, get_settings
from tools.processes import environment, port_is_free
from tools.train import ensure_model

RASA_SHELL_PORT = 5006  # `make run` may be up on 5005


def main() -> int:
    """Ends when the conversation ends (`/stop` or Ctrl-C)."""
    settings = get_settings()
    model = ensure_model()
    env = environment(settings, model)
    actions = None
    if port_is_free(settings.host, settings.actions_port):  # else the one of `make run` serves us
        actions = subprocess.Popen(  # noqa: S603 - our own command
            [
                sys.executable,
                "-m",
                "rasa_sdk",
                "--actions",
                "actions",
                "--port",
                str(settings.actions_port),
                "--quiet",
            ],
            cwd=ROOT,
            env=env,
            start_new_session=True,
        )
    try:
        command = ["rasa", "shell", "--model", str(model), "--port", str(RASA_SHELL_PORT)]
        return subprocess.call([sys.executable, "-m", *command], cwd=ROOT, env=env)  # noqa: S603
    except KeyboardInterrupt:
        return 0
    finally:
        if actions:
            actions.terminate()
            actions.wait()


if __name__ == "__main__":
    sys.exit(main())
