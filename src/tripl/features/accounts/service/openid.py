"""One OpenID Connect provider: where its doors are, which keys it signs with, and what an ID token must say."""

import base64
import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Answer, Outbound
from tripl.features.accounts.errors import SignInFailure, SignInRefused
from tripl.features.accounts.schemas import Email, Provider

if TYPE_CHECKING:
    from jwt import PyJWK

log = logging.getLogger(__name__)
M = TypeVar("M", bound=BaseModel)

ALGORITHMS = ("RS256", "ES256")
"""Signatures with a private key of the provider; neither `none` nor a shared secret is one."""
SKEW = 120
"""Seconds that the provider's clock may be off."""
FRESH = 3600.0
"""Seconds that doors and keys are kept."""
LEAST_RSA_BITS = 2048
JSON = {"Accept": "application/json"}
EMAIL: TypeAdapter[str] = TypeAdapter(Email)


class Metadata(BaseModel):
    """What a provider publishes about itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


class KeySet(BaseModel):
    keys: list[dict[str, Any]]


class Tokens(BaseModel):
    id_token: str
    access_token: str = Field(default="", pattern="^[!-~]*$")


class UserInfo(BaseModel):
    sub: str
    email: str | None = None
    email_verified: bool | str = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody to whom the provider says that this address belongs."""

    email: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Trip:
    """What one browser takes along; `verifier` and `nonce` prove on the way back that it is the same one."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@cache
def client_of(provider: Provider) -> "OpenIdClient":
    """One a process and provider, so that doors and keys are fetched once an hour."""
    return OpenIdClient(provider)


class OpenIdClient:
    """Raises SignInRefused for everything that goes wrong, and logs why without a code or a token."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        # the operator chose the provider, which may well stand in the own network
        self._outbound = Outbound(public_only=False, seconds=provider.seconds)
        self._lock = Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, list[PyJWK]] | None = None

    def authorization_url(self, trip: Trip) -> str:
        """Where the browser goes."""
        door = self._doors().authorization_endpoint
        asked = {
            "response_type": "code",
            "client_id": self._provider.client_id,
            "redirect_uri": trip.redirect_uri,
            "scope": self._provider.scopes,
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
            **({"prompt": self._provider.prompt} if self._provider.prompt else {}),
        }
        return f"{door}{'&' if '?' in door else '?'}{urlencode(asked)}"

    def is_from_here(self, issuer: str | None) -> bool:
        """Whether an answer that names its sender names this provider."""
        return issuer is None or issuer == self._doors().issuer

    def identity(self, trip: Trip, code: str) -> Identity:
        """Redeem the code, check the ID token and read whose address it vouches for."""
        tokens = self._redeem(trip, code)
        claims = self._verified(tokens.id_token)
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), trip.nonce.encode()):
            raise self._refused("invalid_token", "the nonce is another one")
        if not claims.get("email") and self._doors().userinfo_endpoint and tokens.access_token:
            claims = {**claims, **self._user_info(claims["sub"], tokens.access_token)}
        return self._identity(claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        if not claims.get("email"):
            raise self._refused("email_missing", "no address came; is the scope email granted?")
        if claims.get("email_verified") not in (True, "true"):
            raise self._refused("email_not_verified", "the provider does not vouch for the address")
        try:
            email = EMAIL.validate_python(claims["email"])
        except ValidationError:
            raise self._refused("invalid_token", "the address is none") from None
        name = claims.get("name")
        shown = "".join(filter(str.isprintable, name)).strip()[:255] if isinstance(name, str) else ""
        return Identity(email, shown or None)

    def _redeem(self, trip: Trip, code: str) -> Tokens:
        doors = self._doors()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": trip.redirect_uri,
            "code_verifier": trip.verifier,
        }
        headers = {**JSON, "Content-Type": "application/x-www-form-urlencoded"}
        client_id, secret = self._provider.client_id, self._provider.client_secret
        if "client_secret_basic" in doors.token_endpoint_auth_methods_supported:
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client_id, "client_secret": secret}
        return self._fetch(doors.token_endpoint, Tokens, headers, urlencode(form).encode())

    def _user_info(self, subject: str, access_token: str) -> dict[str, Any]:
        """Providers that keep the address out of the token tell it here, of the same person."""
        door = self._doors().userinfo_endpoint or ""
        info = self._fetch(door, UserInfo, {**JSON, "Authorization": f"Bearer {access_token}"})
        if info.sub != subject:
            raise self._refused("invalid_token", "the userinfo is about somebody else")
        return info.model_dump(exclude_none=True)

    def _verified(self, token: str) -> dict[str, Any]:
        import jwt

        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise jwt.InvalidAlgorithmError
            claims = self._signed(token, header)
        except jwt.PyJWTError as error:
            raise self._refused("invalid_token", type(error).__name__) from None
        audience, party = claims["aud"], claims.get("azp")
        several = isinstance(audience, list) and len(audience) > 1
        if party != self._provider.client_id and (several or party is not None):
            raise self._refused("invalid_token", "the authorized party is another one")
        return claims

    def _signed(self, token: str, header: Mapping[str, Any]) -> dict[str, Any]:
        """Checked with the keys that are known, and once more with new ones when these do not open it."""
        import jwt

        for renewed in (False, True):
            for key in self._fitting(header, renewed=renewed):
                try:
                    return dict(
                        jwt.decode(
                            token,
                            key,
                            algorithms=list(ALGORITHMS),
                            audience=self._provider.client_id,
                            issuer=[self._doors().issuer, *self._provider.issuer_aliases],
                            leeway=SKEW,
                            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
                        )
                    )
                except jwt.InvalidSignatureError:
                    continue
        raise jwt.InvalidSignatureError

    def _fitting(self, header: Mapping[str, Any], *, renewed: bool) -> list["PyJWK"]:
        kid, algorithm = header.get("kid"), header["alg"]
        keys = [key for key in self._signing_keys(renewed=renewed) if key.algorithm_name == algorithm]
        return keys if kid is None else [key for key in keys if key.key_id == kid]

    def _signing_keys(self, *, renewed: bool) -> list["PyJWK"]:
        with self._lock:
            kept = self._keys
        if kept is None or renewed or time.monotonic() - kept[0] > FRESH:
            kept = (time.monotonic(), _usable(self._fetch(self._doors().jwks_uri, KeySet, JSON).keys))
            with self._lock:
                self._keys = kept
        return kept[1]

    def _doors(self) -> Metadata:
        with self._lock:
            kept = self._metadata
        if kept is None or time.monotonic() - kept[0] > FRESH:
            address = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = self._fetch(address, Metadata, JSON)
            if found.issuer.rstrip("/") != self._provider.issuer.rstrip("/"):
                raise self._refused("idp_error", "it calls itself by another issuer than the configured one")
            self._require_tls(found.authorization_endpoint)
            kept = (time.monotonic(), found)
            with self._lock:
                self._metadata = kept
        return kept[1]

    def _fetch(self, url: str, model: type[M], headers: Mapping[str, str], body: bytes | None = None) -> M:
        self._require_tls(url)
        try:
            answer = self._outbound.fetch(url, body, headers)
        except DeliveryError as error:
            raise self._refused("idp_error", error.message) from None
        if answer.status != 200:
            raise self._refused("idp_error", f"it answered {answer.status}{_oauth_error(answer)}")
        try:
            return model.model_validate_json(answer.text)
        except ValidationError as error:
            wrong = ", ".join(".".join(map(str, row["loc"])) or "no JSON" for row in error.errors()[:3])
            raise self._refused("idp_error", f"its {model.__name__} cannot be read: {wrong}") from None

    def _require_tls(self, url: str) -> None:
        allowed = ("https://", "http://") if self._provider.plain_http else ("https://",)
        if not url.lower().startswith(allowed):
            raise self._refused("idp_error", "one of its addresses is not https")

    def _refused(self, code: SignInFailure, why: str) -> SignInRefused:
        log.warning("signing in through %s failed with %s: %s", self._provider.name, code, why)
        return SignInRefused(code)


def _usable(found: list[dict[str, Any]]) -> list["PyJWK"]:
    """Public keys that sign in an allowed way; what else a provider publishes is passed over."""
    import jwt
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    keys = []
    for row in found:
        if row.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(row)
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        weak = isinstance(key.key, RSAPublicKey) and key.key.key_size < LEAST_RSA_BITS
        if key.algorithm_name in ALGORITHMS and not weak:
            keys.append(key)
    return keys


def _oauth_error(answer: Answer) -> str:
    """The word that says what the operator has to repair, such as invalid_client."""
    try:
        word = json.loads(answer.text).get("error", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return f" ({word})" if isinstance(word, str) and re.fullmatch(r"[a-z_]{1,40}", word) else ""
