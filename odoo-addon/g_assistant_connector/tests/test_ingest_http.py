from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .ingest_case import lead


@tagged("post_install", "-at_install")
class TestIngestOverHttp(HttpCase):
    """The two methods as the suite calls them: JSON-2 with an API key."""

    def setUp(self):
        super().setUp()
        group = "g_assistant_connector.group_integration"
        self.robot = new_test_user(self.env, "robot", groups=group)

    def call(self, method, user=None, **arguments):
        keys = self.env["res.users.apikeys"].with_user(user or self.robot).sudo()
        key = keys._generate("rpc", "test", None)
        return self.url_open(
            f"/json/2/g.assistant.receipt/{method}",
            json=arguments,
            method="POST",
            headers={"Authorization": f"bearer {key}"},
        )

    def test_ingest_answers_each_lead(self):
        reply = self.call("ingest", leads=[lead("1"), lead("2", stage_id=1), lead("1")])
        self.assertEqual(reply.status_code, 200)
        new, refused, known = reply.json()
        self.assertEqual(new["state"], "new")
        self.assertEqual(known, {"id": new["id"], "state": "known"})
        self.assertEqual((refused["id"], refused["fields"]), (False, ["stage_id"]))

    def test_probe_says_version_and_whether_changes_are_sent(self):
        module = self.env.ref("base.module_g_assistant_connector")
        self.assertEqual(
            self.call("probe").json(),
            {"version": module.latest_version, "is_sending": False},
        )
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", "https://suite.example/hook")
        self.assertFalse(self.call("probe").json()["is_sending"])
        parameters.set_param("g_assistant_connector.secret", "whsec_" + "A" * 32)
        self.assertTrue(self.call("probe").json()["is_sending"])
        self.env.ref("g_assistant_connector.ir_cron_send").active = False
        self.assertFalse(self.call("probe").json()["is_sending"])

    def test_any_internal_user_may_probe_and_no_portal_user(self):
        anyone = new_test_user(self.env, "anyone", groups="base.group_user")
        self.assertEqual(self.call("probe", user=anyone).status_code, 200)
        portal = new_test_user(self.env, "portal_user", groups="base.group_portal")
        receipts = self.env["g.assistant.receipt"].with_user(portal)
        with self.assertRaises(AccessError):
            receipts.probe()

    @mute_logger("odoo.http")
    def test_what_is_no_call_gets_a_client_error(self):
        for arguments in ({}, {"leads": 7}, {"leads": {}}, {"leads": [], "more": 1}):
            self.assertEqual(self.call("ingest", **arguments).status_code, 422)
        self.assertEqual(self.call("ingest", ids=[1], leads=[]).status_code, 422)
        anyone = new_test_user(self.env, "anyone", groups="base.group_user")
        reply = self.call("ingest", user=anyone, leads=[lead("1")])
        self.assertEqual(reply.status_code, 403)

    @mute_logger("odoo.http")
    def test_nothing_else_of_it_can_be_called(self):
        for method in ("_find", "_claim", "_create_leads", "_make_from_external_ids"):
            self.assertEqual(self.call(method).status_code, 403, method)
        reply = self.call("create", vals_list=[{"tenant": "main", "leadgen_id": "1"}])
        self.assertEqual(reply.status_code, 403)
