"""A Redis Cluster in place of one server: each command goes to the node that keeps its tenant.

``redis+cluster://host:port,host:port`` (``rediss+cluster://`` with TLS) names some of its nodes; the rest
are learned from them.  Nothing else changes: every script's keys share one hash tag.  What a cluster
does not promise stays unpromised: a node that fails may take the last writes it acknowledged with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ReadOnlyError, RedisClusterException, RedisError

from bot.memory.wire import CONNECTIONS, away, heard
from bot.ports import Unavailable

SCHEMES = ("redis+cluster", "rediss+cluster")
PORT = 6379
TRIES = 5


class ClusterLink(RedisCluster):
    """A cluster client whose connection errors are :class:`Unavailable`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._lanes = asyncio.Semaphore(CONNECTIONS)

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command to the nodes it concerns; more callers than connections wait, where the SDK would refuse."""
        send: Callable[..., Awaitable[Any]] = super().execute_command
        try:
            async with self._lanes:
                await self.initialize()  # before it knows its nodes, the SDK sends a script to any of them
                return await heard(send(*args, **options))
        except (RedisClusterException, AttributeError) as scattered:
            # AttributeError: the SDK lets go of a lost node's connections under the commands that still use them.
            raise Unavailable("the memory") from scattered
        except ReadOnlyError as demoted:
            await self.aclose()  # what concerns every master still went to one that is none any more: learn them anew
            raise Unavailable("the memory") from demoted
        except RedisError as trouble:
            if away(trouble):
                raise Unavailable("the memory") from trouble
            raise


def connect_cluster(url: str, **options: Any) -> ClusterLink:
    """A client of the cluster that ``url`` names nodes of.  Raises ``ValueError`` where it names none."""
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    nodes = [_node(host) for host in hosts.split(",") if host]
    if not nodes:
        raise ValueError("a cluster's address is redis+cluster://HOST:PORT,HOST:PORT")
    user, _, password = credentials.partition(":")
    return ClusterLink(
        startup_nodes=nodes,
        username=unquote(user) or None,
        password=unquote(password) or None,
        ssl=parts.scheme == "rediss+cluster",
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), TRIES),
        **options,
    )


def _node(host: str) -> ClusterNode:
    name, sign, port = host.rpartition(":")
    return ClusterNode(name.strip("[]"), int(port)) if sign else ClusterNode(port, PORT)
