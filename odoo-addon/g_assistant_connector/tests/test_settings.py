from odoo.exceptions import AccessError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from ..sending import standard_webhooks

URL = "https://assistant.example/api/webhooks/odoo"
SECRET = standard_webhooks.make_secret()


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env, "settings_admin", groups="base.group_system,base.group_user"
        )
        for name in ("url", "secret", "dashboard_url"):
            cls.set_parameter(name, False)

    @classmethod
    def set_parameter(cls, name, value):
        cls.env["ir.config_parameter"].set_param(f"g_assistant_connector.{name}", value)

    def parameter(self, name):
        parameters = self.env["ir.config_parameter"]
        return parameters.get_param(f"g_assistant_connector.{name}")

    def settings(self, **values):
        return self.env["res.config.settings"].with_user(self.admin).create(values)

    def test_what_is_entered_is_saved_without_spaces_around_it(self):
        self.settings(
            g_assistant_url=f" {URL}\n",
            g_assistant_secret=f"{SECRET} ",
            g_assistant_dashboard_url="https://assistant.example/",
        ).set_values()
        self.assertEqual(self.parameter("url"), URL)
        self.assertEqual(self.parameter("secret"), SECRET)
        self.assertEqual(self.parameter("dashboard_url"), "https://assistant.example/")
        again = self.settings()
        self.assertEqual(
            (again.g_assistant_url, again.g_assistant_secret), (URL, SECRET)
        )

    def test_what_is_emptied_is_gone(self):
        self.set_parameter("url", URL)
        self.set_parameter("secret", SECRET)
        self.settings(g_assistant_url=False, g_assistant_secret="").set_values()
        self.assertFalse(self.parameter("url"))
        self.assertFalse(self.parameter("secret"))

    def test_former_values_read_while_it_was_saved_are_forgotten_with_the_commit(self):
        self.settings(g_assistant_url=URL, g_assistant_secret=SECRET).set_values()
        self.assertEqual(self.read_as_one_who_began_before("url"), "former")
        self.assertEqual(self.parameter("url"), "former")
        self.env.cr.postcommit.run()
        self.assertEqual(self.parameter("url"), URL)

    def test_the_sender_reads_what_stands_there_whatever_others_remember(self):
        self.settings(g_assistant_url=URL, g_assistant_secret=SECRET).set_values()
        self.read_as_one_who_began_before("url")
        self.assertEqual(self.env["g.assistant.event"]._parameters(), (URL, SECRET))

    def read_as_one_who_began_before(self, name):
        """Have get_param() remember what stood there: as it does for a transaction
        that cannot see the new value yet."""
        self.env.flush_all()
        key = f"g_assistant_connector.{name}"
        change = "UPDATE ir_config_parameter SET value = %s WHERE key = %s"
        now = self.parameter(name)
        self.env.registry.clear_cache("stable")
        self.env.cr.execute(change, ("former", key))
        read = self.parameter(name)
        self.env.cr.execute(change, (now, key))
        self.env["ir.config_parameter"].invalidate_model()
        return read

    def test_a_url_that_cannot_work_is_refused(self):
        for field in ("g_assistant_url", "g_assistant_dashboard_url"):
            for url in (
                "assistant.example",
                "ftp://assistant.example/",
                "javascript:alert(1)",
                "https://",
                "https://user:pass@assistant.example/",
                "https://assistant.example:x/",
                "https://assistant example/",
            ):
                with self.assertRaises(ValidationError) as caught:
                    self.settings(**{field: url}).set_values()
                self.assertNotIn("pass@", str(caught.exception))
        self.assertFalse(self.parameter("url"))

    def test_a_malformed_secret_is_refused_and_not_repeated(self):
        self.set_parameter("secret", SECRET)
        for secret in ("hunter2hunter2", "whsec_kurz", SECRET[:-3], SECRET + ";"):
            with self.assertRaises(ValidationError) as caught:
                self.settings(g_assistant_secret=secret).set_values()
            self.assertIn("whsec_", str(caught.exception))
            self.assertNotIn(secret, str(caught.exception))
        self.assertEqual(self.parameter("secret"), SECRET)

    def test_a_new_url_ends_the_pause_and_wakes_the_sender(self):
        outbox = self.env["g.assistant.outbox"]._current()
        outbox.write({"paused_until": "2100-01-01 00:00:00", "failures": 9})
        cron = self.env.ref("g_assistant_connector.ir_cron_send")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.settings(g_assistant_url=URL).set_values()
        self.assertEqual((outbox.paused_until, outbox.failures), (False, 0))
        self.assertEqual(len(triggers.search([("cron_id", "=", cron.id)])), 1)

    def test_saving_other_settings_changes_nothing_here(self):
        self.set_parameter("url", URL)
        self.set_parameter("secret", SECRET)
        outbox = self.env["g.assistant.outbox"]._current()
        outbox.failures = 3
        silent = self.env["crm.team"].create(
            {"name": "Silent", "assistant_is_reported": False}
        )
        self.settings().set_values()
        self.assertEqual(
            (self.parameter("url"), self.parameter("secret")), (URL, SECRET)
        )
        self.assertEqual(outbox.failures, 3)
        self.assertFalse(silent.assistant_is_reported)

    def test_somebody_elses_settings_do_not_empty_ours(self):
        self.set_parameter("url", URL)
        self.set_parameter("secret", SECRET)
        user = new_test_user(self.env, "settings_user", groups="base.group_user")
        settings = self.env["res.config.settings"].with_user(user).sudo().create({})
        settings.set_values()
        self.assertEqual(
            (self.parameter("url"), self.parameter("secret")), (URL, SECRET)
        )

    def test_the_teams_are_chosen_here(self):
        teams = self.env["crm.team"].create([{"name": "North"}, {"name": "South"}])
        north, south = teams
        self.assertLessEqual(teams, self.settings().g_assistant_team_ids)
        settings = self.settings()
        settings.g_assistant_team_ids -= north
        self.assertFalse(north.assistant_is_reported)
        self.assertTrue(south.assistant_is_reported)
        self.settings(g_assistant_team_ids=[(6, 0, north.ids)])
        self.assertTrue(north.assistant_is_reported)
        self.assertFalse(south.assistant_is_reported)

    def test_the_form_shows_and_keeps_the_teams(self):
        silent = self.env["crm.team"].create(
            {"name": "Silent", "assistant_is_reported": False}
        )
        # The block stands in the settings of CRM, which sales managers see.
        self.admin.group_ids += self.env.ref("sales_team.group_sale_manager")
        with Form(self.env["res.config.settings"].with_user(self.admin)) as form:
            form.g_assistant_url = URL
        form.record.execute()
        self.assertFalse(silent.assistant_is_reported)
        self.assertEqual(self.parameter("url"), URL)

    def test_the_facts_are_shown(self):
        events = self.env["g.assistant.event"]
        events.search([]).unlink()
        for number, status in enumerate(("pending", "pending", "dead", "sent")):
            events.create(
                {"uuid": f"s{number}", "kind": "won", "lead_ref": 1, "status": status}
            )
        events._outbox().write(
            {
                "last_success_at": "2026-11-22 19:00:00",
                "problem": "server_error",
                "problem_detail": "503",
            }
        )
        settings = self.settings()
        self.assertEqual(settings.g_assistant_waiting_count, 2)
        self.assertEqual(settings.g_assistant_dead_count, 1)
        self.assertEqual(
            str(settings.g_assistant_last_success_at), "2026-11-22 19:00:00"
        )
        self.assertIn("HTTP 503", settings.g_assistant_problem)

    def test_a_generated_secret_is_saved_and_the_last_one_goes_on_signing(self):
        self.settings().action_g_assistant_generate_secret()
        first = self.parameter("secret")
        self.assertEqual(len(standard_webhooks.signing_keys(first)), 1)
        action = self.settings().action_g_assistant_generate_secret()
        second = self.parameter("secret")
        self.assertEqual(second.split()[1:], [first])
        self.assertNotIn(first, str(action))
        self.assertNotIn(second.split()[0], str(action))
        self.settings().action_g_assistant_generate_secret()
        self.assertEqual(self.parameter("secret").split()[1:], second.split()[:1])

    def test_only_administrators_test_and_generate(self):
        user = new_test_user(
            self.env, "settings_sales", groups="sales_team.group_sale_manager"
        )
        settings = self.settings().with_user(user)
        for action in (
            settings.action_g_assistant_test,
            settings.action_g_assistant_generate_secret,
            settings.sudo().action_g_assistant_test,
            settings.sudo().action_g_assistant_generate_secret,
        ):
            with self.assertRaises(AccessError):
                action()

    def test_a_neutralized_copy_of_the_database_sends_nothing(self):
        self.set_parameter("url", URL)
        self.set_parameter("secret", SECRET)
        self.assertTrue(self.env["g.assistant.event"]._is_sending())
        self.env.flush_all()
        for query in get_neutralization_queries(["g_assistant_connector"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self.assertFalse(self.env["g.assistant.event"]._is_sending())
        self.assertFalse(self.parameter("secret"))
