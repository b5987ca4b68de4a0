from __future__ import annotations

import pytest

from deploy.gcp.errors import DeployError
from deploy.gcp.plan.target import Target


def test_names_of_accounts_and_database_follow_from_the_project() -> None:
    target = Target("some-project", "me-central2", environment={"FIRESTORE_DATABASE": "leads"})
    assert target.email("suite-bus") == "suite-bus@some-project.iam.gserviceaccount.com"
    assert target.database == "leads"
    assert Target("some-project", "me-central2").database == "(default)"


def test_schedules_are_meant_in_the_settings_time_zone_unless_another_is_given() -> None:
    assert Target("some-project", "me-central2").time_zone == "Asia/Riyadh"
    given = Target("some-project", "me-central2", environment={"TIME_ZONE": "Africa/Cairo"})
    assert given.time_zone == "Africa/Cairo"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"project": "Some Project; rm -rf"}, "--project"),
        ({"region": "moon"}, "--region"),
        ({"number": "12a"}, "--project-number"),
        ({"environment": {"NO_SUCH": "1"}}, "NO_SUCH is not a setting"),
        ({"environment": {"ODOO_API_KEY": "k"}}, "ODOO_API_KEY is a secret"),
        ({"environment": {"ODOO_URL": ""}}, "ODOO_URL is empty"),
        ({"optional_secrets": frozenset({"ODOO_URL"})}, "--with-secret: ODOO_URL"),
        ({"environment": {"GOOGLE_CLOUD_PROJECT": "other"}}, "another project"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(DeployError, match=said):
        Target(**({"project": "some-project", "region": "me-central2"} | arguments))  # type: ignore[arg-type]
