"""Web pages and sitemaps, fetched so that nobody can steer the fetch into a private network.

A host is resolved once, every address it has must be public, and the connection goes to the address that was checked;
redirects, at most three, are checked again from the start. No cookies, no proxies, no credentials; ten megabytes,
twenty seconds, and only kinds of content that are read. Pages of a sitemap are taken from the sitemap's own host.
"""

from __future__ import annotations

import gzip
import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from index.documents.document import Unreadable

LARGEST = 10 * 1024 * 1024
SECONDS = 20.0
MOST_REDIRECTS = 3
MOST_PAGES = 2000
KINDS = (
    "text/",
    "application/xhtml+xml",
    "application/pdf",
    "application/xml",
    "application/vnd.openxmlformats",
    "application/json",
)
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Unreadable):
    """A page that could not be fetched now, which says nothing about whether it is still there."""


@dataclass(frozen=True, slots=True)
class Page:
    url: str  # where the redirects led
    data: bytes
    content_type: str


def is_public(address: str) -> bool:
    """Whether an address is on the open internet, however it is wrapped up."""
    try:
        found: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:  # out of use, and still routed inside some networks
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def addresses_of(host: str, port: int) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"the address {host} is not known") from problem


@dataclass(frozen=True, slots=True)
class Web:
    """The way out; what may be reached and how names are resolved can be given, for tests and for closed networks."""

    reachable: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = addresses_of

    def fetch(self, url: str) -> Page:
        deadline = time.monotonic() + SECONDS
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._get(url, deadline)
            if isinstance(answer, Page):
                return answer
            url = _joined(url, answer)
        raise Unreadable(f"it redirects more than {MOST_REDIRECTS} times")

    def pages(self, url: str) -> list[str]:
        """The pages a source stands for: itself, or those its sitemap lists."""
        if not _split(url).path.endswith((".xml", ".xml.gz")):
            return [url]
        host = _split(url).hostname
        found: list[str] = []
        waiting = [url]
        read = 0
        while waiting and read < 50 and len(found) < MOST_PAGES:
            read += 1
            listed, nested = _sitemap(self.fetch(waiting.pop(0)).data)
            found.extend(page for page in listed if _is_of(page, host))
            waiting.extend(page for page in nested if _is_of(page, host))
        return list(dict.fromkeys(found))[:MOST_PAGES]

    def _get(self, url: str, deadline: float) -> Page | str:
        """The page, or where it has moved to."""
        parts = _split(url)
        port = _checked_port(parts)
        connection = self._connect(parts, port, deadline)
        try:
            target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request("GET", target, headers={"User-Agent": "studyhall", "Accept-Encoding": "identity"})
            response = connection.getresponse()
            if response.status in (301, 302, 303, 307, 308) and response.getheader("Location"):
                return str(response.getheader("Location"))
            if response.status == 429 or response.status >= 500:
                raise Unreachable(f"the server answered {response.status}")
            if response.status != 200:
                raise Unreadable(f"the server answered {response.status}")
            content_type = response.getheader("Content-Type", "")
            if not content_type.lower().startswith(KINDS):
                raise Unreadable(f"it is {content_type or 'of no stated kind'}, which is not read")
            return Page(url, _body(response, deadline), content_type)
        except (OSError, http.client.HTTPException) as problem:
            raise Unreachable(f"it could not be fetched ({problem or type(problem).__name__})") from problem
        finally:
            connection.close()

    def _connect(self, parts: SplitResult, port: int, deadline: float) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        addresses = self.resolve(host, port)
        if not addresses or not all(self.reachable(address) for address in addresses):
            raise Unreadable("its address is not on the public internet")
        try:
            raw = socket.create_connection((addresses[0], port), timeout=max(0.1, deadline - time.monotonic()))
            if parts.scheme == "https":
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        except OSError as problem:
            raise Unreachable(f"it could not be reached ({problem.strerror or problem})") from problem
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(host, port)
        connection.sock = raw
        return connection


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise Unreadable("its address is not one that can be read") from None


def _joined(url: str, moved: str) -> str:
    try:
        return urljoin(url, moved)
    except ValueError:
        raise Unreadable("it redirects to what is no address") from None


def _is_of(page: str, host: str | None) -> bool:
    try:
        return urlsplit(page).hostname == host
    except ValueError:
        return False


def _checked_port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        raise Unreadable("its address has no valid port") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreadable("only http and https addresses are fetched")
    if parts.username is not None or parts.password is not None:
        raise Unreadable("an address with a name or password in it is not fetched")
    return port or (443 if parts.scheme == "https" else 80)


def _body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    body = bytearray()
    while part := response.read1(65536):
        body += part
        if len(body) > LARGEST:
            raise Unreadable(f"larger than {LARGEST // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise Unreachable(f"fetching it took longer than {SECONDS:.0f} s")
    return bytes(body)


def _sitemap(data: bytes) -> tuple[Sequence[str], Sequence[str]]:
    """The pages and the further sitemaps a sitemap lists."""
    from lxml import etree

    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(LARGEST)
        except (OSError, EOFError, zlib.error) as problem:
            raise Unreadable("its sitemap is damaged") from problem
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as problem:
        raise Unreadable("its sitemap is damaged") from problem
    listed = [str(found.text).strip() for found in root.iter("{*}loc") if found.text]
    return ((), listed) if etree.QName(root).localname == "sitemapindex" else (listed, ())
