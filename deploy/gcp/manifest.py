"""function.yaml: what a function is, for the bundle, the plan and the local run.

Limits are Google's: Cloud Run service limits, Pub/Sub subscription properties and Cloud Scheduler
quotas, documentation read 2026-11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from cronsim import CronSim, CronSimError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from deploy.gcp.errors import DeployError
from shared.domain.event import Topic
from shared.settings import SECRETS, VARIABLES

FILE_NAME = "function.yaml"
_A_SUNDAY = datetime(2026, 1, 4, tzinfo=UTC)


def _cron(text: str) -> str:
    if len(text.split()) != 5:  # noqa: PLR2004 - unix-cron has five fields, CronSim also takes six
        raise ValueError("is not unix-cron of five fields")
    try:
        CronSim(text, _A_SUNDAY)
    except CronSimError as error:
        raise ValueError(f"is not unix-cron: {error}") from None
    return text


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
UrlPath = Annotated[str, Field(pattern=r"^/[a-z0-9/_-]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Schedule(_Part):
    """A call by the clock: `cron` is unix-cron in the company's time zone (TIME_ZONE)."""

    name: Slug
    cron: Annotated[str, AfterValidator(_cron)]
    path: UrlPath
    deadline_s: int = Field(ge=15, le=1800)
    """How long Cloud Scheduler waits for the answer."""


class Subscription(_Part):
    """How the bus delivers to the function; times in seconds."""

    ack_deadline_s: int = Field(ge=10, le=600)
    min_backoff_s: int = Field(ge=0, le=600)
    max_backoff_s: int = Field(ge=0, le=600)
    max_attempts: int | None = Field(default=None, ge=5, le=100)
    """Then the message goes to the topic's dead letters; None for those who take the dead letters."""

    @model_validator(mode="after")
    def _waits_grow(self) -> Self:
        if self.max_backoff_s < self.min_backoff_s:
            raise ValueError("max_backoff_s is shorter than min_backoff_s")
        return self


class Manifest(_Part):
    """One function."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,26}$")
    """Folder, entry point and, with hyphens, name of the service and its account."""
    description: str = Field(min_length=1, max_length=200)
    trigger: Literal["http", "pubsub", "dead_letters"]
    """`dead_letters`: the bus calls it with what other functions gave up, of every heard topic."""
    topic: Annotated[Topic, Field(strict=False)] | None = None
    paths: Annotated[tuple[UrlPath, ...], Field(strict=False)] = ()
    public: bool
    """True: anyone may call it, and it has to prove by itself who does."""
    memory: str = Field(pattern=r"^[1-9][0-9]*(Mi|Gi)$")
    cpu: float = Field(gt=0, le=8)
    concurrency: int = Field(ge=1, le=1000)
    timeout_s: int = Field(ge=1, le=3600)
    min_instances: int = Field(ge=0)
    max_instances: int = Field(ge=1)
    ports: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Parts of shared/bootstrap.py and shared/channels.py whose adapters the function needs."""
    environment: Annotated[tuple[str, ...], Field(strict=False)] = ()
    secrets: Annotated[tuple[str, ...], Field(strict=False)] = ()
    optional_secrets: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Secrets that it does without: it gets those that the plan is told of (--with-secret)."""
    schedules: Annotated[tuple[Schedule, ...], Field(strict=False)] = ()
    subscription: Subscription | None = None

    @property
    def service(self) -> str:
        """Name of the Cloud Run service, which may not hold underscores."""
        return self.name.replace("_", "-")

    @property
    def is_internal(self) -> bool:
        """Only Pub/Sub and Cloud Scheduler call it."""
        return self.trigger != "http" or bool(self.schedules)

    @field_validator("environment", "secrets", "optional_secrets")
    @classmethod
    def _known_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name, count in Counter(names).items():
            if name not in VARIABLES:
                raise ValueError(f"{name} is not a setting (shared/settings.py)")
            if count > 1:
                raise ValueError(f"{name} stands there twice")
        return names

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for fault in _faults(self):
            raise ValueError(fault)
        return self


def _faults(manifest: Manifest) -> Iterator[str]:
    """Give what does not fit, in plain words."""
    yield from _trigger_faults(manifest)
    yield from _size_faults(manifest)
    open_secrets = sorted(set(manifest.environment) & set(SECRETS))
    if open_secrets:
        yield f"{', '.join(open_secrets)} must stand under secrets, not environment"
    no_secrets = sorted({*manifest.secrets, *manifest.optional_secrets} - set(SECRETS))
    if no_secrets:
        yield f"{', '.join(no_secrets)} must stand under environment, not secrets"

    twice = sorted(set(manifest.secrets) & set(manifest.optional_secrets))
    if twice:
        yield f"{', '.join(twice)} cannot be both needed and optional"


def _trigger_faults(manifest: Manifest) -> Iterator[str]:
    yield from _TRIGGER_FAULTS[manifest.trigger](manifest)
    for schedule in manifest.schedules:
        if schedule.path not in manifest.paths:
            yield f"schedule {schedule.name} calls {schedule.path}, which is not among paths"
        if schedule.deadline_s < manifest.timeout_s:
            yield f"schedule {schedule.name} stops waiting before timeout_s"


def _pubsub_faults(manifest: Manifest) -> Iterator[str]:
    if manifest.topic is None or manifest.subscription is None:
        yield "trigger pubsub needs topic and subscription"
    elif manifest.subscription.max_attempts is None:
        yield "trigger pubsub needs max_attempts, or a poisonous message comes for ever"
    yield from _delivery_faults(manifest)


def _dead_letter_faults(manifest: Manifest) -> Iterator[str]:
    if manifest.topic is not None or manifest.subscription is None:
        yield "trigger dead_letters needs subscription, and no topic: it hears all dead letters"
    elif manifest.subscription.max_attempts is not None:
        yield "max_attempts: dead letters have no dead letters of their own"
    yield from _delivery_faults(manifest)


def _delivery_faults(manifest: Manifest) -> Iterator[str]:
    wish = manifest.subscription
    if wish is not None and wish.ack_deadline_s <= manifest.timeout_s:
        yield "ack_deadline_s must be longer than timeout_s, or runs of one message overlap"
    if manifest.public:
        yield "a function that the bus calls is not public"


def _http_faults(manifest: Manifest) -> Iterator[str]:
    if manifest.topic is not None or manifest.subscription is not None:
        yield "topic and subscription belong to trigger pubsub or dead_letters"
    if not manifest.paths:
        yield "trigger http needs paths"


_TRIGGER_FAULTS: Mapping[str, Callable[[Manifest], Iterator[str]]] = {
    "pubsub": _pubsub_faults,
    "dead_letters": _dead_letter_faults,
    "http": _http_faults,
}


def _size_faults(manifest: Manifest) -> Iterator[str]:
    if manifest.max_instances < manifest.min_instances:
        yield "max_instances is smaller than min_instances"
    if manifest.cpu < 1 and manifest.concurrency > 1:
        yield "less than one cpu allows no concurrency (Cloud Run)"


def read_manifest(file: Path) -> Manifest:
    """Read one function.yaml; raises DeployError naming the file and the path of the fault."""
    try:
        document: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        manifest = Manifest.model_validate(document)
    except OSError as error:
        raise DeployError(f"{_short(file)}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise DeployError(f"{_short(file)}: not YAML: {error}") from None
    except ValidationError as error:
        raise DeployError(f"{_short(file)}: {_first_fault(error)}") from None
    if manifest.name != file.parent.name:
        raise DeployError(f"{_short(file)}: name: must be the folder's, {file.parent.name}")
    return manifest


def read_manifests(functions: Path) -> tuple[Manifest, ...]:
    """Read every function.yaml below `functions`, by name, and check them together."""
    manifests = tuple(read_manifest(file) for file in sorted(functions.glob(f"*/{FILE_NAME}")))
    if not manifests:
        raise DeployError(f"no {FILE_NAME} below {functions}")
    check_paths(manifests)
    return manifests


def check_paths(manifests: Sequence[Manifest]) -> None:
    """Raise DeployError if two functions claim the same path."""
    owner: dict[str, str] = {}
    for manifest in manifests:
        for path in manifest.paths:
            other = owner.setdefault(path, manifest.name)
            if other != manifest.name or manifest.paths.count(path) > 1:
                raise DeployError(
                    f"functions/{manifest.name}/{FILE_NAME}: paths: {path} belongs to {other}"
                )


def _short(file: Path) -> str:
    return "/".join(file.parts[-3:])


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    path = ".".join(str(part) for part in fault["loc"])
    said = fault["msg"].removeprefix("Value error, ")
    return f"{path}: {said}" if path else said
