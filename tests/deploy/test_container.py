"""The container files: read by the Compose specification and by the Dockerfile linter, and true to the code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


def interpolated(text: str, environment: dict[str, str]) -> str:
    """``${NAME:-else}`` and ``${NAME:+then}`` as Compose fills them in."""

    def value(found: re.Match[str]) -> str:
        given = environment.get(found["name"], "")
        return (found["word"] if given else "") if found["sign"] == ":+" else given or found["word"]

    return re.sub(r"\$\{(?P<name>\w+)(?P<sign>:[-+])(?P<word>[^}]*)\}", value, text)


@pytest.fixture
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(interpolated(COMPOSE.read_text(), {}))["services"])


def test_compose_accepts_the_file() -> None:
    merged = yaml.safe_load(interpolated(COMPOSE.read_text(), {"DOCS": "./handbook"}))
    composed = PyCompose.from_json(json.dumps(merged))
    composed.validate()
    assert set(composed.service_names()) == {"bot", "worker", "redis"}


def test_documents_are_read_only_where_some_were_named(services: dict[str, Any]) -> None:
    """Without DOCS the variable is empty, which the settings take for unset."""
    assert services["bot"]["environment"]["STUDYHALL_DOCS"] == ""
    with_some = yaml.safe_load(interpolated(COMPOSE.read_text(), {"DOCS": "./handbook"}))["services"]["bot"]
    assert with_some["environment"]["STUDYHALL_DOCS"] == "/docs"
    assert "./handbook:/docs:ro" in with_some["volumes"]


@pytest.mark.parametrize("name", ["bot", "worker", "redis"])
def test_every_service_runs_with_the_least(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["bot", "worker", "redis"])
def test_every_service_is_back_after_the_machine_was_started_anew(services: dict[str, Any], name: str) -> None:
    """`on-failure` would leave it stopped."""
    assert services[name]["restart"] == "unless-stopped"


def test_a_bot_without_tokens_says_so(services: dict[str, Any]) -> None:
    """A story that nobody watches would be told over and over."""
    assert services["bot"]["command"] == ["run", "--only", "slack,discord"]


def test_redis_has_room_to_write_its_file_anew(services: dict[str, Any]) -> None:
    """While it does, what changes is in memory twice."""
    most = re.search(r"^maxmemory (\d+)mb$", (ROOT / "deploy" / "redis.conf").read_text(), re.MULTILINE)
    assert most is not None
    limit = int(services["redis"]["deploy"]["resources"]["limits"]["memory"].removesuffix("g"))
    assert limit * 1024 >= 2 * int(most[1])


def test_redis_keeps_what_it_acknowledged() -> None:
    """The same guarantees that `studyhall doctor` asks of a server."""
    lines = (ROOT / "deploy" / "redis.conf").read_text().splitlines()
    settings = dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == "always"
    assert settings["maxmemory-policy"] == "noeviction"


def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    linter = Path(sysconfig.get_path("scripts")) / "hadolint"
    done = subprocess.run([str(linter), str(DOCKERFILE)], capture_output=True, text=True, env={**os.environ})
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_the_image_runs_as_nobody_in_particular() -> None:
    text = DOCKERFILE.read_text()
    last_user = re.findall(r"^USER (\S+)$", text, re.MULTILINE)[-1]
    assert not last_user.startswith(("0", "root"))
    assert "torch==2.13.0" in text
    assert text.index('"$TORCH"') < text.index("EXTRAS:+")
