"""Schedules of LiveConvo: sessions, what is said in them, and templates."""

from models.liveconvo import Session, Transcript
from tests.contract.shots import TIMES, Schedule, Shot, Volley
from tests.contract.volleys import different, one_wins, same
from tests.gql.mutations import ACCEPTED
from tests.people import People

START, COMPLETE, ARCHIVE = "liveconvoStartSession", "liveconvoCompleteSession", "liveconvoArchiveSession"
UPDATE, DELETE, APPEND = "liveconvoUpdateSession", "liveconvoDeleteSession", "liveconvoAppendTranscript"
GUIDE, INTERACT, SUMMARISE = "liveconvoAddGuidance", "liveconvoRecordGuidanceInteraction", "liveconvoSaveSummary"
SESSIONS = "SELECT count(*) FROM liveconvo.sessions WHERE user_id = $1"
SAID = "SELECT count(*) FROM liveconvo.transcripts WHERE session_id = $1"
USES = "SELECT usage_count FROM liveconvo.templates WHERE id = $1"
CONFLICT = frozenset({"CONFLICT"})


async def _started_with_a_template(people: People) -> Volley:
    person = await people.person()
    template = await people.template(person)
    arguments = {"title": "A call", "selectedTemplateId": str(template)}
    return Volley(template, tuple(Shot(START, person, arguments, number) for number in range(TIMES)))


async def _given_a_template(people: People) -> Volley:
    person = await people.person()
    template = await people.template(person)
    keys = [str(await people.session(person)) for _ in range(TIMES // 2)]
    chosen = {"selectedTemplateId": str(template)}
    return Volley(template, tuple(Shot(UPDATE, person, {"sessionId": key, **chosen}, key) for key in keys * 2))


async def _drafts_started(people: People) -> Volley:
    person = await people.person()
    draft = await people.insert(Session, user_id=person.id, status="draft")
    return Volley(draft, (Shot(START, person, {"sessionId": str(draft)}, 0),) * TIMES)


async def _completed_while_spoken(people: People) -> Volley:
    person = await people.person()
    session = await people.session(person)
    piece = {"sessionId": str(session), "content": "Four words are said.", "startTimeSeconds": "1", "isFinal": True}
    shots = (
        Shot(COMPLETE, person, {"sessionId": str(session)})
        if number in range(12, TIMES, 4)
        else Shot(APPEND, person, piece, number)
        for number in range(TIMES)
    )
    return Volley(session, tuple(shots))


async def _made_final(people: People) -> Volley:
    person = await people.person()
    session = await people.session(person)
    interim = await people.insert(Transcript, session_id=session, content="Hel", is_final=False, start_time_seconds=0)
    piece = {"sessionId": str(session), "transcriptId": str(interim), "startTimeSeconds": "0", "isFinal": True}
    said = (Shot(APPEND, person, {**piece, "content": f"Hello {number}."}, 0) for number in range(TIMES))
    return Volley(interim, tuple(said))


async def _seen_and_used(people: People) -> Volley:
    person = await people.person()
    hint = {"guidanceId": (await ACCEPTED[INTERACT](people, person))["guidanceId"]}
    ways = ({"clicked": True}, {"dismissed": True}, {"feedback": "HELPFUL"})
    shots = (Shot(INTERACT, person, {**hint, **ways[number % 3]}, number % 3) for number in range(TIMES))
    return Volley(hint["guidanceId"], tuple(shots))


def _status(status: str) -> str:
    return f"SELECT count(*) FROM liveconvo.sessions WHERE id = $1 AND status = '{status}'"


SCHEDULES = (
    Schedule(
        "fifty sessions with one template",
        (START,),
        _started_with_a_template,
        ("templates", "events"),
        USES,
    ),
    Schedule(
        "twenty-five sessions given a template, each twice",
        (UPDATE,),
        _given_a_template,
        ("templates", "events"),
        USES,
        TIMES // 2,
    ),
    Schedule(
        "fifty copies of one session",
        (START,),
        same(START, with_key=True),
        ("events", "keys"),
        SESSIONS,
        1,
        alike=True,
    ),
    Schedule(
        "one draft started fifty times", (START,), _drafts_started, ("events",), _status("active"), 1, CONFLICT, 1
    ),
    Schedule(
        "a session completed while somebody speaks",
        (COMPLETE, APPEND),
        _completed_while_spoken,
        ("words", "events"),
        SAID.replace("$1", "$1 AND is_final"),
        refusals=CONFLICT,
    ),
    one_wins(COMPLETE, "sessionId", _status("completed")),
    one_wins(ARCHIVE, "sessionId", _status("archived")),
    one_wins(
        DELETE,
        "sessionId",
        "SELECT count(*) FROM liveconvo.sessions WHERE id = $1 AND deleted_at IS NOT NULL",
        "NOT_FOUND",
    ),
    Schedule(
        "fifty pieces said at once, sent again by whoever got no answer",
        (APPEND,),
        different(APPEND, "sessionId", with_keys=True),
        ("events", "keys"),
        SAID,
        TIMES,
    ),
    Schedule(
        "fifty copies of one piece",
        (APPEND,),
        same(APPEND, "sessionId", with_key=True),
        ("events", "keys"),
        SAID,
        1,
        alike=True,
    ),
    Schedule(
        "an interim piece made final fifty times",
        (APPEND,),
        _made_final,
        ("events",),
        "SELECT count(*) FROM liveconvo.transcripts WHERE id = $1 AND is_final",
        1,
        CONFLICT,
        1,
    ),
    Schedule(
        "fifty hints at once",
        (GUIDE,),
        different(GUIDE, "sessionId"),
        ("events",),
        "SELECT count(*) FROM liveconvo.guidance WHERE session_id = $1",
    ),
    Schedule(
        "a hint opened, waved away and judged",
        (INTERACT,),
        _seen_and_used,
        ("events",),
        "SELECT was_clicked::integer + was_dismissed::integer + (user_feedback IS NOT NULL)::integer"
        " FROM liveconvo.guidance WHERE id = $1",
        3,
    ),
    Schedule(
        "one summary saved fifty times",
        (SUMMARISE,),
        same(SUMMARISE, "sessionId"),
        ("events",),
        "SELECT count(*) FROM liveconvo.summaries WHERE session_id = $1",
        1,
    ),
)
