"""Sign-in with the province's own accounts: OpenID Connect, code flow with PKCE, state and nonce.

`oidc.toml` beside the accounts names the provider. A role comes from a claim that the file maps to
roles, or else from the account whose e-mail address the provider has verified.
"""

import json
import secrets
import time
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from access import ledger
from access.roles import ROLES
from access.settings import WrongSetting

# Asymmetric ones alone: a token "signed" with the public key, or with nothing, is refused.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
JOURNEY_SECONDS = 600
KNOWN_SECONDS = 3600
LEEWAY_SECONDS = 60
PATIENCE = 10.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SignInFailed(Exception):
    """The provider's answer does not let anybody in; the text is a Vietnamese sentence."""


@dataclass(frozen=True)
class Identity:
    """Somebody whom the provider vouches for."""

    issuer: str
    subject: str
    email: str
    display_name: str
    # From a mapped claim; empty where the local table decides.
    role: str


@dataclass(frozen=True)
class Provider:
    """What oidc.toml says."""

    issuer: str
    client_id: str
    client_secret: str = ""
    label: str = "Đăng nhập bằng tài khoản của tỉnh"
    scopes: str = "openid email profile"
    role_claim: str = ""
    # For a provider whose tokens do not say `email_verified` and whose people cannot choose theirs.
    trust_email: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)


def read_provider(file: Path) -> Provider | None:
    """The provider, None where there is no file; raises WrongSetting with what is wrong."""
    if not file.exists():
        return None
    try:
        found = Provider(**tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError, OSError) as wrong:
        raise WrongSetting(f"oidc.toml không đọc được: {wrong}.") from wrong
    parts = urlsplit(found.issuer)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise WrongSetting(
            f"issuer trong oidc.toml là “{found.issuer}”, nhưng phải là địa chỉ https."
        )
    if not found.client_id:
        raise WrongSetting("oidc.toml thiếu client_id.")
    for role in found.roles.values():
        if role not in ROLES:
            raise WrongSetting(f"oidc.toml: không có vai trò “{role}”; có: {', '.join(ROLES)}.")
    return found


class Journeys:
    """People on their way to the provider and back; each way back is open once, for ten minutes."""

    def __init__(self, provider: Provider, file: Path) -> None:
        self.provider = provider
        self.file = file
        self._about: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._known_until = 0.0

    async def begin(self, return_to: str, redirect_uri: str) -> tuple[str, str]:
        """The provider's address for this person, and what only their browser is given."""
        about = await self._discover()
        state, binding, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
        now = time.time()
        with ledger.writing(self.file) as connection:
            connection.execute(
                "delete from journeys where started_at < ?", (now - JOURNEY_SECONDS,)
            )
            connection.execute(
                "insert into journeys values (?, ?, ?, ?, ?, ?)",
                (_digest(state), _digest(binding), nonce, verifier, return_to, now),
            )
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": self.provider.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = str(about["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", binding

    async def finish(
        self, answer: Mapping[str, str], binding: str, redirect_uri: str
    ) -> tuple[Identity, str]:
        """Whom the provider sent back, and where they go; raises SignInFailed."""
        now = time.time()
        with ledger.writing(self.file) as connection:
            # Taken out whatever comes of it: nobody comes back twice by the same way.
            row = connection.execute(
                "delete from journeys where state_sha256 = ? returning *",
                (_digest(answer.get("state", "")),),
            ).fetchone()
        if (
            row is None
            or row["started_at"] < now - JOURNEY_SECONDS
            or not secrets.compare_digest(row["binding_sha256"], _digest(binding))
        ):
            raise SignInFailed(
                "Lần đăng nhập này đã quá lâu hoặc không bắt đầu từ trình duyệt này."
            )
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise SignInFailed("Câu trả lời không đến từ hệ thống tài khoản đã cấu hình.")
        if "code" not in answer:
            raise SignInFailed("Hệ thống tài khoản không cho đăng nhập hoặc bạn đã dừng lại.")
        token = await self._redeem(answer["code"], row["verifier"], redirect_uri)
        return self._identify(await self._verify(token, row["nonce"])), str(row["return_to"])

    async def _discover(self) -> dict[str, Any]:
        if time.time() < self._known_until:
            return self._about
        address = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        about = await _fetch("GET", address)
        if about.get("issuer") != self.provider.issuer:
            raise SignInFailed("Hệ thống tài khoản trả lời dưới một tên khác với tên đã cấu hình.")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            parts = urlsplit(str(about.get(name, "")))
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise SignInFailed("Hệ thống tài khoản thiếu địa chỉ an toàn để đăng nhập.")
        self._keys = _keys(await _fetch("GET", about["jwks_uri"]))
        self._about, self._known_until = about, time.time() + KNOWN_SECONDS
        return about

    async def _redeem(self, code: str, verifier: str, redirect_uri: str) -> str:
        about = await self._discover()
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.provider.client_id,
            "code_verifier": verifier,
        }
        basic = None
        if self.provider.client_secret:
            ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
            if "client_secret_basic" in ways:
                named = (self.provider.client_id, self.provider.client_secret)
                basic = httpx.BasicAuth(*(quote(one, safe="") for one in named))
            else:
                body["client_secret"] = self.provider.client_secret
        answered = await _fetch("POST", about["token_endpoint"], body, basic)
        return str(answered.get("id_token", ""))

    async def _verify(self, token: str, nonce: str) -> dict[str, Any]:
        try:
            return self._read(token, nonce)
        except (JoseError, ValueError):
            # The provider may have changed its keys since they were last asked for.
            self._known_until = 0.0
            await self._discover()
        try:
            return self._read(token, nonce)
        except (JoseError, ValueError) as wrong:
            raise SignInFailed("Hệ thống tài khoản gửi một chứng thực không hợp lệ.") from wrong

    def _read(self, token: str, nonce: str) -> dict[str, Any]:
        if self._keys is None:
            raise ValueError("no keys")
        claims = jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
        if claims.get("azp", self.provider.client_id) != self.provider.client_id:
            raise ValueError("the token is for another client")
        return dict(claims)

    def _identify(self, claims: Mapping[str, Any]) -> Identity:
        is_verified = claims.get("email_verified", self.provider.trust_email) is True
        email = str(claims.get("email") or "").casefold() if is_verified else ""
        held = claims.get(self.provider.role_claim) if self.provider.role_claim else None
        values = held if isinstance(held, list) else [held]
        # The first role of the file that is held: its order says which counts.
        role = next((role for value, role in self.provider.roles.items() if value in values), "")
        name = str(claims.get("name") or claims.get("preferred_username") or email)
        return Identity(self.provider.issuer, str(claims["sub"]), email, name, role)


async def _fetch(
    method: str, address: str, body: dict[str, str] | None = None, auth: Any = None
) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answered = await client.request(method, address, data=body, auth=auth)
        answered.raise_for_status()
        found = answered.json()
    except (httpx.HTTPError, json.JSONDecodeError, ValueError) as broken:
        raise SignInFailed(
            "Chưa liên lạc được với hệ thống tài khoản. Hãy thử lại; nếu vẫn vậy, báo quản trị viên."
        ) from broken
    if not isinstance(found, dict):
        raise SignInFailed("Hệ thống tài khoản trả lời không đúng cách.")
    return found


def _keys(found: Any) -> KeySet:
    try:
        return KeySet.import_key_set(found)
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise SignInFailed("Hệ thống tài khoản gửi khóa không đọc được.") from wrong


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
