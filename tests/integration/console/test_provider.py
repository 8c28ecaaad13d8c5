"""Sign-in by the institution's own provider: who it vouches for still needs an account here."""

import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import respx
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://id.example.edu"


@pytest.fixture
def provider(settings) -> RSAKey:
    settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret = ISSUER, "lantai", "s"
    return RSAKey.generate_key(2048, {"kid": "1"})


def answers(router: respx.MockRouter, key: RSAKey, nonce: str, **claims: object) -> None:
    router.get(f"{ISSUER}/.well-known/openid-configuration").respond(
        json={
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
    )
    said = {"iss": ISSUER, "aud": "lantai", "exp": int(time.time()) + 60, "nonce": nonce} | claims
    token = jwt.encode({"alg": "RS256", "kid": "1"}, said, key)
    router.post(f"{ISSUER}/token").respond(json={"id_token": token})
    router.get(f"{ISSUER}/keys").respond(json={"keys": [key.as_dict(private=False)]})


async def journey(http: httpx.AsyncClient, key: RSAKey, **claims: object) -> httpx.Response:
    with respx.mock(assert_all_called=False) as router:
        answers(router, key, "")
        out = await http.get("/console/login/oidc")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(out.headers["location"]).query).items()}
        assert asked["code_challenge_method"] == "S256"
    with respx.mock(assert_all_called=False) as router:
        answers(router, key, claims.pop("nonce", asked["nonce"]), **claims)
        state = claims.get("state", asked["state"])
        return await http.get("/console/login/oidc/return", params={"state": state, "code": "c"})


async def test_whom_the_provider_vouches_for_is_let_in(browser, staff, provider) -> None:
    await staff("wang", "hotline")
    http = browser().http
    assert (await journey(http, provider, preferred_username="wang")).status_code == 200
    assert (await http.get("/console/desk")).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "nobody"},
        {"preferred_username": "wang", "aud": "another"},
        {"preferred_username": "wang", "iss": "https://evil.example"},
        {"preferred_username": "wang", "exp": 1},
        {"preferred_username": "wang", "nonce": "of another sign-in"},
        {"email": "wang@example.edu"},
        {},
    ],
)
async def test_anything_that_does_not_hold_is_refused(browser, staff, provider, claims) -> None:
    await staff("wang", "hotline")
    http = browser().http
    assert (await journey(http, provider, **dict(claims))).status_code in (404, 503)
    assert (await http.get("/console/desk")).status_code == 303


async def test_an_answer_nobody_asked_for_is_refused(browser, staff, provider) -> None:
    await staff("wang", "hotline")
    answer = await browser().http.get("/console/login/oidc/return", params={"state": "s", "code": "c"})
    assert answer.status_code == 503


async def test_without_a_provider_there_is_no_such_door(browser) -> None:
    assert (await browser().http.get("/console/login/oidc")).status_code == 404
