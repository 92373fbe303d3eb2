"""From where a request comes, as far as one subscriber can choose it."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection


def network_of(connection: HTTPConnection) -> str:
    """Return the address of whoever asks, of IPv6 the network that one subscriber has: they may take any in it."""
    address = connection.client.host if connection.client else ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64" if parsed.version == 6 else address
