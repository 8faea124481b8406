"""Which addresses may be called, and the addresses of a host, checked before a connection is made to one of them."""

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

METADATA = tuple(
    ipaddress.ip_network(network)
    for network in (
        "169.254.0.0/16",  # AWS, Azure, Google, DigitalOcean; container credentials of AWS
        "fe80::/10",
        "fd00:ec2::/32",  # AWS over IPv6
        "fd20:ce::254/128",  # Google over IPv6
        "100.100.100.200/32",  # Alibaba
        "168.63.129.16/32",  # Azure's host agent
        "192.0.0.192/32",  # Oracle
    )
)
"""Answer with credentials to whoever asks from inside; refused whatever the policy."""
ENDING_IN_IPV4 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::ffff:0:0/96",  # mapped
        "::ffff:0:0:0/96",  # translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of an own network
        "::/96",  # compatible, as long ago
    )
)
ISATAP = (0x00005EFE, 0x02005EFE)
"""The middle of an address that ends in an IPv4 one, below any prefix."""


class Refused(Exception):
    """Nothing may be sent to the host; the text says why, without naming it."""


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, as the system sees it; understands the odd notations that libc does."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def checked(host: str, port: int, *, public_only: bool, resolver: Resolver = resolve) -> list[str]:
    """The addresses to connect to, when every one of them may be called; Refused, or OSError without an address.

    A name may answer otherwise the next moment, so the connection must go to what is returned here.
    """
    try:
        found = resolver(host, port)
    except UnicodeError as error:
        raise OSError("no host has such a name") from error
    addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
    for address in addresses:
        if reason := refusal(address, public_only=public_only):
            raise Refused(reason)
    return [str(address) for address in dict.fromkeys(addresses)]


def refusal(address: Address, *, public_only: bool) -> str | None:
    """Why nothing may be sent there; None when it may."""
    for seen in (address, *inside(address)):
        if any(seen in network for network in METADATA if network.version == seen.version):
            return "The address belongs to a cloud metadata or link-local range, which is never allowed"
        if seen.is_unspecified or seen.is_multicast:
            return "The address does not belong to one host"
        site = isinstance(seen, ipaddress.IPv6Address) and seen.is_site_local
        if public_only and (site or not seen.is_global):
            return "The address is private; only public hosts are allowed here"
    return None


def inside(address: Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that a mapped, translated or tunnelled IPv6 one leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    number = int(address)
    own = number > 1  # :: and ::1 are themselves
    if (own and any(address in network for network in ENDING_IN_IPV4)) or (number >> 32) & 0xFFFFFFFF in ISATAP:
        yield ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
