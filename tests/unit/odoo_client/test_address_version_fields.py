from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.odoo_client import BadCall, BadReply, Field, OdooVersion, Ref
from shared.odoo_client.address import Address
from shared.odoo_client.call import checked_path
from shared.odoo_client.fields import FieldCache, complaints, parse_fields
from shared.odoo_client.version import parse_version


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://my.odoo.com", Address("https", "my.odoo.com", 443, "")),
        ("https://my.odoo.com/", Address("https", "my.odoo.com", 443, "")),
        ("http://localhost:4200/demo/odoo/", Address("http", "localhost", 4200, "/demo/odoo")),
        ("http://[::1]:8069", Address("http", "::1", 8069, "")),
        ("https://مثال.sa", Address("https", "xn--mgbh0fb.sa", 443, "")),
        (" http://h/a b ", Address("http", "h", 80, "/a%20b")),
    ],
)
def test_a_url_is_taken_apart(url: str, expected: Address) -> None:
    assert Address.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "netloc"),
    [
        ("https://h", "h"),
        ("https://h:443", "h"),
        ("http://h:443", "h:443"),
        ("http://[::1]:8069", "[::1]:8069"),
    ],
)
def test_the_host_header_leaves_out_the_usual_port(url: str, netloc: str) -> None:
    assert Address.parse(url).netloc == netloc


@pytest.mark.parametrize(
    "url",
    [
        "",
        "my.odoo.com",
        "ftp://x",
        "https://",
        "https://u:CANARY@h",
        "https://h/?k=CANARY",
        "https://h/#CANARY",
        "http://h:99999",
    ],
)
def test_another_url_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(BadCall) as refused:
        Address.parse(url)
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}, (19, 0, "json2")),
        ({"version_info": ["saas~19", 1, 0, "final", 0, "e"], "version": "x"}, (19, 1, "json2")),
        ({"version_info": ["saas~18", 4, 0, "final", 0], "version": "x"}, (18, 4, "jsonrpc")),
        (
            {"result": {"server_version_info": [14, 0, 0], "server_version": "14.0"}},
            (14, 0, "jsonrpc"),
        ),
    ],
)
def test_a_version_tells_its_protocol(document: object, expected: tuple[int, int, str]) -> None:
    version = parse_version(document)
    assert version is not None
    assert (version.major, version.minor, version.protocol) == expected


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"version": "19.0"},
        {"version_info": [19]},
        {"version_info": ["x", 1]},
        {"version_info": "19"},
    ],
)
def test_a_version_that_is_not_told_is_not_guessed(document: object) -> None:
    assert parse_version(document) is None


def test_versions_have_an_order() -> None:
    assert OdooVersion(18, 4) < OdooVersion(19, 0) < OdooVersion(19, 1)


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("crm.lead", "../../web"),
        ("crm/lead", "read"),
        ("", "read"),
        ("crm.lead", ""),
        ("crm.lead", "_private"),
        ("crm..lead", "read"),
        ("crm.lead\n", "read"),
        ("Crm.Lead", "read"),
    ],
)
def test_a_name_that_could_leave_the_path_is_refused(model: str, method: str) -> None:
    with pytest.raises(BadCall):
        checked_path(model, method)


ANSWER: object = {
    "name": {"type": "char", "string": "Opportunity", "required": True},
    "type": {"type": "selection", "string": "Type", "selection": [["lead", "Lead"]]},
    "team_id": {"type": "many2one", "string": "Sales Team", "relation": "crm.team"},
    "expected_revenue": {"type": "monetary"},
    "active": {"type": "boolean"},
    "date_open": {"type": "datetime"},
}  # fmt: skip


def test_fields_are_read_with_what_matters() -> None:
    fields = parse_fields(ANSWER)
    assert fields["type"].selection == (("lead", "Lead"),)
    assert fields["team_id"].relation == "crm.team"
    assert fields["name"] == Field("name", "char", label="Opportunity", required=True)


@pytest.mark.parametrize("answer", [[], {"name": 1}, {"type": {"selection": [1]}}])
def test_fields_of_another_shape_are_a_bad_reply(answer: object) -> None:
    with pytest.raises(BadReply):
        parse_fields(answer)


@pytest.mark.parametrize(
    "values",
    [
        {"name": "x", "type": "lead", "team_id": 5, "active": False},
        {"team_id": Ref(5), "expected_revenue": Decimal(1), "date_open": None},
        {"date_open": datetime(2026, 1, 1, tzinfo=UTC), "type": False},
    ],
)
def test_good_values_bring_no_complaint(values: dict[str, object]) -> None:
    assert complaints(values, parse_fields(ANSWER)) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"nofield": "SECRET"}, "unknown field nofield"),
        ({"name": ""}, ""),
        ({"name": None}, "name is required"),
        ({"name": "SEC\0RET"}, "name holds a NUL character"),
        ({"type": "SECRET"}, "type has no such choice"),
        ({"team_id": "SECRET"}, "team_id is a many2one, which takes no str"),
        ({"team_id": True}, "team_id is a many2one, which takes no bool"),
        ({"expected_revenue": 0.1}, "expected_revenue is a monetary, which takes no float"),
        ({"date_open": datetime(2026, 1, 1)}, "date_open has no time zone"),  # noqa: DTZ001
    ],
)
def test_a_bad_value_is_named_by_its_field_and_not_shown(
    values: dict[str, object], said: str
) -> None:
    assert complaints(values, parse_fields(ANSWER)) == ([said] if said else [])


def test_fields_are_read_once_an_hour_and_anew_when_told() -> None:
    now, reads = [0.0], []

    def load() -> dict[str, Field]:
        reads.append(now[0])
        return {}

    cache = FieldCache(lambda: now[0])
    for moment in (0.0, 3599.0, 3600.0, 3601.0):
        now[0] = moment
        cache.get(("crm.lead", ""), load)
    cache.get(("crm.lead", "ar_001"), load)
    assert reads == [0.0, 3600.0, 3601.0]
    cache.forget()
    cache.get(("crm.lead", ""), load)
    assert len(reads) == 4
