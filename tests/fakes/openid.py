"""An OpenID Connect provider of our own, over real HTTP, with faults that a test switches on."""

import base64
import hashlib
import json
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.fakes.receiver import Answer, Received, Receiver

CLIENT_ID, CLIENT_SECRET = "tripl at the provider", "a client secret: 100%"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none")


@dataclass(frozen=True)
class Faults:
    """What goes wrong with the next sign-in; nothing, as they stand."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Laid over those of the ID token; None takes one out."""
    algorithm: str = ""
    """"none", or "HS256" with the public key as the shared secret."""
    foreign_key: bool = False
    """Signs with a key that was never published, under the name of the one that is."""
    no_kid: bool = False
    discovery: dict[str, Any] = field(default_factory=dict)
    denied: str = ""
    """The `error` that the person comes back with."""
    sent_issuer: str = ""
    """The `iss` beside the code."""
    user_info: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    """By path: given instead of the real answer."""


class Provider:
    """`with Provider() as provider:` is at `provider.issuer`; `authorize(url)` is the person who says yes."""

    def __init__(self, *, algorithm: str = "RS256") -> None:
        self.algorithm = algorithm
        self.person = {"sub": "7", "email": "Ada@Example.com", "email_verified": True, "name": "Ada"}
        self.faults = Faults()
        self.clock = time.time
        self._receiver = _Doors(self)
        self._codes: dict[str, dict[str, str]] = {}
        self.rotate()

    @property
    def issuer(self) -> str:
        return self._receiver.url

    @property
    def requests(self) -> list[Received]:
        return self._receiver.requests

    def asked(self, path: str) -> int:
        return sum(urlsplit(each.path).path == path for each in self.requests)

    def fail(self, **faults: Any) -> None:
        self.faults = replace(Faults(), **faults)

    def rotate(self) -> None:
        """A new key under a new name; the old one is published no more."""
        self.kid = uuid.uuid4().hex[:8]
        self.key = self._new_key()

    def authorize(self, url: str) -> str:
        """The address that the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert {"openid", "email"} <= set(asked["scope"].split())
        assert asked["code_challenge_method"] == "S256"
        back = {"state": asked["state"]}
        if self.faults.denied:
            return f"{asked['redirect_uri']}?{urlencode({**back, 'error': self.faults.denied})}"
        code = uuid.uuid4().hex
        self._codes[code] = asked
        back |= {"code": code} | ({"iss": self.faults.sent_issuer} if self.faults.sent_issuer else {})
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def answer(self, received: Received) -> Answer:
        path = urlsplit(received.path).path
        if path in self.faults.answers:
            return self.faults.answers[path]
        doors = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda _: _json({"keys": [self._published()]}),
            "/token": self._token,
            "/userinfo": self._user_info,
        }
        return doors[path](received) if path in doors else Answer(404)

    def _discovery(self, _: Received) -> Answer:
        return _json(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.faults.user_info else {}),
                **self.faults.discovery,
            }
        )

    def _token(self, received: Received) -> Answer:
        form = {name: values[0] for name, values in parse_qs(received.body.decode()).items()}
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if not self._is_client(received, form):
            return _json({"error": "invalid_client"}, 401)
        if (
            asked is None
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge.decode() != asked["code_challenge"]
        ):
            return _json({"error": "invalid_grant"}, 400)
        return _json({"id_token": self._id_token(asked["nonce"]), "access_token": "the-access-token", "expires_in": 60})

    def _is_client(self, received: Received, form: dict[str, str]) -> bool:
        if "client_secret_post" in self.faults.discovery.get("token_endpoint_auth_methods_supported", []):
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        pair = "tripl%20at%20the%20provider:a%20client%20secret%3A%20100%25"
        return received.headers.get("authorization") == f"Basic {base64.b64encode(pair.encode()).decode()}"

    def _user_info(self, received: Received) -> Answer:
        if received.headers.get("authorization") != "Bearer the-access-token":
            return Answer(401)
        return _json(self.faults.user_info)

    def _id_token(self, nonce: str) -> str:
        now = int(self.clock())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        claims = {name: value for name, value in {**claims, **self.faults.claims}.items() if value is not None}
        if self.faults.algorithm == "none":
            return _unsigned(claims)
        named = {} if self.faults.no_kid else {"kid": self.kid}
        if self.faults.algorithm == "HS256":
            return self._with_public_key_as_secret(claims, named)
        key = self._new_key() if self.faults.foreign_key else self.key
        return jwt.encode(claims, key, algorithm=self.algorithm, headers=named)

    def _with_public_key_as_secret(self, claims: dict[str, Any], named: dict[str, str]) -> str:
        """By hand: libraries refuse to make what an attacker makes."""
        public = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        header = {"alg": "HS256", "typ": "JWT", **named}
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
        signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(b".".join(parts), public)
        return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()

    def _new_key(self) -> PrivateKey:
        if self.algorithm == "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        return rsa.generate_private_key(65537, 2048)

    def _published(self) -> dict[str, Any]:
        kinds: dict[str, Any] = {"RS256": jwt.algorithms.RSAAlgorithm, "ES256": jwt.algorithms.ECAlgorithm}
        key: Any = self.key.public_key()
        found: dict[str, Any] = kinds[self.algorithm].to_jwk(key, as_dict=True)
        named = {} if self.faults.no_kid else {"kid": self.kid}
        return {**found, **named, "use": "sig", "alg": self.algorithm}

    def __enter__(self) -> Self:
        self._receiver.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._receiver.__exit__(*_)


class _Doors(Receiver):
    """A receiver that asks the provider what to answer."""

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self._provider = provider

    def _take(self, received: Received) -> Answer:
        super()._take(received)
        return self._provider.answer(received)


def _json(body: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
