"""Where accounts live and how long a sign-in lasts, read from the environment.

`ACCESS` names the folder (default: beside the store, `<STORE>-access`), `ACCESS_URL` the address
that people type when a reverse proxy stands in front, `ACCESS_IDLE_MINUTES` and `ACCESS_HOURS` the
two ends of a sign-in. Sign-in is on as soon as the folder holds accounts.sqlite or oidc.toml.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

IDLE_MINUTES = 60
HOURS = 10
ACCOUNTS, PROVIDER = "accounts.sqlite", "oidc.toml"


class WrongSetting(ValueError):
    """A setting that nobody can start with; the text is a Vietnamese sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """What the environment says about sign-in; times in seconds."""

    folder: Path
    public_url: str
    idle_seconds: int
    absolute_seconds: int

    @property
    def accounts_file(self) -> Path:
        """The SQLite file of accounts and sign-ins."""
        return self.folder / ACCOUNTS

    @property
    def provider_file(self) -> Path:
        """The file that names an OpenID Connect provider."""
        return self.folder / PROVIDER

    @property
    def is_switched_on(self) -> bool:
        """Whether people have to sign in."""
        return self.accounts_file.exists() or self.provider_file.exists()

    @property
    def is_behind_tls(self) -> bool:
        """Whether people reach the dashboard over https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """Host and port of the public address as a browser sends them, empty where none is set."""
        return urlsplit(self.public_url).netloc.lower()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings; raises WrongSetting with what is wrong and what was expected."""
    store = environment.get("STORE") or "data/store"
    folder = environment.get("ACCESS") or f"{store.rstrip('/')}-access"
    url = (environment.get("ACCESS_URL") or "").rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
        raise WrongSetting(
            f"ACCESS_URL là “{url}”, nhưng phải là địa chỉ mà người dùng gõ vào trình duyệt, không "
            "kèm đường dẫn, ví dụ https://thidua.soctrang.gov.vn."
        )
    return Settings(
        Path(folder),
        url,
        _whole(environment, "ACCESS_IDLE_MINUTES", IDLE_MINUTES, 24 * 60) * 60,
        _whole(environment, "ACCESS_HOURS", HOURS, 7 * 24) * 3600,
    )


def _whole(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise WrongSetting(f"{name} là “{text}”, nhưng phải là số nguyên từ 1 đến {most}.")
    return int(text)
