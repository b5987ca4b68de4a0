from datetime import timedelta

import pytest

from shared.domain.ledger import LeadState
from shared.settings import Settings
from shared.texts.language import Language
from shared.usecases.list_lead_ways import LeadWay
from shared.web.ops_page import address, demos, mark, odoo_link
from tests.lead_ways import START, announced, done, fetched

LATER = START + timedelta(minutes=3)


def marks(entry):
    way = LeadWay.model_validate(entry.model_dump())
    return [mark(way, passage) for passage in way.passages]


def test_the_step_that_is_due_is_drawn_apart_from_those_ahead():
    assert marks(announced(1)) == ["passed", "next", "ahead", "ahead", "ahead"]
    assert marks(done(1)) == ["passed"] * 5


def test_the_step_that_failed_shows_whether_it_is_tried_again():
    waiting = fetched(announced(1)).waiting(LATER, "odoo_unavailable", "Odoo: 503")
    dead = announced(1).dead("meta_lead_gone", "gone")

    assert marks(waiting) == ["passed", "passed", "passed", "waiting", "ahead"]
    assert marks(dead) == ["passed", "halted", "ahead", "ahead", "ahead"]


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ({}, "/ops"),
        ({"state": LeadState.DEAD}, "/ops?state=dead"),
        ({"cursor": "a+/=&b"}, "/ops?cursor=a%2B%2F%3D%26b"),
        ({"language": Language.ARABIC, "state": LeadState.IN_CRM}, "/ops?lang=ar&state=in_crm"),
    ],
)
def test_an_address_says_only_what_was_asked(asked, url):
    assert address(**asked) == url


def test_a_record_is_linked_only_where_an_odoo_is_known():
    known = Settings(odoo_url="https://erp.example.com")

    assert odoo_link(known, 42) == "https://erp.example.com/odoo/crm/42"
    assert odoo_link(Settings(), 42) is None


def test_demo_servers_are_told_from_real_ones_by_their_address():
    real = Settings(odoo_url="https://erp.example.com", meta_graph_url="https://graph.facebook.com")
    demo = Settings(
        odoo_url="http://127.0.0.1:4200/demo/odoo", meta_graph_url="http://127.0.0.1:4200/demo/meta"
    )

    assert demos(real) == {}
    assert demos(demo) == {
        "Demo Odoo": "http://127.0.0.1:4200/demo/odoo/",
        "Demo Meta": "http://127.0.0.1:4200/demo/meta/",
    }
