"""Sign-in through a real OpenID Connect provider on this machine, and its forged answers."""

import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from access.accounts import Accounts
from access.oidc import Identity, Journeys, Provider, SignInFailed, read_provider
from access.settings import Settings, WrongSetting, read_settings
from access.sign_ins import SignIns
from tests.test_gate import HOST, World, cheap_hashes  # noqa: F401

# The provider for tests is written for an older version of its own library.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

START = "/dang-nhap/tai-khoan-tinh"
PEOPLE: dict[str, dict[str, Any]] = {
    "lan": {"name": "Nguyễn Thị Lan", "email": "Lan@soctrang.example", "email_verified": True},
    "hai": {"name": "Trần Hải", "email": "hai@soctrang.example", "email_verified": False},
    "mai": {"name": "Lê Mai", "email": "mai@soctrang.example", "groups": ["thi-dua", "van-phong"]},
    "khach": {"name": "Khách", "email": "khach@example.org", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread
    users = [User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with run_server_in_thread(require_nonce=True, user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def settings(tmp_path: Path, issuer: str) -> Settings:
    (tmp_path / "oidc.toml").write_text(
        f'issuer = "{issuer}"\nclient_id = "thi-dua"\nclient_secret = "bí mật"\n'
        'role_claim = "groups"\n[roles]\nthi-dua = "secretary"\nvan-phong = "viewer"\n',
        "utf-8",
    )
    return read_settings({"ACCESS": str(tmp_path)})


def at_provider(address: str, sub: str) -> str:
    """Where the provider sends the browser of somebody who signs in there."""
    answered = httpx.post(address, data={"sub": sub}, follow_redirects=False)
    assert answered.status_code in (302, 303), answered.text
    return str(answered.headers["location"])


def walk(world: World, sub: str, return_to: str = "/coverage?nam=2024") -> tuple[int, Any, str]:
    """The whole way: out, at the provider, and back."""
    status, answered, _ = world.ask(f"{START}?{urlencode({'ve': return_to})}")
    assert status == 303
    binding = answered["set-cookie"].split(";")[0]
    back = urlsplit(at_provider(answered["location"], sub))
    return world.ask(f"{back.path}?{back.query}", cookie=binding)


def test_a_local_account_opens_for_its_verified_address(settings: Settings) -> None:
    accounts = Accounts(settings.accounts_file)
    world = World(settings)
    accounts.add("lan", "Nguyễn Thị Lan (VP)", "auditor", None, "lan@soctrang.example")
    accounts.add("hai", "Trần Hải (VP)", "auditor", None, "hai@soctrang.example")
    status, answered, _ = walk(world, "lan")
    assert (status, answered["location"]) == (303, "/coverage?nam=2024")
    (opened,) = SignIns(settings).list_open().values()
    assert (opened.name, opened.role, opened.method) == ("lan", "auditor", "oidc")
    # An address that the provider has not verified opens nothing, whoever's it is here.
    assert walk(world, "hai")[0] == 403
    assert walk(world, "khach")[0] == 403
    assert world.notes[-1][:2] == ("sign_in", "refused")


def test_a_role_comes_from_the_claim_and_follows_it(settings: Settings) -> None:
    world = World(settings)
    assert walk(world, "mai")[0] == 303
    (opened,) = SignIns(settings).list_open().values()
    # The first role of the file that the claim holds.
    assert (opened.display_name, opened.role) == ("Lê Mai", "secretary")
    Accounts(settings.accounts_file).set_role(opened.name, "viewer")
    assert walk(world, "mai")[0] == 303
    assert {one.role for one in SignIns(settings).list_open().values()} == {"secretary"}


def test_an_address_given_to_somebody_else_opens_nothing_of_its_first_owner(
    settings: Settings,
) -> None:
    accounts = Accounts(settings.accounts_file)
    accounts.add("lan", "Nguyễn Thị Lan", "secretary", None, "lan@soctrang.example")
    first = Identity("https://x", "1", "lan@soctrang.example", "Lan", "")
    second = Identity("https://x", "2", "lan@soctrang.example", "Lan khác", "")
    assert accounts.admit(first) is not None
    assert accounts.admit(second) is None
    assert accounts.admit(first) is not None


def test_the_way_back_is_open_once_to_the_browser_that_set_out(
    settings: Settings, issuer: str
) -> None:
    Accounts(settings.accounts_file).add("lan", "Lan", "viewer", None, "lan@soctrang.example")
    world = World(settings)
    _, answered, _ = world.ask(START)
    binding = answered["set-cookie"].split(";")[0]
    asked = parse_qs(urlsplit(answered["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["redirect_uri"] == [
        f"http://{HOST}{START}/ve"
    ]
    back = urlsplit(at_provider(answered["location"], "lan"))
    path = f"{back.path}?{back.query}"
    # Somebody else's browser, led to this address, is not signed in as this person.
    assert world.ask(path)[0] == 401
    # And with that the way is used up.
    assert world.ask(path, cookie=binding)[0] == 401
    for forged in ("state=x&code=y", "code=y", "", "state=" + "a" * 500, "error=access_denied"):
        status, _, page = world.ask(f"{START}/ve?{forged}", cookie=binding)
        assert status == 401 and 'role="alert"' in page
    assert SignIns(settings).list_open() == {}


def test_the_sign_in_page_leads_to_the_provider_and_never_to_another_host(
    settings: Settings,
) -> None:
    world = World(settings)
    page = world.ask("/dang-nhap?ve=/units")[2]
    assert f'href="{START}?ve=%2Funits"' in page and "mat-khau" not in page
    status, answered, _ = world.ask(f"{START}?ve=//evil.example")
    binding = answered["set-cookie"].split(";")[0]
    back = urlsplit(at_provider(answered["location"], "mai"))
    status, answered, _ = world.ask(f"{back.path}?{back.query}", cookie=binding)
    assert (status, answered["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("changed", "signed_by"),
    [
        ({}, "other"),
        ({}, "secret"),
        ({}, "none"),
        ({"iss": "https://evil.example"}, "own"),
        ({"aud": "other-client"}, "own"),
        ({"aud": ["thi-dua", "other"], "azp": "other"}, "own"),
        ({"nonce": "old"}, "own"),
        ({"exp": 1}, "own"),
        ({"sub": None}, "own"),
    ],
)
def test_a_forged_token_is_refused(tmp_path: Path, changed: dict[str, Any], signed_by: str) -> None:
    own, other = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
    journeys = Journeys(Provider("https://x.example", "thi-dua"), tmp_path / "none")
    journeys._keys = KeySet([own])
    now = int(time.time())
    honest = {"iss": "https://x.example", "aud": "thi-dua", "sub": "1", "nonce": "n"}
    honest |= {"iat": now, "exp": now + 60}
    assert journeys._read(jwt.encode({"alg": "RS256"}, honest, own), "n")["sub"] == "1"
    claims = {key: value for key, value in (honest | changed).items() if value is not None}
    if signed_by == "none":
        import base64
        import json

        parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
        token = (
            ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        )
    elif signed_by == "secret":
        from joserfc.jwk import OctKey

        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 64))
    else:
        token = jwt.encode({"alg": "RS256"}, claims, own if signed_by == "own" else other)
    from joserfc.errors import JoseError

    with pytest.raises((JoseError, ValueError)):
        journeys._read(token, "n")


def test_a_provider_that_cannot_be_reached_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "oidc.toml").write_text(
        'issuer = "http://127.0.0.1:9"\nclient_id = "thi-dua"\n', "utf-8"
    )
    world = World(read_settings({"ACCESS": str(tmp_path)}))
    status, _, page = world.ask(START)
    assert status == 502 and "Chưa liên lạc được" in page


@pytest.mark.parametrize(
    "text",
    [
        "issuer = ",
        'issuer = "https://x"',
        'issuer = "http://x.example"\nclient_id = "a"',
        'issuer = "https://x"\nclient_id = ""',
        'issuer = "https://x"\nclient_id = "a"\nsecret = "b"',
        'issuer = "https://x"\nclient_id = "a"\n[roles]\na = "chu-tich"',
    ],
)
def test_a_wrong_provider_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "oidc.toml").write_text(text, "utf-8")
    with pytest.raises(WrongSetting, match="oidc.toml"):
        read_provider(tmp_path / "oidc.toml")


def test_a_provider_of_another_name_is_refused(tmp_path: Path, issuer: str) -> None:
    import asyncio

    journeys = Journeys(Provider(f"{issuer}/", "a"), tmp_path / "x")
    with pytest.raises(SignInFailed):
        asyncio.run(journeys.begin("/", "http://127.0.0.1/x"))
