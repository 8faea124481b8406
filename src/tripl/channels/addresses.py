"""Which addresses may be called."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
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


def innermost(address: Address) -> Address:
    """The IPv4 address inside a mapped, translated or tunnelled IPv6 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def refusal(address: Address, *, public_only: bool) -> str | None:
    """Why nothing may be sent there; None when it may."""
    for seen in (address, innermost(address)):
        if any(seen in network for network in METADATA if network.version == seen.version):
            return "The address belongs to a cloud metadata or link-local range, which is never allowed"
        if seen.is_unspecified or seen.is_multicast:
            return "The address does not belong to one host"
        site = isinstance(seen, ipaddress.IPv6Address) and seen.is_site_local
        if public_only and (site or not seen.is_global):
            return "The address is private; only public hosts are allowed here"
    return None
