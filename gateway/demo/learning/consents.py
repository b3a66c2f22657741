"""Rows of what the demo's guardians consented to."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_account, demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.writer import Row


@dataclass(frozen=True, kw_only=True, config=EXACT)
class LegalText:
    """A text that guardians are shown; its key is the kind of consent and the edition, as in `speech-2`."""

    key: Key
    text: Text

    @property
    def consent_type(self) -> str:
        """The kind of consent that the text is about."""
        return self.key.rpartition("-")[0]

    @property
    def hash(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Consent:
    """A guardian's answer to a legal text: given, or refused or withdrawn."""

    learner: Key
    guardian_email: Title
    legal_text: Key
    given: bool
    at: Moment
    ip_address: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Consents:
    """The file consents.toml."""

    legal_texts: tuple[LegalText, ...] = Field(alias="legal_text")
    consents: tuple[Consent, ...] = Field(alias="consent")

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if unknown := {consent.legal_text for consent in self.consents} - {text.key for text in self.legal_texts}:
            raise ValueError(f"no legal text is called {min(unknown)!r}")
        return self


@cache
def load_consents() -> Consents:
    """The legal texts and consents of the demo; raises ScriptError."""
    return read(demo_file("learning/consents.toml"), Consents)


def consent_rows(now: datetime) -> Iterator[Row]:
    """One row of `guardian_consents` for each answer."""
    texts = {text.key: text for text in load_consents().legal_texts}
    for number, consent in enumerate(load_consents().consents, start=1):
        text = texts[consent.legal_text]
        yield {
            "id": demo_id("learning.guardian_consents", f"{consent.learner}/{consent.legal_text}/{number:02}"),
            "user_id": demo_account("learning", consent.learner),
            "guardian_email": consent.guardian_email,
            "consent_type": text.consent_type,
            "consent_given": consent.given,
            "consent_timestamp": consent.at.before(now),
            "legal_text_hash": text.hash,
            "ip_address": consent.ip_address,
        }
