"""Settings from the environment (prefix CONVITE_), files it names, and `.env`; `.env.example` has all."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from harvesters.soda import TIMEOUT_SECONDS
from service.setting_files import InFiles

DEFAULT_SECRET = "change-me"  # noqa: S105 - known to all, and refused outside the demo


class Settings(BaseSettings):
    """Everything that differs from one installation to the next. Nothing of the boards lives here."""

    model_config = SettingsConfigDict(
        env_prefix="CONVITE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = "sqlite:///convite.db"
    soda_url: str = "https://www.datos.gov.co"
    soda_token: str | None = None
    soda_delay_seconds: Annotated[float, Field(ge=0)] | None = None
    soda_timeout_seconds: Annotated[float, Field(gt=0)] = TIMEOUT_SECONDS
    soda_max_requests: Annotated[int, Field(ge=1)] = 5_000
    soda_max_minutes: Annotated[float, Field(gt=0)] = 180
    soda_max_age_hours: Annotated[float, Field(gt=0)] | None = None
    documents_folder: str = "documents"
    papers: str = "papers"
    smtp_url: str | None = None
    smtp_connections: Annotated[int, Field(ge=1, le=100)] = 8
    mail_from: str = "Convite <convite@localhost>"
    mailbox_url: str | None = None
    mail_secret: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    api_a_minute: Annotated[int, Field(ge=0)] = 600  # questions of one key, or one address; 0: no limit
    secret_key: str = DEFAULT_SECRET
    contact_keys: str = ""
    municipality: Annotated[str, StringConstraints(pattern=r"^\d{5}$")] = "13001"
    municipality_name: str = "Cartagena de Indias"
    data_controller: str = ""
    data_contact: str = ""

    # Channels and scale that later commands read; doctor says which are configured.
    whatsapp_url: str = "https://graph.facebook.com/v24.0"
    whatsapp_token: str | None = None
    whatsapp_phone_id: str | None = None
    whatsapp_app_secret: str | None = None
    whatsapp_verify_token: str | None = None
    whatsapp_daily_people: Annotated[int, Field(ge=1)] = 250
    sms_url: str | None = None
    sms_secret: str | None = None
    telegram_url: str = "https://api.telegram.org"
    telegram_token: str | None = None
    telegram_secret: str | None = None
    telegram_bot: str | None = None

    # The office's own directory (OpenID Connect), for its people to sign in with.
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_name: str = "la cuenta de la oficina"

    # The nightly test, and whoever keeps this installation running.
    canary: str | None = None
    canary_by: Annotated[int, Field(ge=6, le=23)] = 7
    operator: str = ""

    dask_scheduler: str | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a folder of files: ours are named
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings come from, the first that has one first."""
        return init_settings, env_settings, InFiles(settings_cls), dotenv_settings

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Never whole: secrets are among it, and passwords in addresses."""
        yield "public_url", self.public_url

    @property
    def answers_for_data(self) -> tuple[str, str]:
        """Who answers for contact data and how to reach them, as the notice says it."""
        office = f"la oficina de la Alcaldía de {self.municipality_name} que acompaña a las juntas"
        return (
            self.data_controller or office,
            self.data_contact or "respondan a cualquiera de nuestros mensajes",
        )

    @property
    def vault_keys(self) -> tuple[str, ...]:
        """What contact data is sealed with, newest first."""
        named = tuple(key for part in self.contact_keys.split(",") if (key := part.strip()))
        return named or (self.secret_key,)

    @property
    def retired_keys(self) -> tuple[str, ...]:
        """What may have sealed contact data before there was a key of this installation's own."""
        return (self.secret_key, DEFAULT_SECRET)

    @property
    def has_own_secret(self) -> bool:
        """Whether links are signed with a key that only this installation knows."""
        return self.secret_key != DEFAULT_SECRET and len(self.secret_key) >= 16
