"""What the model wrote for each platform, in the shapes of RepurposeFlow's document."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Text
from models.repurpose.enums import Platform

Tweet = Annotated[str, StringConstraints(min_length=1, max_length=280)]
Hashtag = Annotated[str, StringConstraints(pattern=r"^#\w+$")]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Tiktok:
    """A script for a short film."""

    hooks: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    talking_points: tuple[Text, ...]
    cta: Text
    hashtags: tuple[Hashtag, ...]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Twitter:
    """A thread."""

    thread: Annotated[tuple[Tweet, ...], Field(min_length=1)]
    hashtags: tuple[Hashtag, ...]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Linkedin:
    """A post that starts with its hook."""

    opening_hook: Text
    post: Text
    cta: Text
    hashtags: tuple[Hashtag, ...]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if not self.post.startswith(self.opening_hook):
            raise ValueError("the post starts with its hook")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Threads:
    """A post of at most 500 characters."""

    post: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Instagram:
    """The text under a picture."""

    post: Text
    hashtags: tuple[Hashtag, ...]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Email:
    """A newsletter."""

    subject: Text
    body: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Outputs:
    """What there is for each platform."""

    tiktok: Tiktok | None = None
    twitter: Twitter | None = None
    threads: Threads | None = None
    linkedin: Linkedin | None = None
    instagram: Instagram | None = None
    email: Email | None = None

    def of(self, platform: Platform) -> dict[str, object] | None:
        """The output for a platform as its column holds it."""
        match getattr(self, platform.value):
            case None:
                return None
            case Twitter() as output:
                return {**asdict(output), "tweet_count": len(output.thread)}
            case output:
                return asdict(output)

    @property
    def platforms(self) -> set[Platform]:
        """The platforms that something was written for."""
        return {platform for platform in Platform if self.of(platform) is not None}
