import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..sending import standard_webhooks

SECRET = standard_webhooks.make_secret()
URL = "https://assistant.example/api/webhooks/odoo?key=hidden"
SALES = "sales_team.group_sale_manager,base.group_user"


def configure(env):
    parameters = env["ir.config_parameter"]
    parameters.set_param("g_assistant_connector.url", URL)
    parameters.set_param("g_assistant_connector.secret", SECRET)
    # As an administrator leaves it behind when the settings are opened and tested.
    env["res.config.settings"].create({"g_assistant_secret": SECRET})
    env.flush_all()


@tagged("post_install", "-at_install")
class TestSettingsSecret(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        configure(cls.env)
        cls.user = new_test_user(cls.env, "secret_sales", groups=SALES)
        cls.integration = new_test_user(
            cls.env, "secret_bot", groups="g_assistant_connector.group_integration"
        )

    def roads(self, env):
        settings = env["res.config.settings"]
        parameters = env["ir.config_parameter"]
        left_behind = settings.sudo().search([], order="id desc", limit=1).sudo(False)
        names = ["g_assistant_secret", "g_assistant_url", "g_assistant_dashboard_url"]
        domain = [("key", "=like", "g_assistant_connector.%")]
        return (
            lambda: settings.default_get(names),
            lambda: settings.get_values(),
            lambda: settings.onchange({}, [], {name: {} for name in names}),
            lambda: settings.create({}),
            lambda: settings.search_read([], names),
            lambda: left_behind.read(names),
            lambda: left_behind.web_read({name: {} for name in names}),
            lambda: left_behind.export_data(names),
            lambda: left_behind.g_assistant_secret,
            lambda: left_behind.copy_data(),
            lambda: settings.search_count([("g_assistant_secret", "=like", "whsec%")]),
            lambda: parameters.get_param("g_assistant_connector.secret"),
            lambda: parameters.search_read(domain, ["value"]),
            lambda: parameters.search(domain).mapped("value"),
            lambda: parameters.formatted_read_group(domain, ["value"]),
            lambda: parameters.name_search("g_assistant_connector"),
            lambda: env["g.assistant.outbox"].search_read([]),
        )

    def test_salespeople_and_the_integration_reach_it_by_no_road(self):
        for user in (self.user, self.integration):
            for number, road in enumerate(self.roads(self.env(user=user))):
                try:
                    found = json.dumps(road(), default=str)
                except UserError as error:
                    found = str(error)
                self.assertNotIn(SECRET[6:], found, (user.login, number))
                self.assertNotIn("key=hidden", found, (user.login, number))

    def test_an_administrator_does_reach_it(self):
        admin = new_test_user(self.env, "secret_admin", groups="base.group_system")
        settings = self.env["res.config.settings"].with_user(admin)
        self.assertEqual(
            settings.default_get(["g_assistant_secret"])["g_assistant_secret"], SECRET
        )


@tagged("post_install", "-at_install")
class TestSettingsSecretRemotely(HttpCase):
    def call(self, api_key, model, method, /, **arguments):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(arguments),
            headers={
                "Authorization": f"bearer {api_key}",
                "Content-Type": "application/json",
            },
        )

    def test_the_remote_api_gives_it_to_administrators_only(self):
        configure(self.env)
        user = new_test_user(self.env, "remote_sales", groups=SALES)
        keys = self.env["res.users.apikeys"]
        expires = self.env.cr.now().replace(year=self.env.cr.now().year + 1)
        sales = keys.with_user(user).sudo()._generate("rpc", "test", None)
        admin = keys.with_user(self.env.ref("base.user_admin")).sudo()
        admin = admin._generate("rpc", "test", expires)
        calls = (
            ("res.config.settings", "default_get", {"fields": ["g_assistant_secret"]}),
            ("res.config.settings", "get_values", {}),
            ("res.config.settings", "search_read", {"fields": ["g_assistant_secret"]}),
            (
                "ir.config_parameter",
                "get_param",
                {"key": "g_assistant_connector.secret"},
            ),
            ("ir.config_parameter", "search_read", {"fields": ["value"]}),
            ("g.assistant.event", "_parameters", {}),
            ("g.assistant.outbox", "search_read", {}),
        )
        with mute_logger("odoo.http"):
            for model, method, arguments in calls:
                text = self.call(sales, model, method, **arguments).text
                self.assertNotIn(SECRET[6:], text, (model, method))
        found = self.call(admin, *calls[0][:2], **calls[0][2])
        self.assertEqual(found.json()["g_assistant_secret"], SECRET)
        clock = self.call(sales, "g.assistant.event", "clock")
        self.assertIsInstance(clock.json(), int)
