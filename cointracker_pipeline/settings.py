"""Settings: environment variables or a ``.env`` file, read here and nowhere else."""

import os
import re
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cointracker_pipeline.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parent.parent
_CURRENCY = re.compile("[A-Z]{3}")
_CONTRACT = re.compile(r"0x[0-9a-f]{40}")
_BETWEEN_URLS = re.compile(r"\s+|[,;]+(?=[a-zA-Z0-9]+://)")
_CRON = re.compile(r"([\d*/,a-zA-Z-]+ +){4}[\d*/,a-zA-Z-]+")


def _variable(name: str) -> AliasChoices:
    return AliasChoices(name)


class Settings(BaseSettings):
    """Everything a person can set; each field names its environment variable and is explained in docs/settings.md."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(CHECKOUT / "data", validation_alias=_variable("COINTRACKER_HOME"))
    api_key: SecretStr | None = Field(None, validation_alias=_variable("BLOCKCHAIR_API_KEY"))
    base_url: str = Field("https://api.blockchair.com", validation_alias=_variable("BLOCKCHAIR_BASE_URL"))
    requests_per_minute: int | None = Field(None, ge=0, validation_alias=_variable("BLOCKCHAIR_REQUESTS_PER_MINUTE"))
    points_per_day: int | None = Field(None, ge=0, validation_alias=_variable("BLOCKCHAIR_POINTS_PER_DAY"))
    parallel_requests: int | None = Field(None, ge=1, validation_alias=_variable("BLOCKCHAIR_PARALLEL_REQUESTS"))
    request_deadline_seconds: float = Field(
        120, gt=0, validation_alias=_variable("BLOCKCHAIR_REQUEST_DEADLINE_SECONDS")
    )
    retry_seconds: float = Field(1, ge=0, validation_alias=_variable("BLOCKCHAIR_RETRY_SECONDS"))
    registry_url: str | None = Field(None, validation_alias=_variable("COINTRACKER_REGISTRY_URL"))
    batch_addresses: Literal["always", "same-owner", "never"] = Field(
        "always", validation_alias=_variable("COINTRACKER_BATCH_ADDRESSES")
    )
    exact_wei: Literal["always", "lazy", "never"] = Field("lazy", validation_alias=_variable("COINTRACKER_EXACT_WEI"))
    exact_points: float = Field(20, ge=0, validation_alias=_variable("COINTRACKER_EXACT_POINTS"))
    sweep_fraction: float = Field(1 / 7, ge=0, le=1, validation_alias=_variable("COINTRACKER_SWEEP_FRACTION"))
    gap_limit: int = Field(20, ge=1, le=1_000, validation_alias=_variable("COINTRACKER_GAP_LIMIT"))
    nightly_cron: str = Field("0 2 * * *", validation_alias=_variable("COINTRACKER_NIGHTLY_CRON"))
    nightly_enabled: bool = Field(True, validation_alias=_variable("COINTRACKER_NIGHTLY_ENABLED"))
    sensor_seconds: int = Field(10, ge=1, validation_alias=_variable("COINTRACKER_SENSOR_SECONDS"))
    prices: bool = Field(True, validation_alias=_variable("COINTRACKER_PRICES"))
    second_currency: str | None = Field(None, validation_alias=_variable("COINTRACKER_SECOND_CURRENCY"))
    channels: str = Field("log", validation_alias=_variable("COINTRACKER_CHANNELS"))
    web_hosts: str = Field("", validation_alias=_variable("COINTRACKER_WEB_HOSTS"))
    web_proxies: str = Field("", validation_alias=_variable("COINTRACKER_WEB_PROXIES"))
    api_requests_per_minute: int = Field(600, ge=0, validation_alias=_variable("COINTRACKER_API_REQUESTS_PER_MINUTE"))
    oidc_issuer: str = Field("", validation_alias=_variable("COINTRACKER_OIDC_ISSUER"))
    oidc_client_id: str = Field("", validation_alias=_variable("COINTRACKER_OIDC_CLIENT_ID"))
    oidc_client_secret: SecretStr | None = Field(None, validation_alias=_variable("COINTRACKER_OIDC_CLIENT_SECRET"))
    oidc_admit_new: bool = Field(False, validation_alias=_variable("COINTRACKER_OIDC_ADMIT_NEW"))
    second_factor: Literal["optional", "admins", "everybody"] = Field(
        "optional", validation_alias=_variable("COINTRACKER_SECOND_FACTOR")
    )
    apprise_urls: SecretStr = Field(SecretStr(""), validation_alias=_variable("COINTRACKER_APPRISE_URLS"))
    column_names: str = Field("", validation_alias=_variable("COINTRACKER_COLUMN_NAMES"))
    default_chain: str = Field("", validation_alias=_variable("COINTRACKER_DEFAULT_CHAIN"))
    tokens: Literal["all", "listed", "none"] = Field("all", validation_alias=_variable("COINTRACKER_TOKENS"))
    tokens_allow: str = Field("", validation_alias=_variable("COINTRACKER_TOKENS_ALLOW"))
    tokens_block: str = Field("", validation_alias=_variable("COINTRACKER_TOKENS_BLOCK"))
    token_points: int = Field(100, ge=0, validation_alias=_variable("COINTRACKER_TOKEN_POINTS"))

    @model_validator(mode="after")
    def _check_nightly_cron(self) -> Self:
        """Refuse what has not the form of a schedule: Dagster would load nothing at all."""
        if _CRON.fullmatch(self.nightly_cron):
            return self
        raise ValueError(f"COINTRACKER_NIGHTLY_CRON is {self.nightly_cron!r}; use five fields such as 0 2 * * *")

    @field_validator("second_currency")
    @classmethod
    def _check_second_currency(cls, value: str | None) -> str | None:
        """Take a currency's code in any case; nothing means none."""
        code = (value or "").strip().upper()
        if not code:
            return None
        if _CURRENCY.fullmatch(code) and code != "USD":
            return code
        raise ValueError(f"COINTRACKER_SECOND_CURRENCY is {value!r}; use a code of three letters other than USD: EUR")

    @model_validator(mode="after")
    def _check_column_names(self) -> Self:
        """Refuse what names no column; which meanings there are is told when a spreadsheet is read."""
        if all(all(map(str.strip, pair.partition("=")[::2])) for pair in _divide(self.column_names, ";")):
            return self
        raise ValueError(
            f"COINTRACKER_COLUMN_NAMES is {self.column_names!r}; use a form like address=Konto;label=Zweck"
        )

    @model_validator(mode="after")
    def _check_base_url(self) -> Self:
        """Allow plain http to this machine only: elsewhere the key would travel readable."""
        url = urlsplit(self.base_url)
        if url.scheme == "https" and url.hostname:
            return self
        if url.scheme == "http" and url.hostname and is_loopback(url.hostname):
            return self
        raise ValueError(
            f"BLOCKCHAIR_BASE_URL is {self.base_url!r}; use an https:// address (http:// only for 127.0.0.1)"
        )

    @model_validator(mode="after")
    def _check_oidc(self) -> Self:
        """Refuse half of a provider, and plain http beyond this machine: whoever reads along could sign in."""
        if not self.oidc_issuer:
            return self
        url = urlsplit(self.oidc_issuer)
        is_safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or ""))
        if not (is_safe and url.hostname):
            raise ValueError(f"COINTRACKER_OIDC_ISSUER is {self.oidc_issuer!r}; use the provider's https:// address")
        if not self.oidc_client_id:
            raise ValueError("COINTRACKER_OIDC_ISSUER is set without COINTRACKER_OIDC_CLIENT_ID; the provider gives it")
        return self

    @model_validator(mode="after")
    def _check_token_lists(self) -> Self:
        """Refuse what is no contract: a list with a slip of the pen would follow or hide the wrong token."""
        for name, text in (("ALLOW", self.tokens_allow), ("BLOCK", self.tokens_block)):
            for one in sorted(_split(text)):
                if not _CONTRACT.fullmatch(one):
                    raise ValueError(
                        f"COINTRACKER_TOKENS_{name} has {one!r}, which is no contract; use addresses of 0x and 40 "
                        "hexadecimal digits, divided by commas"
                    )
        return self

    @cached_property
    def key(self) -> str | None:
        """The API key as text, or ``None`` without one."""
        value = self.api_key.get_secret_value().strip() if self.api_key else ""
        return value or None

    @property
    def channel_names(self) -> tuple[str, ...]:
        """The channels that alerts go through, each once and in their order; whether they exist is told when used."""
        names = (name.strip().lower() for name in self.channels.split(","))
        return tuple(dict.fromkeys(filter(None, names)))

    @property
    def web_host_names(self) -> tuple[str, ...]:
        """The names under which the web application may be called; requests to any other are refused."""
        return ("localhost", "127.0.0.1", "[::1]", *_divide(self.web_hosts, ","))

    @property
    def web_proxy_addresses(self) -> tuple[str, ...]:
        """The proxies that may say from whom and how a request came; nobody else is believed."""
        return _divide(self.web_proxies, ",")

    @property
    def apprise_targets(self) -> tuple[str, ...]:
        """The URLs of the channel ``apprise``, each once; they hold passwords and tokens: never show them.

        White space divides them, and so does a comma or semicolon before what begins like a URL: others are part of it.
        """
        parts = _BETWEEN_URLS.split(self.apprise_urls.get_secret_value())
        return tuple(dict.fromkeys(filter(None, (part.strip(",;") for part in parts))))

    @property
    def extra_column_names(self) -> dict[str, tuple[str, ...]]:
        """What columns of spreadsheets may be called besides, by their meaning in lower case."""
        names: dict[str, tuple[str, ...]] = {}
        for pair in _divide(self.column_names, ";"):
            meaning, _, given = pair.partition("=")
            key = meaning.strip().lower()
            names[key] = (*names.get(key, ()), *_divide(given, ","))
        return names

    @property
    def allowed_tokens(self) -> frozenset[str]:
        """Contracts that are followed whatever they look like, in lower case."""
        return _split(self.tokens_allow)

    @property
    def blocked_tokens(self) -> frozenset[str]:
        """Contracts that are never followed, in lower case."""
        return _split(self.tokens_block)

    @property
    def inbox(self) -> Path:
        """Where people drop spreadsheets."""
        return self.home / "inbox"

    @property
    def processed(self) -> Path:
        """Where spreadsheets go once their rows are decided, each with its report."""
        return self.home / "processed"

    @property
    def rejected(self) -> Path:
        """Where files go that cannot be read as a table of wallets, each with its report."""
        return self.home / "rejected"

    @property
    def price_files(self) -> Path:
        """Where people put prices and rates of their own."""
        return self.home / "prices"

    @property
    def exports(self) -> Path:
        """Where exports are written."""
        return self.home / "exports"

    @property
    def warehouse_path(self) -> Path:
        """The DuckDB file."""
        return self.home / "cointracker.duckdb"

    @property
    def alerts_lock(self) -> Path:
        """The file that the one process holds which sends alerts."""
        return self.home / "alerts.lock"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own home."""
        return self.home / "dagster"

    @property
    def effective_registry_url(self) -> str:
        """The registry's SQLAlchemy URL; SQLite in the home unless another is set."""
        return self.registry_url or f"sqlite:///{self.home / 'registry.sqlite'}"


def _divide(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _split(text: str) -> frozenset[str]:
    return frozenset(filter(None, (one.strip().lower() for one in text.split(","))))


def is_loopback(host: str) -> bool:
    """Whether a host or address can be reached from this machine only."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment and ``.env``; overrides, by field name, win.

    The home is made absolute. Raises: SettingsError naming the variable, without echoing secrets.
    """
    try:
        settings = Settings(**{_variable_of(field): value for field, value in overrides.items()})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    return settings.model_copy(update={"home": Path(os.path.expandvars(settings.home)).expanduser().resolve()})


def _variable_of(field: str) -> str:
    """Return the environment variable of a field; pydantic then takes overrides and environment alike."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else field


def _explain(error: ValidationError) -> str:
    lines = (
        f"{'.'.join(map(str, one['loc'])) or 'settings'}: {one['msg']}" for one in error.errors(include_input=False)
    )
    return "A setting cannot be used: " + "; ".join(lines)
