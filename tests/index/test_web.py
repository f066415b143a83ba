"""Fetching: only public addresses, the address that was checked, few redirects, known kinds, bounded size."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.builder import build
from index.documents import Unreadable
from index.documents.web import LARGEST, Unreachable, Web, is_public
from index.editions import Shelf

PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html><body><p>Hello.</p></body></html>"),
    "/long": (200, {"Content-Type": "text/plain"}, b"Drift is a change of the serving data over time.\n"),
    "/moved": (302, {"Location": "/page"}, b""),
    "/inward": (302, {"Location": "http://internal.example/page"}, b""),
    "/around": (302, {"Location": "/around"}, b""),
    "/film": (200, {"Content-Type": "video/mp4"}, b"0000"),
    "/gone": (404, {"Content-Type": "text/html"}, b"no"),
    "/huge": (200, {"Content-Type": "text/plain"}, b"x" * (LARGEST + 1)),
    "/sitemap.xml": (
        200,
        {"Content-Type": "application/xml"},
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://docs.example/page</loc></url>'
        b"<url><loc>http://elsewhere.example/page</loc></url></urlset>",
    ),
    "/entity.xml": (
        200,
        {"Content-Type": "text/xml"},
        b'<!DOCTYPE urlset [<!ENTITY secret SYSTEM "file:///etc/passwd">]><urlset><url><loc>&secret;</loc></url></urlset>',
    ),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = PAGES.get(self.path, (404, {}, b""))
        self.server.asked.append((self.headers["Host"], self.path))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def web() -> Web:
    """A network where docs.example is reachable (it is the site above) and internal.example is not."""
    addresses = {
        "docs.example": ["127.0.0.1"],
        "internal.example": ["10.0.0.7"],
        "both.example": ["127.0.0.1", "10.0.0.7"],
    }
    return Web(reachable=lambda address: address == "127.0.0.1", resolve=lambda host, port: addresses[host])


@pytest.fixture
def at(site: ThreadingHTTPServer) -> Callable[[str], str]:
    return lambda path: f"http://docs.example:{site.server_port}{path}"


def test_a_page_is_fetched_from_the_address_that_was_checked(web: Web, at: Callable[[str], str], site) -> None:
    page = web.fetch(at("/moved"))
    assert page.data.startswith(b"<html>")
    assert page.url == at("/page")
    assert {host for host, _ in site.asked} == {f"docs.example:{site.server_port}"}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/inward", "not on the public internet"),
        ("/around", "redirects more than 3"),
        ("/film", "video/mp4"),
        ("/gone", "404"),
        ("/huge", "larger than 10 MB"),
    ],
)
def test_what_must_not_be_fetched_is_refused(path: str, reason: str, web: Web, at: Callable[[str], str]) -> None:
    with pytest.raises(Unreadable, match=reason):
        web.fetch(at(path))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://docs.example/",
        "http://user@docs.example/",
        "http://user:word@docs.example/page",
        "http://docs.example:99999/",
        "http:///page",
        "http://both.example/page",
    ],
)
def test_other_ways_in_are_closed(url: str, web: Web) -> None:
    with pytest.raises(Unreadable):
        web.fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        f"http://{host}/"
        for host in (
            "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]", "169.254.169.254", "10.1.2.3", "192.168.0.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "[::]",
            "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255", "198.18.0.1",
        )
    ],
)  # fmt: skip
def test_no_spelling_of_a_private_address_is_reached(url: str) -> None:
    with pytest.raises(Unreadable):
        Web().fetch(url)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_a_sitemap_gives_the_pages_of_its_own_host(web: Web, at: Callable[[str], str]) -> None:
    assert web.pages(at("/sitemap.xml")) == ["http://docs.example/page"]
    assert web.pages(at("/page")) == [at("/page")]


def test_a_sitemap_cannot_read_files(web: Web, at: Callable[[str], str]) -> None:
    assert web.pages(at("/entity.xml")) == []


def test_a_page_that_cannot_be_reached_today_is_kept_from_yesterday(
    at: Callable[[str], str], web: Web, shelf: Shelf, embedder: HashingEmbedder
) -> None:
    build([at("/long")], shelf, embedder, web=web)
    page = shelf.current().documents[at("/long")]
    assert (page.kind, page.url) == ("text", at("/long"))
    nowhere = Web(reachable=web.reachable, resolve=lambda host, port: _unknown())
    report = build([at("/long")], shelf, embedder, web=nowhere)
    assert (report.published, report.documents) == (False, 1)
    assert report.unreadable == [(at("/long"), "the address is not known; what was read before is kept")]


def _unknown() -> list[str]:
    raise Unreachable("the address is not known")
