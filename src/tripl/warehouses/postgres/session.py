"""Turns a connection spec into libpq parameters and pins the session."""

import ipaddress
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tripl.kit.addresses import Refused, Resolver, checked, resolve
from tripl.warehouses.base import ConnectionSpec, WarehouseError

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_VERIFYING = ("verify-ca", "verify-full")
_PEM_FILES = {"ca_certificate": "sslrootcert", "client_certificate": "sslcert", "client_key": "sslkey"}
_PEM_NAMES = {
    "ca_certificate": "CA certificate",
    "client_certificate": "client certificate",
    "client_key": "client private key",
}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")


@contextmanager
def parameters(spec: ConnectionSpec, resolver: Resolver = resolve) -> Iterator[dict[str, Any]]:
    """Keyword arguments for `psycopg.connect`; PEM texts live in private files while it runs.

    WarehouseError(unsupported) for a setting, a combination of settings, or an address that cannot be.
    """
    pem = _pem(spec.settings)
    mode = ssl_mode(spec, pem)
    with tempfile.TemporaryDirectory(prefix="tripl-tls-") as folder:
        # Absent files by default, so that libpq does not take those of this machine's user.
        files = dict.fromkeys(_PEM_FILES.values(), str(Path(folder) / "none"))
        for name, text in pem.items():
            path = Path(folder) / _PEM_FILES[name]
            path.touch(mode=0o600)
            path.write_text(text)
            files[_PEM_FILES[name]] = str(path)
        yield {
            **_where(spec, resolver),
            "port": spec.port or 5432,
            "dbname": spec.database or spec.username,
            "user": spec.username,
            # Given even when empty, with no password file: what belongs to this server must not reach another.
            "password": spec.password,
            "passfile": str(Path(folder) / "none"),
            "gssencmode": "disable",
            "sslmode": mode,
            **files,
            "connect_timeout": max(2, spec.timeout_seconds),
            "tcp_user_timeout": max(2, spec.timeout_seconds) * 1000,
            # Whoever waits for rows sends nothing: without these a host that went silently is missed after two hours.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "application_name": "tripl",
            "client_encoding": "UTF8",
        }


def ssl_mode(spec: ConnectionSpec, pem: Mapping[str, str] | None = None) -> str:
    """The mode in force: `require` for a remote host and `prefer` for localhost unless one is set."""
    pem = _pem(spec.settings) if pem is None else pem
    mode = spec.settings.get("ssl_mode") or ("prefer" if _is_local(spec.host) else "require")
    if mode not in SSL_MODES:
        raise _refused(f"The SSL mode “{mode}” is unknown. Choose one of {', '.join(SSL_MODES)}.")
    if mode == "disable" and pem:
        raise _refused("Certificates have no use with the SSL mode disable. Remove them or choose another mode.")
    if mode in _VERIFYING and "ca_certificate" not in pem:
        raise _refused(f"The SSL mode {mode} needs a CA certificate to check the server against. Add it.")
    if ("client_certificate" in pem) != ("client_key" in pem):
        raise _refused("A client certificate and its private key belong together. Add the missing one.")
    return str(mode)


def pins(spec: ConnectionSpec) -> dict[str, str]:
    """Session settings: UTC, read-only, standard strings, the time limit, stable text forms."""
    pinned = {
        "TimeZone": "UTC",
        "default_transaction_read_only": "on",
        "standard_conforming_strings": "on",
        "statement_timeout": str(spec.timeout_seconds * 1000),
        "DateStyle": "ISO, YMD",
        "IntervalStyle": "postgres",
        "extra_float_digits": "1",
        "bytea_output": "hex",
    }
    path = search_path(spec.settings.get("search_path") or "")
    return pinned | ({"search_path": path} if path else {})


def search_path(text: str) -> str:
    """Comma-separated plain identifiers; anything else is refused, never escaped."""
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if not _IDENTIFIER.fullmatch(name):
            raise _refused("The search path takes schema names of letters, digits and _, separated by commas.")
    return ", ".join(names)


def _pem(settings: Mapping[str, Any]) -> dict[str, str]:
    given = {name: str(settings[name]) for name in _PEM_FILES if settings.get(name)}
    for name, text in given.items():
        if "-----BEGIN " not in text or "-----END " not in text:
            raise _refused(f"The {_PEM_NAMES[name]} must be the PEM text itself, not a path to a file.")
    return given


def _host(spec: ConnectionSpec) -> str:
    # libpq reads a leading slash or @ as a local socket and a comma as a list of hosts.
    if not spec.host or spec.host[0] in "/@" or "," in spec.host:
        raise _refused("The host must be one host name or address.")
    return spec.host


def _where(spec: ConnectionSpec, resolver: Resolver) -> dict[str, str]:
    """The host by name, for certificates, and by the addresses that were checked, for the connection."""
    host = _host(spec)
    try:
        addresses = checked(host, spec.port or 5432, public_only=spec.public_hosts_only, resolver=resolver)
    except Refused as error:
        raise _refused(f"{error}.") from error
    except OSError as error:
        raise WarehouseError("The host name has no address. Check how it is written.", kind="unreachable") from error
    return {"host": ",".join(host for _ in addresses), "hostaddr": ",".join(addresses)}


def _is_local(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refused(message: str) -> WarehouseError:
    return WarehouseError(message, kind="unsupported")
