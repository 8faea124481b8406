"""Checks what a form says about a connection before it is stored."""

import re
from collections.abc import Mapping
from typing import Any

from tripl.kit.errors import Invalid
from tripl.warehouses.capabilities import ALL, Capabilities

PLANNED = ("clickhouse", "bigquery", "mysql", "snowflake", "redshift", "databricks", "trino")
STORED = ("location", "maximum_bytes_billed", "dataset_allowlist", "sslmode", "sslrootcert", "sslcert", "search_path")
_PEM = {"sslrootcert": "CA certificate", "sslcert": "client certificate", "sslkey": "client private key"}
_SEARCH_PATH = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_$]*\s*(,\s*[A-Za-z_][A-Za-z0-9_$]*\s*)*")


def capabilities_of(db_type: str) -> Capabilities:
    """The engine's row of the matrix; Invalid names what can be chosen."""
    found = ALL.get(db_type)
    if found is None or found.generated:
        why = "is not supported in this version" if db_type in PLANNED else "is unknown"
        why = "belongs to demos, which make their own" if found else why
        chosen = ", ".join(name for name, engine in ALL.items() if not engine.generated)
        raise Invalid(f"The data source type “{db_type}” {why}. Choose one of: {chosen}.", "db_type")
    return found


def check_tls(settings: Mapping[str, Any], sslkey: str | None, *, key_stored: bool = False) -> None:
    """Refuse what cannot apply instead of ignoring it; `sslkey` is the one sent now."""
    pem = {name: settings.get(name) for name in ("sslrootcert", "sslcert")} | {"sslkey": sslkey}
    given = {name: str(value) for name, value in pem.items() if value}
    for name, value in given.items():
        if "-----BEGIN " not in value or "-----END " not in value:
            raise _invalid(f"The {_PEM[name]} must be the PEM text itself, not a path to a file.")
    mode = settings.get("sslmode")
    if mode == "disable" and (given or key_stored):
        raise _invalid("Certificates have no use with the SSL mode disable. Remove them or choose another mode.")
    if mode in {"verify-ca", "verify-full"} and "sslrootcert" not in given:
        raise _invalid(f"The SSL mode {mode} needs a CA certificate to check the server against. Add it.")
    if ("sslcert" in given) != ("sslkey" in given or key_stored):
        raise _invalid("A client certificate and its private key belong together. Add the missing one.")
    path = settings.get("search_path")
    if path and not _SEARCH_PATH.fullmatch(path):
        raise _invalid("The search path takes schema names of letters, digits and _, separated by commas.")


def _invalid(message: str) -> Invalid:
    return Invalid(message, "connection_settings")
