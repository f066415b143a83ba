"""Settings from the environment, which :mod:`bot.env_file` fills from ``.env`` first.

Platforms read their own tokens (``bot/platforms/*/connection.py``), so this never grows with them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.ports import CannotStart


class Settings(BaseSettings):
    """Everything an operator may set; every field has a default that works."""

    model_config = SettingsConfigDict(
        env_prefix="STUDYHALL_", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    data: Path = Field(Path(".studyhall"), description="folder for everything that lasts")
    docs: Annotated[tuple[str, ...], NoDecode] = Field((), description="folders of the library `home`")
    course: str = Field("pmle", description="bundled course; `none`: only the team's own documents")
    links: Annotated[tuple[tuple[str, str], ...], NoDecode] = Field(
        (), description="FOLDER=URL-TEMPLATE with {path} {anchor} {from} {to}"
    )
    redis_url: SecretStr | None = Field(None, alias="REDIS_URL", description="a Redis 7.0 or newer")
    secret: SecretStr | None = Field(None, description="signs buttons; several, comma-separated: first signs")
    secret_file: Path | None = Field(None, description="a file holding the secret")
    model: str | None = Field(None, description="provider:model; unset: answers quote the documents")
    spend_cap: float = Field(1.0, ge=0, description="a day and tenant, in the model's currency")
    limits: str = Field("user=10/min,100/day tenant=2000/day", description="how much may be asked")
    admins: Annotated[tuple[str, ...], NoDecode] = Field((), description="people who may administer")
    embedder: str | None = Field(None, description="path or name; default the packaged MiniLM")
    http: str = Field("127.0.0.1:3000", description="host:port of the HTTP side")
    port: int | None = Field(None, ge=0, le=65535, alias="PORT", description="overrides the port of STUDYHALL_HTTP")
    slack_pushes: Literal["direct", "scheduled"] = Field(
        "direct", alias="SLACK_PUSHES", description="daily questions posted by us at their time, or by Slack itself"
    )
    log: Literal["debug", "info", "warning", "error"] = Field("warning", description="how much is logged")

    def __init__(self, **given: Any) -> None:
        """Raises :class:`CannotStart` naming the variable that cannot be read, never its value."""
        try:
            super().__init__(**given)
        except ValidationError as wrong:
            raise CannotStart(
                "; ".join(
                    f"{_variable(found['loc'])}: {found['msg'].removeprefix('Value error, ')}"
                    for found in wrong.errors()
                )
            ) from None

    @field_validator("docs", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        return _parts(r"[,;\n]|:(?=[./~])(?!//)", value)  # as lists and as PATH are written; a URL stays whole

    @field_validator("data", "secret_file")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        return value and value.expanduser()  # no shell has read what stands in a file

    @field_validator("admins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return _parts(r"[,\s]", value)

    @field_validator("links", mode="before")
    @classmethod
    def _templates(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.strip().partition("=") for part in value.split(",") if part.strip()]
        broken = [folder for folder, sign, template in pairs if not sign or "://" not in template]
        if broken:
            raise ValueError(f"{broken[0]!r} is not FOLDER=URL-TEMPLATE")
        return tuple((folder, template) for folder, _, template in pairs)

    @field_validator("log", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def libraries(self) -> Path:
        """Where the libraries' editions live."""
        return self.data / "libraries"

    @property
    def course_library(self) -> str | None:
        """The library of the bundled course, or ``None`` where the team wants only its own."""
        return None if self.course.lower() == "none" else self.course

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the HTTP side.  Raises ``ValueError`` where it names no port."""
        host, _, port = self.http.rpartition(":")
        if self.port is None and not 0 <= int(port) <= 65535:
            raise ValueError(port)
        return host.strip("[]") or "127.0.0.1", self.port or int(port)


def _variable(place: tuple[int | str, ...]) -> str:
    name = str(place[0]) if place else ""
    return name if name.isupper() else f"STUDYHALL_{name.upper()}"


def _parts(between: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in re.split(between, value) if part.strip())
