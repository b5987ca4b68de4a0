"""What Meta says of a token, an app and its pages, and what it says to whoever may not ask."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import requests

from deploy.local.demo.meta.standing import SCOPES
from shared.domain.ids import PageId
from shared.domain.watched import TOKEN_DEATHS, SourceToken, Subscription, VersionNotice
from shared.errors import PermanentError, SuiteError, TransientError

if TYPE_CHECKING:
    from shared.adapters.meta.watch import MetaWatch
    from tests.contracts.source_watch.conftest import Meta

ACADEMY, HOMES = PageId("104857600012345"), PageId("104857600067890")
SUBSCRIBED = Subscription(is_there=True, has_leadgen=True)


def test_a_system_users_token_never_ends_and_has_its_permissions(watch: MetaWatch) -> None:
    assert watch.token() == SourceToken(scopes=frozenset(SCOPES))


def test_ends_are_told_as_moments(meta: Meta, watch: MetaWatch) -> None:
    meta.tell(expires_at=1_800_000_000, data_access_expires_at=1_790_000_000)
    token = watch.token()
    assert token.expires_at == datetime.fromtimestamp(1_800_000_000, UTC)
    assert token.data_access_expires_at == datetime.fromtimestamp(1_790_000_000, UTC)


@pytest.mark.parametrize(
    ("subcode", "death"),
    [*zip((458, 459, 460, 463, 464, 467, 492), TOKEN_DEATHS, strict=False)],
)
def test_a_dead_token_is_an_answer_that_says_why(meta: Meta, subcode: int, death: str) -> None:
    meta.tell(token_death=subcode)
    assert meta.watch().token().death == death


def test_of_a_token_that_nobody_knows_it_is_not_said_why(meta: Meta) -> None:
    assert meta.watch(access_token="of-another-world").token().death == "refused"


def test_a_secret_of_another_app_is_named(meta: Meta) -> None:
    with pytest.raises(SuiteError) as caught:
        meta.watch(app_secret="another").token()
    assert caught.value.code == "meta_app_secret_wrong"


def test_a_token_sees_its_pages(meta: Meta, watch: MetaWatch) -> None:
    assert watch.pages() == (ACADEMY, HOMES)
    meta.tell(pages=[])
    assert watch.pages() == ()


def test_subscriptions_of_app_and_page_are_seen(watch: MetaWatch) -> None:
    assert watch.app_subscription() == SUBSCRIBED
    assert watch.page_subscription(ACADEMY) == SUBSCRIBED


@pytest.mark.parametrize(
    ("standing", "app", "page"),
    [
        ({"app_subscription": ""}, Subscription(is_there=False), SUBSCRIBED),
        ({"app_subscription": "feed"}, Subscription(is_there=True), SUBSCRIBED),
        ({"unsubscribed_pages": [ACADEMY]}, SUBSCRIBED, Subscription(is_there=False)),
        ({"without_leadgen": [ACADEMY]}, SUBSCRIBED, Subscription(is_there=True)),
    ],
)
def test_a_subscription_that_is_not_there_is_told_from_one_to_other_things(
    meta: Meta, watch: MetaWatch, standing: dict[str, Any], app: Subscription, page: Subscription
) -> None:
    meta.tell(**standing)
    assert watch.app_subscription() == app
    assert watch.page_subscription(ACADEMY) == page
    assert watch.page_subscription(HOMES) == SUBSCRIBED


def test_leads_can_be_tried_of_a_page_without_any_lead_yet(watch: MetaWatch) -> None:
    assert watch.try_leads(ACADEMY)


@pytest.mark.parametrize(
    ("fault", "code"), [("103", "meta_leads_access_revoked"), ("200", "meta_permission_missing")]
)
def test_a_page_whose_leads_are_shut_says_by_whom(meta: Meta, fault: str, code: str) -> None:
    meta.order(fault, kind="form", edge="leads")
    with pytest.raises(SuiteError) as caught:
        meta.watch().try_leads(ACADEMY)
    assert caught.value.code == code


def test_without_the_permission_to_read_leads_none_is_read(meta: Meta, watch: MetaWatch) -> None:
    meta.tell(scopes=["pages_show_list"])
    with pytest.raises(SuiteError) as caught:
        watch.try_leads(ACADEMY)
    assert caught.value.code == "meta_permission_missing"


def test_the_version_that_is_served_is_seen_with_the_first_reply(
    meta: Meta, watch: MetaWatch
) -> None:
    assert watch.version() == VersionNotice("v26.0")
    watch.token()
    assert watch.version() == VersionNotice("v26.0", "v26.0")
    meta.tell(served_version="v27.0", is_version_deprecated=True)
    watch.token()
    assert watch.version() == VersionNotice("v26.0", "v27.0", is_deprecated=True)


def test_nobody_there_is_told_as_something_that_passes(meta: Meta) -> None:
    with pytest.raises(TransientError) as caught:
        meta.watch(graph_url="http://127.0.0.1:1").token()
    assert caught.value.code == "meta_unreachable"


class Odd(requests.Session):
    """Answers everything with one document."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self._body = body.encode()

    def get(self, url: str, **_: Any) -> requests.Response:  # type: ignore[override]
        reply = requests.Response()
        reply.status_code, reply.url = 200, url
        reply.raw = BytesIO(self._body)
        return reply


@pytest.mark.parametrize("end", ["true", '"soon"', "1e400", "99999999999999999"])
def test_an_end_that_is_no_time_is_another_shape_than_documented(meta: Meta, end: str) -> None:
    session = Odd(f'{{"id": "1", "data": {{"is_valid": true, "expires_at": {end}}}}}')
    with pytest.raises(PermanentError) as caught:
        meta.watch(session=session).token()
    assert caught.value.code == "meta_unexpected_shape"


def test_a_pages_own_token_sees_that_page(meta: Meta) -> None:
    session = Odd(f'{{"id": "1", "data": {{"type": "PAGE", "profile_id": "{HOMES}"}}}}')
    watch = meta.watch(session=session)
    assert watch.token() == SourceToken()
    assert watch.pages() == (HOMES,)


def test_a_token_that_died_since_is_told_by_debug_token_too(meta: Meta) -> None:
    dead = '{"is_valid": false, "error": {"code": 190, "subcode": 463}, "scopes": []}'
    watch = meta.watch(session=Odd(f'{{"id": "1", "data": {dead}}}'))
    assert watch.token().death == "expired"
