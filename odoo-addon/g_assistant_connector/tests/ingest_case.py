import uuid

from odoo.tests import TransactionCase, new_test_user


def lead(leadgen_id=None, /, utm=None, tags=None, note=None, **values):
    """One lead as the suite sends it."""
    return {
        "tenant": "main",
        "leadgen_id": leadgen_id or uuid.uuid4().hex,
        "page_id": "103",
        "values": {"name": "Ali", "user_id": None, **values},
        "utm": utm or {},
        "tags": tags or [],
        "note": note,
    }


def without(row, *names):
    return {name: value for name, value in row.items() if name not in names}


class IngestCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "g_assistant_connector.group_integration"
        cls.robot = new_test_user(cls.env, "robot", groups=group)
        cls.receipts = cls.env["g.assistant.receipt"].with_user(cls.robot)
        cls.leads = cls.env["crm.lead"]

    def ingest(self, *rows):
        return self.receipts.ingest(list(rows))

    def ingest_one(self, row):
        (answer,) = self.ingest(row)
        return answer

    def lead_of(self, answer):
        self.assertTrue(answer["id"], answer)
        return self.leads.browse(answer["id"])

    def receipt_of(self, leadgen_id):
        domain = [("tenant", "=", "main"), ("leadgen_id", "=", leadgen_id)]
        return self.env["g.assistant.receipt"].search(domain)

    def load(self, leadgen_id, name="Loaded", tenant="main"):
        """What the suite does without the addon."""
        leads = self.leads.with_user(self.robot).with_context(
            mode="update", noupdate=True, tracking_disable=True
        )
        loaded = leads.load(
            ["id", "name"], [[f"__metalead__.lead_{tenant}_{leadgen_id}", name]]
        )
        self.assertTrue(loaded["ids"], loaded)
        return leads.browse(loaded["ids"]).sudo()

    def assert_refused(self, answer, *fields):
        self.assertEqual((answer["id"], answer["state"]), (False, "refused"))
        self.assertTrue(answer["reason"])
        self.assertEqual(answer["fields"], list(fields))
