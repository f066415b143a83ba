"""A Redis Cluster on loopback: three masters with a replica each, made in a few seconds and thrown away.

Debian's ``redis-server`` where it is installed, else the program the tutor brings along.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from bot.memory.binary import find_binary

MASTERS = 3
SLOTS = 16384
NODE_TIMEOUT_MS = 2000
PATIENCE = 30.0


@dataclass
class Node:
    """One server of the cluster."""

    port: int
    process: subprocess.Popen[bytes]
    client: Redis

    @property
    def id(self) -> str:
        return str(self.client.execute_command("CLUSTER MYID"))

    @property
    def role(self) -> str:
        return str(self.client.role()[0])


@dataclass
class LoopbackCluster:
    """Three masters and three replicas.  Every wait is for a state, never for a time."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[LoopbackCluster]:
        """The cluster while the block runs."""
        cluster = cls(folder)
        try:
            for _ in range(2 * MASTERS):
                cluster.nodes.append(cluster._started())
            cluster._join()
            yield cluster
        finally:
            for node in cluster.nodes:
                node.client.close()
                node.process.kill()
                node.process.wait()

    @property
    def url(self) -> str:
        """Its address, as ``REDIS_URL`` takes it."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    @property
    def version(self) -> str:
        """Of the program that serves."""
        return str(self.nodes[0].client.info("server")["redis_version"])

    def masters(self) -> list[Node]:
        """The living nodes that take writes now."""
        return [node for node in self.nodes if node.process.poll() is None and node.role == "master"]

    def hand_over(self) -> None:
        """A replica takes its master's place in good order; nothing is lost."""
        replica = next(node for node in self._living() if node.role == "slave")
        replica.client.execute_command("CLUSTER FAILOVER")
        _wait(lambda: replica.role == "master")

    def kill_master(self) -> int:
        """kill -9 of a master; returns its number among the nodes.  Its replica notices by itself."""
        victim = self.masters()[0]
        victim.process.kill()
        victim.process.wait()
        return self.nodes.index(victim)

    def wait_until_whole(self) -> None:
        """Until every slot is served again."""
        _wait(lambda: all(_said(node, "cluster_state") == "ok" for node in self._living()))

    def _living(self) -> list[Node]:
        return [node for node in self.nodes if node.process.poll() is None]

    def _started(self) -> Node:
        port = _free_port()
        home = self.folder / str(port)
        home.mkdir(parents=True)
        program = shutil.which("redis-server") or str(find_binary().path)
        process = subprocess.Popen(
            [
                program, "--port", str(port), "--cluster-port", str(_free_port()), "--bind", "127.0.0.1",
                "--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT_MS), "--dir", str(home),
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
                "--repl-diskless-sync-delay", "0",
            ],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        client = Redis(port=port, decode_responses=True)
        _wait(lambda: bool(client.ping()))
        return Node(port, process, client)

    def _join(self) -> None:
        masters, replicas = self.nodes[:MASTERS], self.nodes[MASTERS:]
        bounds = [SLOTS * number // MASTERS for number in range(MASTERS + 1)]
        for node, first, after in zip(masters, bounds, bounds[1:], strict=False):
            node.client.execute_command("CLUSTER ADDSLOTSRANGE", first, after - 1)
        for number, node in enumerate(self.nodes, start=1):
            node.client.execute_command("CLUSTER SET-CONFIG-EPOCH", number)
        for node in self.nodes[1:]:
            bus = node.client.config_get("cluster-port")["cluster-port"]
            self.nodes[0].client.execute_command("CLUSTER MEET", "127.0.0.1", node.port, bus)
        _wait(lambda: all(_said(node, "cluster_known_nodes") == str(2 * MASTERS) for node in self.nodes))
        for master, replica in zip(masters, replicas, strict=True):
            replica.client.execute_command("CLUSTER REPLICATE", master.id)
        _wait(lambda: all(_copied(node) for node in masters))
        self.wait_until_whole()


def _said(node: Node, what: str) -> str:
    """One line of what a node says of its cluster."""
    found = node.client.execute_command("CLUSTER INFO")
    return str(found[what])


def _copied(master: Node) -> bool:
    """Whether a replica has everything, so that it may take over."""
    return dict(master.client.info("replication").get("slave0", {})).get("state") == "online"


def _free_port() -> int:
    """A port from below the range that outgoing connections use, free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if until():
                return
        except (RedisError, OSError):
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("the cluster did not come to order")
        time.sleep(0.05)
