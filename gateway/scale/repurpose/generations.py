"""Generated generations: a text, the platforms it is for, and the posts that came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gateway.scale.copy_text import NULL, json_text, text_array
from gateway.scale.draw import Drawn, choose, weighted
from gateway.scale.repurpose.plan import Plan
from gateway.scale.words import words
from models.repurpose.enums import Platform, Tone

PLATFORMS = tuple(platform.value for platform in Platform)
OUTPUTS = tuple(f"output_{platform}" for platform in PLATFORMS)
COLUMNS = (
    "id",
    "user_id",
    "input_content",
    "selected_platforms",
    "selected_tone",
    "core_message",
    "detected_topic",
    "detected_audience",
    *OUTPUTS,
    "generation_time_ms",
    "llm_provider",
    "llm_model",
    "total_tokens_used",
    "status",
    "error_message",
    "created_at",
    "completed_at",
)
TONES = tuple(tone.value for tone in Tone)
MODELS = ("openai\tgpt-4o", "openai\tgpt-4o-mini", "anthropic\tclaude-3-5-sonnet")
ENDS = weighted({"completed": 18, "failed": 1, "partial": 1})


@dataclass(frozen=True)
class Generation:
    """A generation as the logs of it need it; `begun` and `ended` are moments."""

    key: str
    begun: int
    drawn: Drawn

    @cached_property
    def platforms(self) -> list[str]:
        """What it was asked for: one platform to all of them."""
        first, number = self.drawn[1] % len(PLATFORMS), 1 + self.drawn[2] % 4
        return sorted((PLATFORMS * 2)[first : first + number], key=PLATFORMS.index)

    @property
    def status(self) -> str:
        """How it ended; parts are missing only where there is more than one."""
        end = choose(ENDS, self.drawn[3])
        return "completed" if end == "partial" and len(self.platforms) == 1 else end

    @property
    def milliseconds(self) -> int:
        """How long it took."""
        return 1_500 + (self.drawn[4] >> 17)

    @property
    def ended(self) -> int:
        """When it ended."""
        return self.begun + self.milliseconds // 1000

    @property
    def tokens(self) -> int | None:
        """What the language model consumed; nothing is known where it failed."""
        return None if self.status == "failed" else 300 + (self.drawn[5] >> 20)


def generation(plan: Plan, number: int) -> Generation:
    """One generation; they are numbered in the order of time."""
    key, drawn = plan.draws("generations").row(number)
    return Generation(key, plan.begun("generations", plan.generations, number), drawn)


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The rows of some generations."""
    for number in numbers:
        made = generation(plan, number)
        yield f"{made.key}\t{plan.people.id(plan.generations.owner(number))}\t{_described(plan, made)}"


def _described(plan: Plan, made: Generation) -> str:
    known, drawn = words("posts"), made.drawn
    opening, middle, ending = (
        choose(known[part], drawn[6 + place]) for place, part in enumerate(("openings", "middles", "endings"))
    )
    topic = choose(known["topics"], drawn[9])
    is_done = made.status == "completed"
    return (
        "\t".join(
            (
                f"{topic}. {opening} {middle} {ending}",
                text_array(made.platforms),
                choose(TONES, drawn[10]),
                middle,
                topic,
                choose(known["audiences"], drawn[11]),
                *_outputs(made, f"{opening} {ending}", choose(known["hashtags"], drawn[8])),
                str(made.milliseconds) if is_done else NULL,
                choose(MODELS, drawn[5]),
                NULL if made.tokens is None else str(made.tokens),
                made.status,
                "The model did not answer in time." if made.status == "failed" else NULL,
                plan.moments.text(made.begun),
                plan.moments.text(made.ended) if is_done else NULL,
            )
        )
        + "\n"
    )


def _outputs(made: Generation, post: str, hashtag: str) -> Iterator[str]:
    written = {"completed": made.platforms, "partial": made.platforms[:1], "failed": []}[made.status]
    for platform in PLATFORMS:
        yield _output(platform, post, hashtag) if platform in written else NULL


def _output(platform: str, post: str, hashtag: str) -> str:
    """A post in the form of its platform, as the product's document shows it."""
    hashtags = [f"#{hashtag}", "#quintet"]
    forms: dict[str, dict[str, object]] = {
        "tiktok": {"hooks": [post], "talking_points": [post], "cta": "Follow for more", "hashtags": hashtags},
        "twitter": {"thread": [post], "tweet_count": 1, "hashtags": hashtags},
        "linkedin": {"post": post, "hook": post, "cta": "What do you think?", "hashtags": hashtags},
    }
    return json_text(forms.get(platform, {"post": post}))
