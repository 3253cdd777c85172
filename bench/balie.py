"""Balie's side: everything that `make run` starts, asked through the gateway."""

from __future__ import annotations

import sys
from pathlib import Path

import aiohttp

from assistant.settings import ROOT, Settings
from bench.conversations import Conversation, GatewayConversation
from bench.sides import Side, plain_environment
from tools.evaluate.stack import environment
from tools.processes import services


class Balie(Side):
    """Gateway, engine, action server and back office, with databases of their own."""

    name = "Balie"
    ports = 5

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tools.run"]

    def directory(self) -> Path:
        return ROOT

    def environment(self) -> dict[str, str]:
        return environment(self._settings(), self._run, plain_environment())

    def health(self) -> list[str]:
        settings = self._settings()
        return [one.address(settings.host) + one.health_path for one in services(settings)]

    def conversation(self, client: aiohttp.ClientSession) -> Conversation:
        settings = self._settings()
        address = f"http://{settings.host}:{settings.web_port}/{settings.default_municipality}"
        return GatewayConversation(client, address)

    def _settings(self) -> Settings:
        web, engine, actions, backoffice, mail = self._ports
        return Settings(
            host="127.0.0.1",
            web_port=web,
            engine_port=engine,
            actions_port=actions,
            backoffice_port=backoffice,
            backoffice_mail_port=mail,
            database_url=f"sqlite:///{self._run / 'balie.db'}",
            now="",
        )
