"""Where a deployment goes, and the names that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy.gcp.errors import DeployError
from deploy.gcp.plan.command import Command
from shared import settings
from shared.errors import SettingsError

if TYPE_CHECKING:
    from deploy.gcp.manifest import Manifest

NUMBER_LATER = "${PROJECT_NUMBER}"
"""Stands for the project's number, which only Google knows, until the script has asked for it."""
_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_REGION = re.compile(r"[a-z]+-[a-z]+[0-9]+")
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Target:
    """A project and region, with the variables that are no secrets."""

    project: str
    region: str
    number: str = NUMBER_LATER
    firestore_location: str = ""
    """Default: the region."""
    environment: Mapping[str, str] = field(default_factory=dict)
    optional_secrets: frozenset[str] = frozenset()
    """Those that have a value."""

    def __post_init__(self) -> None:
        for name, pattern in (("project", _PROJECT), ("region", _REGION)):
            if not pattern.fullmatch(getattr(self, name)):
                raise DeployError(f"--{name}: {getattr(self, name)!r} is none of Google Cloud")
        if self.number != NUMBER_LATER and not _NUMBER.fullmatch(self.number):
            raise DeployError("--project-number: is not a number")
        if unknown := sorted(self.optional_secrets - set(settings.SECRETS)):
            raise DeployError(f"--with-secret: {unknown[0]} is no secret of the suite")
        _check_environment(self.environment, self.project)

    def secrets_of(self, manifest: Manifest) -> tuple[str, ...]:
        """Give the secrets that a function gets: its own, and of the optional ones those given."""
        given = (name for name in manifest.optional_secrets if name in self.optional_secrets)
        return (*manifest.secrets, *given)

    @property
    def database(self) -> str:
        """Name of the Firestore database."""
        return self.environment.get("FIRESTORE_DATABASE") or settings.Settings().firestore_database

    @property
    def time_zone(self) -> str:
        """Zone in which schedules are meant."""
        return self.environment.get("TIME_ZONE") or settings.Settings().time_zone

    def email(self, account: str) -> str:
        """Address of a service account of this project."""
        return f"{account}@{self.project}.iam.gserviceaccount.com"

    def member(self, account: str) -> str:
        """Give the `--member` of a service account of this project."""
        return f"--member=serviceAccount:{self.email(account)}"

    def url(self, manifest: Manifest) -> str:
        """Give a service's address, known before it exists (Cloud Run's deterministic URL)."""
        return f"https://{manifest.service}-{self.number}.{self.region}.run.app"

    @property
    def pubsub_agent(self) -> str:
        """Give the `--member` of Google's own account that delivers for Pub/Sub."""
        agent = f"service-{self.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
        return f"--member=serviceAccount:{agent}"

    def gcloud(self, *arguments: str, once: bool = False) -> Command:
        """Make a command of this project that asks no questions."""
        return Command(("gcloud", *arguments, f"--project={self.project}", "--quiet"), once=once)


def account(manifest: Manifest) -> str:
    """Name the account that a function runs as."""
    return f"fn-{manifest.service}"


def _check_environment(environment: Mapping[str, str], project: str) -> None:
    unknown = sorted(set(environment) - set(settings.VARIABLES))
    if unknown:
        raise DeployError(f"{unknown[0]} is not a setting (docs/configuration.md)")
    secret = sorted(set(environment) & set(settings.SECRETS))
    if secret:
        raise DeployError(f"{secret[0]} is a secret: it belongs into Secret Manager")
    if environment.get("GOOGLE_CLOUD_PROJECT", project) != project:
        raise DeployError("GOOGLE_CLOUD_PROJECT is another project than --project")
    try:
        settings.read(environment)
    except SettingsError as error:
        raise DeployError(str(error)) from None
