"""The address guard: a host is resolved once, every address is checked, and the connection goes to a checked one.

The guard sits where the connection is made, below redirects and below the connection pool, so that nothing the URL
says (spelling, encoding, a second DNS answer) can lead past it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore2

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses, best first; raises OSError when the name doesn't resolve."""

# IANA special-purpose address registries (RFC 6890 and successors), written out because the properties of
# `ipaddress` (`is_private`, `is_global`) changed between Python releases.
_REFUSED_V4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared (carrier-grade NAT)",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "a cloud host's own",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "reserved",
    "192.88.99.0/24": "reserved",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "reserved",
    "198.51.100.0/24": "reserved",
    "203.0.113.0/24": "reserved",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
# Global unicast is 2000::/3; whatever lies outside is refused below, with these names for the common ones.
_REFUSED_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
    "2001::/23": "reserved",
    "2001:db8::/32": "reserved",
    "3fff::/20": "reserved",
}
_REFUSED = [(ipaddress.ip_network(net), why) for net, why in {**_REFUSED_V4, **_REFUSED_V6}.items()]
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# Prefix and the bit where the IPv4 address inside ends: mapped, translated (SIIT), compatible, NAT64, 6to4.
_EMBEDDING = [
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
]


def why_refused(address: str) -> str | None:
    """What kind of local or special address this is; None for one on the public Internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "malformed"
    for network, why in _REFUSED:
        if ip.version == network.version and ip in network:
            return why
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip.scope_id:
        return "link-local"
    for prefix, shift in _EMBEDDING:
        if ip in prefix:
            return why_refused(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
    return None if ip in _GLOBAL_V6 else "reserved"


async def system_resolver(host: str, port: int) -> list[str]:
    """The operating system's answer, without repeats."""
    loop = asyncio.get_running_loop()
    try:
        answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label longer than 63 bytes fails before any look-up
        raise OSError(str(error)) from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class NameNotFoundError(Exception):
    """The host doesn't resolve."""


class AddressRefusedError(Exception):
    """The host resolves to an address that isn't public; the message says `<kind> address`."""


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves and checks, then connects through `inner` to the address that was checked.

    Host header, SNI and the certificate's name stay those of the URL: the pool above takes them from there.
    """

    def __init__(self, resolver: Resolver, inner: httpcore2.AsyncNetworkBackend, *, allow_private: bool) -> None:
        self._resolver, self._inner, self._allow_private = resolver, inner, allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the interface's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception = NameNotFoundError(host)
        for address in await self.checked(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def checked(self, host: str, port: int) -> Sequence[str]:
        """The host's addresses; raises AddressRefusedError unless all are public, NameNotFoundError for none."""
        try:
            addresses = await self._resolver(host, port)
        except OSError as error:
            raise NameNotFoundError(host) from error
        if not self._allow_private:
            # One bad answer refuses the host: a mixed answer is how rebinding begins.
            for address in addresses:
                if why := why_refused(address):
                    raise AddressRefusedError(f"{why} address")
        return addresses
