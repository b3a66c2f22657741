"""The settings: the only place that reads the environment."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveInt, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.roadtrip.enums import SubscriptionStatus, UsageBucket
from models.roadtrip.usage import CALL_LIMITS, CallLimits

PROJECT = Path(__file__).resolve().parent.parent


class Environment(StrEnum):
    """Where the gateway runs: development brings GraphiQL, introspection and a demo token."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that can be set, from environment variables (`QUINTET_…`) or a `.env` file.

    Times are in seconds, sizes in bytes.
    """

    model_config = SettingsConfigDict(
        env_prefix="QUINTET_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    environment: Environment = Environment.DEVELOPMENT
    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: int = Field(8000, validation_alias="PORT", ge=1, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"

    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    role_secret: SecretStr | None = Field(
        None, description="Passwords of the database roles are derived from it; 32 bytes or more."
    )
    pool_size: int = Field(10, ge=1, le=200)
    acquire_timeout: float = Field(2.0, gt=0)

    token_secret: SecretStr | None = Field(None, description="Secret of HS256 tokens; 32 bytes or more.")
    token_keys: str | None = Field(None, description="JWKS file or URL of RS256/ES256 keys, instead of a secret.")
    token_issuer: str = "quintet"  # noqa: S105 - a name, not a secret
    token_audience: str = "quintet"  # noqa: S105 - a name, not a secret
    token_leeway: int = Field(30, ge=0, le=60)

    trusted_documents: Path | None = Field(None, description="A manifest: a JSON object of documents by their names.")
    only_trusted_documents: bool = False

    roadtrip_limits: dict[SubscriptionStatus, dict[UsageBucket, PositiveInt]] | None = Field(
        None,
        description="How many calls of Roadtrip a subscription permits in a span; what is not named is not limited.",
    )
    max_body: int = 1024 * 1024
    max_sockets: int = 5_000
    max_sockets_per_user: int = 10
    max_subscriptions_per_socket: int = 20
    socket_init_timeout: float = Field(5.0, gt=0)
    send_timeout: float = Field(30.0, gt=0, description="A client that takes nothing for so long is cut off.")
    allowed_origins: tuple[str, ...] = ()
    stop_timeout: float = 10.0

    @field_validator("token_secret", "role_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < 32:
            raise ValueError("must be 32 bytes or more")
        return value

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        if self.database_url is not None and self.role_secret is None:
            raise ValueError("DATABASE_URL needs QUINTET_ROLE_SECRET: the roles' passwords are derived from it")
        if self.environment is Environment.PRODUCTION and not (self.token_secret or self.token_keys):
            raise ValueError("production needs QUINTET_TOKEN_SECRET or QUINTET_TOKEN_KEYS")
        if self.only_trusted_documents and self.trusted_documents is None:
            raise ValueError("QUINTET_ONLY_TRUSTED_DOCUMENTS needs QUINTET_TRUSTED_DOCUMENTS: the manifest")
        return self

    @property
    def development(self) -> bool:
        """Whether conveniences that would be unsafe in production are on."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def call_limits(self) -> CallLimits:
        """How many calls of Roadtrip are permitted: as set, otherwise the usual in production, any in development."""
        if self.roadtrip_limits is not None:
            return self.roadtrip_limits
        return {} if self.development else CALL_LIMITS


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
