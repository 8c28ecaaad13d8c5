"""Sign-in by the institution's own OpenID Connect provider, when one is configured.

The provider says who somebody is; whether they may enter is still decided by an active account of the same name
(`preferred_username`, else the part of a verified e-mail address before the @). Accounts are never made from outside.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from backend.kit.crypto import CryptoError, seal, unseal
from backend.kit.settings import Settings

_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
_LEEWAY = 60


class OidcError(Exception):
    """The provider did not answer, or its answer cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What a browser carries (sealed) from leaving us to coming back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> "Journey":
        """A new one."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    def sealed(self) -> str:
        """For the cookie."""
        return seal(json.dumps([self.state, self.nonce, self.verifier]))

    @classmethod
    def opened(cls, cookie: str) -> "Journey":
        """From the cookie. Raises OidcError."""
        try:
            return cls(*json.loads(unseal(cookie)))
        except (CryptoError, ValueError, TypeError) as error:
            raise OidcError("no sign-in was begun here") from error


def configured(settings: Settings) -> bool:
    """Whether there is a provider."""
    return bool(settings.oidc_issuer and settings.oidc_client_id)


async def way_out(settings: Settings, journey: Journey, back: str) -> str:
    """The provider's address to send the browser to. Raises OidcError."""
    found = await _provider(settings)
    asked = {
        "response_type": "code",
        "scope": "openid profile email",
        "client_id": settings.oidc_client_id,
        "redirect_uri": back,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": create_s256_code_challenge(journey.verifier),
        "code_challenge_method": "S256",
    }
    return str(add_params_to_uri(found["authorization_endpoint"], list(asked.items())))


async def name_of(settings: Settings, journey: Journey, back: str, state: str, code: str) -> str:
    """The user name the provider vouches for. Raises OidcError."""
    if not secrets.compare_digest(state.encode(), journey.state.encode()):
        raise OidcError("another sign-in came back")
    found = await _provider(settings)
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": journey.verifier,
        "client_id": settings.oidc_client_id,
        "client_secret": settings.oidc_client_secret,
    }
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT) as http:
            token = (await http.post(found["token_endpoint"], data=asked)).raise_for_status().json()
            keys = (await http.get(found["jwks_uri"])).raise_for_status().json()
        return _name(settings, keys, str(token["id_token"]), journey.nonce)
    except (httpx.HTTPError, JoseError, KeyError, ValueError, TypeError) as error:
        raise OidcError(type(error).__name__) from error


def _name(settings: Settings, keys: Any, token: str, nonce: str) -> str:
    claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims
    jwt.JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": settings.oidc_client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(claims)
    name = claims.get("preferred_username")
    if not name and claims.get("email_verified"):
        name = str(claims.get("email", "")).split("@")[0]
    if not name:
        raise ValueError("the provider names nobody")
    return str(name)


async def _provider(settings: Settings) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT) as http:
            answer = await http.get(f"{settings.oidc_issuer}/.well-known/openid-configuration")
            found: dict[str, Any] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise OidcError(type(error).__name__) from error
    if str(found.get("issuer", "")).rstrip("/") != settings.oidc_issuer:
        raise OidcError("the provider calls itself otherwise")
    return found
