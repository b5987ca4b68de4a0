from odoo.tests import tagged
from odoo.tools import mute_logger

from .ingest_case import IngestCase, lead


def _campaign(key, name):
    return {"campaign": {"key": key, "name": name}}


@tagged("post_install", "-at_install")
class TestIngestReferences(IngestCase):
    def test_utm_records_and_tags_are_made_once_and_found_by_key(self):
        row = {
            "utm": {
                "campaign": {"key": "campaign_1", "name": "Spring"},
                "source": {"key": "utm_source_radio", "name": "Radio"},
                "medium": {"key": "utm_medium_air", "name": "Air"},
            },
            "tags": [
                {"key": "crm_tag_a", "name": "Tag A"},
                {"key": "crm_tag_b", "name": "Tag B"},
            ],
        }
        first, second = map(self.lead_of, self.ingest(lead(**row), lead(**row)))
        third = self.lead_of(self.ingest_one(lead(**row)))
        self.assertEqual(first.campaign_id.title, "Spring")
        self.assertEqual(first.source_id.name, "Radio")
        self.assertEqual(first.medium_id.name, "Air")
        self.assertEqual(first.tag_ids.mapped("name"), ["Tag A", "Tag B"])
        self.assertEqual(self.env.ref("__metalead__.campaign_1"), first.campaign_id)
        self.assertEqual(self.env.ref("__metalead__.crm_tag_a"), first.tag_ids[0])
        for other in (second, third):
            for name in ("campaign_id", "source_id", "medium_id", "tag_ids"):
                self.assertEqual(other[name], first[name])

    def test_a_campaign_renamed_in_odoo_stays_the_same(self):
        first = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        first.campaign_id.write({"title": "Our spring", "name": "our-spring"})
        again = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        self.assertEqual(again.campaign_id, first.campaign_id)
        self.assertEqual(again.campaign_id.title, "Our spring")

    @mute_logger("odoo.sql_db")
    def test_two_campaigns_of_one_name_are_two(self):
        for title in ("Spring", "50%_off \\ now", "Sale [2]"):
            answers = self.ingest(
                lead(utm=_campaign(f"campaign_{title[:2]}1".strip("%"), title)),
                lead(utm=_campaign(f"campaign_{title[:2]}2".strip("%"), title)),
            )
            campaigns = [self.lead_of(answer).campaign_id for answer in answers]
            self.assertNotEqual(*campaigns)
            self.assertEqual([campaign.title for campaign in campaigns], [title] * 2)

    def test_a_campaign_of_an_archived_ones_name_is_made(self):
        self.env["utm.campaign"].create({"title": "Spring", "active": False})
        made = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        self.assertEqual(made.campaign_id.title, "Spring")
        self.assertTrue(made.campaign_id.active)

    def test_a_source_a_medium_and_a_tag_are_found_by_their_exact_name(self):
        source = self.env["utm.source"].create({"name": "Radio"})
        medium = self.env["utm.medium"].create({"name": "Air", "active": False})
        tag = self.env["crm.tag"].create({"name": "Hot"})
        made = self.lead_of(
            self.ingest_one(
                lead(
                    utm={
                        "source": {"key": "utm_source_radio", "name": "Radio"},
                        "medium": {"key": "utm_medium_air", "name": "Air"},
                    },
                    tags=[{"key": "crm_tag_hot", "name": "Hot"}],
                )
            )
        )
        found = (made.source_id, made.medium_id, made.tag_ids)
        self.assertEqual(found, (source, medium, tag))
        self.assertFalse(self.env.ref("__metalead__.utm_source_radio", False))

    def test_a_name_in_another_case_is_another_source(self):
        source = self.env["utm.source"].create({"name": "RADIO"})
        utm = {"source": {"key": "utm_source_radio", "name": "Radio"}}
        made = self.lead_of(self.ingest_one(lead(utm=utm)))
        self.assertEqual(made.source_id.name, "Radio")
        self.assertNotEqual(made.source_id, source)

    def test_a_tag_is_found_by_its_source_name_whatever_the_users_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        tag = self.env["crm.tag"].create({"name": "Hot"})
        tag.with_context(lang="ar_001").name = "ساخن"
        self.robot.lang = "ar_001"
        receipts = self.receipts.with_context(lang="ar_001")
        (answer,) = receipts.ingest(
            [lead(tags=[{"key": "crm_tag_hot", "name": "Hot"}])]
        )
        self.assertEqual(self.lead_of(answer).tag_ids, tag)

    def test_a_deleted_campaign_is_made_anew(self):
        first = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        old = first.campaign_id
        old.unlink()
        again = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        self.assertEqual(again.campaign_id.title, "Spring")
        self.assertEqual(self.env.ref("__metalead__.campaign_1"), again.campaign_id)

    def test_a_campaign_deleted_past_odoo_is_made_anew_under_its_key(self):
        first = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        old_id = first.campaign_id.id
        first.campaign_id = False
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM utm_campaign WHERE id = %s", [old_id])
        self.env.invalidate_all()
        again = self.lead_of(
            self.ingest_one(lead(utm=_campaign("campaign_1", "Spring")))
        )
        self.assertNotEqual(again.campaign_id.id, old_id)
        self.assertEqual(self.env.ref("__metalead__.campaign_1"), again.campaign_id)

    def test_a_key_of_another_kind_of_record_is_refused(self):
        self.ingest(lead(utm=_campaign("campaign_1", "Spring")))
        utm = {"source": {"key": "campaign_1", "name": "Radio"}}
        answer, good = self.ingest(lead(utm=utm), lead())
        self.assert_refused(answer)
        self.assertEqual(good["state"], "new")

    def test_empty_references_are_none(self):
        row = {**lead(), "utm": {"campaign": None}, "tags": None, "note": None}
        bare = {name: lead()[name] for name in ("tenant", "leadgen_id", "values")}
        for made in map(self.lead_of, self.ingest(row, bare, {**lead(), "utm": None})):
            self.assertFalse(made.campaign_id | made.campaign_id.browse())
            self.assertFalse(made.tag_ids)
            self.assertFalse(made.description)
