from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm.models.crm_lead import CrmLead

from .ingest_case import IngestCase, lead, without


@tagged("post_install", "-at_install")
class TestIngestRefused(IngestCase):
    def refuse_names(self, error, *names):
        """Have Odoo refuse leads of these names, as another addon might."""
        create = CrmLead.create

        def creating(leads, vals_list):
            if any(vals.get("name") in names for vals in vals_list):
                raise error
            return create(leads, vals_list)

        self.startPatcher(patch.object(CrmLead, "create", creating))

    def test_a_bad_lead_never_stops_its_neighbours(self):
        self.refuse_names(UserError("Not on a Sunday."), "bad3", "bad7")
        rows = [
            lead(str(n), name=f"bad{n}" if n in (3, 7) else "good") for n in range(10)
        ]
        answers = self.ingest(*rows)
        states = [answer["state"] for answer in answers]
        self.assertEqual([n for n in range(10) if states[n] == "refused"], [3, 7])
        self.assertEqual(states.count("new"), 8)
        self.assert_refused(answers[3])
        self.assertEqual(answers[3]["reason"], "Not on a Sunday.")
        self.assertFalse(self.receipt_of("3") | self.receipt_of("7"))
        self.assertEqual(len({answer["id"] for answer in answers}), 9)
        for n in (0, 9):
            self.assertEqual(self.receipt_of(str(n)).lead_id.id, answers[n]["id"])

    def test_a_refused_lead_leaves_nothing_and_is_taken_when_it_is_put_right(self):
        row = lead("1", website="http://[bad", utm=_source("Radio"))
        self.assert_refused(self.ingest_one(row))
        self.assertFalse(self.receipt_of("1"))
        self.assertFalse(self.env["utm.source"].search([("name", "=", "Radio")]))
        self.assertFalse(self.env.ref("__metalead__.lead_main_1", False))
        self.assertEqual(
            self.ingest_one(lead("1", utm=_source("Radio")))["state"], "new"
        )

    def test_an_unknown_error_of_another_addon_is_told_by_its_kind_only(self):
        self.refuse_names(KeyError("ali@example.com"), "bad")
        with self.assertLogs("odoo.addons.g_assistant_connector", "WARNING") as logs:
            answer, good = self.ingest(lead("1", name="bad"), lead("2"))
        self.assert_refused(answer)
        self.assertIn("KeyError", answer["reason"])
        self.assertNotIn("ali@example.com", answer["reason"] + "".join(logs.output))
        self.assertEqual(good["state"], "new")

    def test_errors_that_ask_for_another_try_are_raised(self):
        for kind in ("SerializationFailure", "DeadlockDetected", "LockNotAvailable"):
            error = getattr(psycopg2.errors, kind)
            with (
                patch.object(CrmLead, "create", side_effect=error()),
                self.assertRaises(error),
            ):
                self.ingest(lead("1"), lead("2"))
        self.assertFalse(self.receipt_of("1"))

    def test_what_is_no_lead_is_refused(self):
        for row in (None, 1, "lead", [], [lead()], {}):
            answer, good = self.ingest(row, lead())
            self.assertEqual(answer["state"], "refused", row)
            self.assertEqual(good["state"], "new")

    def test_keys_that_are_not_sane_are_refused(self):
        bad_keys = {
            "tenant": ("", "Main", "a b", "a.b", "a" * 41, None, 1, ["main"], "main\n"),
            "leadgen_id": (
                "",
                "1_2",
                "1 2",
                "1" * 65,
                None,
                12,
                True,
                {},
                "1\x00",
                "١",
            ),
            "page_id": ("", "a b", 103, "1" * 65),
        }
        for name, values in bad_keys.items():
            for value in values:
                self.assert_refused(self.ingest_one({**lead(), name: value}), name)

    def test_a_page_that_is_not_known_is_none(self):
        for row in ({**lead("1"), "page_id": None}, without(lead("2"), "page_id")):
            made = self.lead_of(self.ingest_one(row))
            self.assertFalse(made.meta_page_id)

    def test_only_fields_of_the_list_get_in_and_the_reason_names_the_others(self):
        for name in ("stage_id", "probability", "meta_leadgen_id", "active", "no_such"):
            answer = self.ingest_one(lead(**{name: 1}))
            self.assert_refused(answer, name)
            self.assertIn(name, answer["reason"])
        self.assert_refused(self.ingest_one({**lead(), "context": {}}), "context")
        self.assert_refused(self.ingest_one(lead(user_id=2)), "user_id")

    def test_values_of_a_wrong_shape_are_refused_by_name(self):
        bad_values = {
            "name": (None, "", "  ", 1, ["x"], "a\x00b", "\ud800"),
            "type": ("customer", 1, ["lead"]),
            "priority": ("9", 1),
            "meta_platform": ("tiktok", {}),
            "partner_id": ("7", 0, -1, True, 2**40, [7], 1.5),
            "country_id": (2**31 - 1,),
            "meta_is_organic": ("yes", 1),
            "meta_submitted_at": ("yesterday", 1763838000, "0001-01-01T00:00:00+03:00")
            + ("0001-01-01T00:00:00-14:00", "0999-12-31"),
            "meta_answers": ("x", {}, ["x"], [{"question": 1, "answers": []}])
            + ([{"question": "q"}], [{"question": "q", "answers": [1]}]),
        }
        for name, values in bad_values.items():
            for value in values:
                answer = self.ingest_one(lead(**{name: value}))
                self.assert_refused(answer, name)

    def test_values_utm_tags_and_note_of_a_wrong_shape_are_refused(self):
        key = {"key": "k"}
        bad = {
            "values": (None, [], "x", 1),
            "utm": ([], "x", {"term": {**key, "name": "x"}}, {"source": "x"})
            + ({"source": key}, {"source": {"key": "a b", "name": "x"}})
            + ({"source": {**key, "name": " "}}, {"source": {"key": 1, "name": "x"}}),
            "tags": ({}, "x", ["x"], [key], [None]),
            "note": (1, ["x"], {}),
        }
        for name, values in bad.items():
            for value in values:
                self.assert_refused(self.ingest_one({**lead(), name: value}), name)

    def test_a_reference_to_nothing_is_named_and_no_row_gets_into_the_log(self):
        last = self.env["res.partner"].search([], order="id desc", limit=1)
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            answer, good = self.ingest(lead(partner_id=last.id + 1000), lead())
        self.assert_refused(answer, "partner_id")
        self.assertEqual(good["state"], "new")

    @mute_logger("odoo.sql_db")
    def test_a_constraint_of_the_database_is_told_without_the_row(self):
        self.env.cr.execute(
            "ALTER TABLE crm_lead ADD CONSTRAINT no_bob CHECK (contact_name <> 'Bob')"
        )
        answer, good = self.ingest(lead(contact_name="Bob", phone="+9665"), lead())
        self.assert_refused(answer, "contact_name")
        self.assertNotIn("+9665", answer["reason"])
        self.assertEqual(good["state"], "new")

    def test_a_company_that_the_user_may_not_write_for_is_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        answer, good = self.ingest(lead("1", company_id=elsewhere.id), lead("2"))
        self.assert_refused(answer)
        self.assertFalse(self.receipt_of("1"))
        self.assertEqual(good["state"], "new")

    def test_an_external_id_of_another_record_is_refused(self):
        self.env["ir.model.data"].create(
            {
                "module": "__metalead__",
                "name": "lead_main_1",
                "model": "res.partner",
                "res_id": self.env.user.partner_id.id,
            }
        )
        answer, good = self.ingest(lead("1"), lead("2"))
        self.assert_refused(answer)
        self.assertEqual(good["state"], "new")


def _source(name):
    return {"source": {"key": f"utm_source_{name.lower()}", "name": name}}
