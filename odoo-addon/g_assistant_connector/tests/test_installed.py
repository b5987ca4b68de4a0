from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstalled(TransactionCase):
    def test_the_models_are_there(self):
        self.assertIn("g.assistant.receipt", self.env)
