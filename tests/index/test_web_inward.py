"""No address, however it is written, reached by whatever way, leads to a machine that is not on the open internet.

A server on loopback counts who comes to its door; behind every spelling here nobody may.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from index.documents import Unreadable
from index.documents.web import Unreachable, Web, is_public

PRIVATE_HOSTS = (
    "127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "0", "0.0.0.0", "0x7f.1", "0x7f000001", "0x7F.0x0.0x0.0x1",
    "0177.0.0.1", "0177.0.0.01", "017700000001", "2130706433", "2130706434", "00000000177.0.0.1", "127.0.0.1.", "localhost",
    "LOCALHOST", "localhost.", "LocalHost", "127。0。0。1", "127．0．0．1", "１２７.0.0.1", "①②⑦.0.0.①", "ⓛocalhost",
    "10.0.0.1", "10.255.255.255", "012.0.0.1", "0xa.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "192.168.255.255", "3232235521", "0xc0a80001", "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
    "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001::80ff:fffe]", "[2001:db8::1]", "[fe80::1]", "[fe80::1%25lo]",
    "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[100::1]",
)  # fmt: skip
DISGUISES = (
    "http://{}:{}/", "http://docs.example@{}:{}/", "http://docs.example:80@{}:{}/", "http://docs.example%40{}:{}/", "http://{}:{}#@docs.example/",
    "http://{}:{}?@docs.example/", "http://{}:{}\\@docs.example/", "http://docs.example\\@{}:{}/", "http:\\\\{}:{}/", "http:///{}:{}/",
    "http:{}:{}/", "//{}:{}/", " http://{}:{}/", "http://{}:{}/\r\nHost: docs.example", "ht\ntp://{}:{}/", "http://[{}]:{}/", "http://{}\x00.docs.example:{}/",
    "gopher://{}:{}/_x", "file://{}:{}/etc/passwd", "ftp://{}:{}/", "dict://{}:{}/info", "ldap://{}:{}/", "jar:http://{}:{}!/", "unix://{}:{}/",
)  # fmt: skip


class Doorstep:
    """Listens on loopback and counts whoever knocks."""

    def __init__(self, listener: socket.socket) -> None:
        self.port = listener.getsockname()[1]
        self.knocks = 0
        self._listener = listener

    def watch(self) -> None:
        while True:
            try:
                knock, _ = self._listener.accept()
            except OSError:
                return
            self.knocks += 1
            knock.close()


@pytest.fixture
def doorstep() -> Iterator[Doorstep]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        door = Doorstep(listener)
        watching = threading.Thread(target=door.watch)
        watching.start()
        yield door
        listener.shutdown(socket.SHUT_RDWR)
        watching.join()


def one_answer(host: str, port: int) -> list[str]:
    """Names that nobody owns are not looked up outside: a test that needs the internet is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        if host.lower().rstrip(".") == "localhost":
            return ["127.0.0.1"]
        raise Unreachable(f"the address {host} is not known") from None
    return [str(each[4][0]) for each in found]


def refused(url: str, web: Web) -> None:
    with pytest.raises(Unreadable):
        web.fetch(url)


def test_there_are_vectors_enough() -> None:
    assert len(set(PRIVATE_HOSTS)) + len(set(DISGUISES)) >= 80


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_no_spelling_leads_inside(host: str, doorstep: Doorstep) -> None:
    """Decimal, octal, hexadecimal, shortened, wrapped into another family, in other scripts."""
    for scheme in ("http", "https"):
        refused(f"{scheme}://{host}:{doorstep.port}/", Web(resolve=one_answer))
    assert doorstep.knocks == 0


@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_disguise_leads_inside(disguise: str, doorstep: Doorstep) -> None:
    """A name before the host, a sign that another reader takes for its end, another scheme."""
    web = Web(resolve=lambda host, port: ["127.0.0.1"] if "docs" not in host else ["198.51.100.7"])
    refused(disguise.format("127.0.0.1", doorstep.port), web)
    assert doorstep.knocks == 0


@pytest.mark.parametrize(
    "name", ["127.0.0.1.nip.example", "localtest.example", "a.b.c.example", "xn--lcalhost-n6a.example"]
)
def test_a_public_name_for_a_private_machine_is_refused(name: str, doorstep: Doorstep) -> None:
    """What counts is where a name leads; one private address among public ones is enough."""
    for addresses in (["127.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], []):
        web = Web(resolve=lambda host, port, found=addresses: found)
        refused(f"http://{name}:{doorstep.port}/", web)
    assert doorstep.knocks == 0


def test_a_name_that_changes_its_mind_is_asked_once(doorstep: Doorstep) -> None:
    """The second answer, given to whoever would look again when connecting, is never heard."""
    asked: list[str] = []

    def turncoat(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    went: list[str] = []

    def reachable(address: str) -> bool:
        went.append(address)
        return False  # nothing leaves a test

    refused(f"http://turncoat.example:{doorstep.port}/", Web(reachable, turncoat))
    assert (asked, went, doorstep.knocks) == (["turncoat.example"], ["8.8.8.8"], 0)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "127.0.0.1/8",
        "0x7f000001",
        "2130706433",
        "::ffff:127.0.0.1%lo",
        "fe80::1%eth0",
        "1.1.1",
        "::127.0.0.1",
    ],
)
def test_what_is_no_plain_public_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("moved", ["http://[127.0.0.1]/", "http://[", "http://[::1", "//[oops]/"])
def test_a_page_that_moves_to_no_address_costs_only_itself(moved: str) -> None:
    """A redirect is somebody else's text: it may be anything, and a build goes on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = f"HTTP/1.1 302 Found\r\nLocation: {moved}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

        def redirect() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer.encode())

        answering = threading.Thread(target=redirect)
        answering.start()
        port = listener.getsockname()[1]
        refused(
            f"http://docs.example:{port}/",
            Web(lambda address: address == "127.0.0.1", lambda host, port: ["127.0.0.1"]),
        )
        answering.join()
