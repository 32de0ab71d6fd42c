"""Settings, read from the environment once and never changed afterwards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboards.localised import USUAL, known_place
from evenhand.addresses import read_mail_address
from evenhand.errors import WrongUsageError

ENVIRONMENT_PREFIX = "EVENHAND_"


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone; write one like Europe/Berlin or UTC") from None
    return name


def _currency_code(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError("is no currency code; write three capital letters like EUR")
    return code


def _mail_address_or_none(text: str) -> str:
    return read_mail_address(text) if text else ""


def _https_origin_or_none(text: str) -> str:
    if text and not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]{1,5})?", text.rstrip("/").lower()):
        raise ValueError("is no encrypted address; write https:// and the host, without a path")
    return text.rstrip("/").lower()


def _issuer_or_none(text: str) -> str:
    parts = urlsplit(text)
    is_own_machine = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if text and not (parts.netloc and (parts.scheme == "https" or is_own_machine)):
        raise ValueError("is no issuer; write its https address as the provider gives it")
    return text


def _known_locale(name: str) -> str:
    known_place(name)
    return name


class Settings(BaseSettings):
    """What a department settles for itself; every name is an environment variable with EVENHAND_ before it."""

    # An empty variable is one that is not set: as a folder it would be the one that the command was called in.
    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    home: Annotated[Path, Field(description="folder of all data")] = Path("data")
    time_zone: Annotated[
        str, AfterValidator(_known_time_zone), Field(description="days, weeks and months are those of this zone")
    ] = "UTC"
    service_level_seconds: Annotated[
        int, Field(ge=1, le=86_400, description="a call answered within so many seconds is within the threshold")
    ] = 20
    short_abandon_seconds: Annotated[
        int, Field(ge=0, le=3_600, description="who hangs up within so many seconds is not counted as abandoned")
    ] = 5
    complaint_deadline_days: Annotated[
        int, Field(ge=1, le=3_650, description="days in which a complaint has to be decided")
    ] = 15
    reopen_window_days: Annotated[
        int, Field(ge=1, le=365, description="a case reopened within so many days was not resolved the first time")
    ] = 7
    repeat_window_days: Annotated[
        int, Field(ge=1, le=365, description="who comes back within so many days was not helped the first time")
    ] = 7
    refund_window_days: Annotated[
        int, Field(ge=0, le=3_650, description="refunds within so many days of the order take away from a sale")
    ] = 30
    contact_logging_minutes: Annotated[
        int, Field(ge=1, le=10_080, description="a contact has to be on record within so many minutes")
    ] = 60
    survey_window_days: Annotated[
        int, Field(ge=1, le=365, description="an answer within so many days of the survey counts as a response")
    ] = 14
    genesys_counts_flow_outs: Annotated[
        bool, Field(description="Genesys' service level: contacts that flow out of the queue count")
    ] = False
    genesys_counts_short_abandons: Annotated[
        bool, Field(description="Genesys' service level: short abandons count")
    ] = True
    genesys_counts_abandons: Annotated[bool, Field(description="Genesys' service level: abandons count")] = True
    currency: Annotated[
        str, AfterValidator(_currency_code), Field(description="currency of all money, as three letters")
    ] = "EUR"
    chromium: Annotated[
        Path | None,
        Field(description="browser that draws scheduled reports; else chromium or google-chrome is looked for"),
    ] = None
    locale: Annotated[
        str, AfterValidator(_known_locale), Field(description="numbers and dates on pages have the form of this place")
    ] = USUAL
    sql_without_confinement: Annotated[
        bool, Field(description="answers ad-hoc SQL even where the operating system cannot shut a query in")
    ] = False
    public_url: Annotated[
        str,
        AfterValidator(_https_origin_or_none),
        Field(description="https address under which others reach the app; the proxy before it speaks TLS"),
    ] = ""
    proxies: Annotated[
        int | None,
        Field(
            ge=0, le=5, description="own proxies that add to X-Forwarded-For; else 1 behind a public address, 0 without"
        ),
    ] = None
    secret_file: Annotated[
        Path | None, Field(description="file of at least 32 random bytes, closed to others, that sessions hang on")
    ] = None
    secret: Annotated[SecretStr, Field(description="the same as text, where a file cannot be given")] = SecretStr("")
    oidc_issuer: Annotated[
        str, AfterValidator(_issuer_or_none), Field(description="identity provider for sign-in by OpenID Connect")
    ] = ""
    oidc_client_id: Annotated[str, Field(description="what the provider calls this app")] = ""
    oidc_client_secret_file: Annotated[
        Path | None, Field(description="file that holds the provider's secret for this app, closed to others")
    ] = None
    oidc_scopes: Annotated[str, Field(description="what the provider is asked for")] = "openid profile email"
    oidc_groups_claim: Annotated[str, Field(description="claim with the groups that access.toml gives roles to")] = (
        "groups"
    )
    oidc_name: Annotated[str, Field(description="what the sign-in page calls the provider")] = "single sign-on"
    report_admin: Annotated[
        str, AfterValidator(_mail_address_or_none), Field(description="mail address that is told when a report fails")
    ] = ""
    report_stale_days: Annotated[
        int, Field(ge=1, le=36_500, description="a report whose data are older than so many days says so first")
    ] = 3
    smtp_host: Annotated[str, Field(description="mail server for reports and alerts")] = ""
    smtp_port: Annotated[
        int | None, Field(ge=1, le=65_535, description="its port; else 587 for starttls, 465 for tls, 25 for none")
    ] = None
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"], Field(description="how the connection to it is encrypted")
    ] = "starttls"
    smtp_user: Annotated[str, Field(description="user name at the mail server; empty is no sign-in")] = ""
    smtp_password_file: Annotated[
        Path | None, Field(description="file that holds the password and nothing else, closed to other users")
    ] = None
    smtp_sender: Annotated[
        str, AfterValidator(_mail_address_or_none), Field(description="mail address that reports and alerts come from")
    ] = ""

    def dbt_variables(self) -> dict[str, str | int | bool]:
        """The settings that definitions depend on, under the names they have in dbt_project.yml."""
        return {
            "reporting_time_zone": self.time_zone,
            "service_level_threshold_seconds": self.service_level_seconds,
            "short_abandon_seconds": self.short_abandon_seconds,
            "complaint_deadline_days": self.complaint_deadline_days,
            "reopen_window_days": self.reopen_window_days,
            "repeat_window_days": self.repeat_window_days,
            "refund_window_days": self.refund_window_days,
            "contact_logging_minutes": self.contact_logging_minutes,
            "survey_window_days": self.survey_window_days,
            "genesys_counts_flow_outs": self.genesys_counts_flow_outs,
            "genesys_counts_short_abandons": self.genesys_counts_short_abandons,
            "genesys_counts_abandons": self.genesys_counts_abandons,
        }


def environment_variables() -> dict[str, str]:
    """Every variable that is read, with what it means."""
    return {variable_name(field): str(information.description) for field, information in Settings.model_fields.items()}


def variable_name(field: str) -> str:
    """The environment variable of one field."""
    return ENVIRONMENT_PREFIX + field.upper()


def read_settings() -> Settings:
    """The settings of this environment; all wrong values are told in one message."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [_problem(detail["loc"], detail["input"], detail["msg"]) for detail in error.errors()]
    raise WrongUsageError(
        "Wrong settings in the environment: " + "; ".join(problems) + ".", "Change or unset them, then try again."
    )


def _problem(location: tuple[int | str, ...], value: object, message: str) -> str:
    words = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{variable_name(str(location[0]))}={value} {words}"
