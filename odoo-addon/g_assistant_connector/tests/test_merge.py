from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from .ingest_case import IngestCase, lead

NOON = Datetime.to_datetime("2026-11-22 12:00:00")


def _at(hours):
    return NOON + timedelta(hours=hours)


def _score(score, at, **more):
    return {
        "assistant_score": score,
        "assistant_grade": "hot" if score >= 70 else "cold",
        "assistant_reasons": [{"en": f"Reason for {score}", "ar": "", "points": score}],
        "assistant_scored_at": at,
        "assistant_scored_by": f"model-{score}",
        **more,
    }


@tagged("post_install", "-at_install")
class TestMerge(IngestCase):
    def setUp(self):
        super().setUp()
        self.head = self.opportunity("Head", probability=90)
        self.tail = self.opportunity("Tail", probability=10)

    def opportunity(self, name, **values):
        return self.leads.create({"name": name, "type": "opportunity", **values})

    def merge(self, *leads):
        merged = self.leads.union(
            *(leads or (self.head, self.tail))
        ).merge_opportunity()
        self.assertEqual(merged, self.head)
        return merged

    def from_meta(self, leadgen_id, probability, **values):
        made = self.lead_of(
            self.ingest_one(lead(leadgen_id, type="opportunity", **values))
        )
        made.probability = probability
        return made

    def test_the_newer_score_is_kept_whole(self):
        self.head.write(_score(90, _at(0)))
        self.tail.write(_score(0, _at(1)))
        merged = self.merge()
        self.assertRecordValues(merged, [_score(0, _at(1))])

    def test_a_score_of_the_head_that_is_newer_stays(self):
        self.head.write(_score(20, _at(2)))
        self.tail.write(_score(80, _at(1)))
        self.assertRecordValues(self.merge(), [_score(20, _at(2))])

    def test_without_any_score_there_is_none_afterwards(self):
        merged = self.merge()
        self.assertFalse(merged.assistant_scored_at or merged.assistant_grade)

    def test_the_newest_contacts_are_kept(self):
        self.head.write(
            {"last_customer_contact_at": _at(1), "last_customer_message_at": False}
        )
        self.tail.write(
            {"last_customer_contact_at": _at(3), "last_customer_message_at": _at(2)}
        )
        third = self.opportunity("Third", last_customer_contact_at=_at(2))
        merged = self.merge(self.head, self.tail, third)
        self.assertEqual(merged.last_customer_contact_at, _at(3))
        self.assertEqual(merged.last_customer_message_at, _at(2))

    def test_where_the_head_came_from_stays_and_ids_of_two_leads_are_never_mixed(self):
        self.head.write({"meta_leadgen_id": "1", "meta_form_id": "11"})
        self.tail.write(
            {"meta_leadgen_id": "2", "meta_ad_id": "22", "meta_ad_name": "Ad"}
        )
        merged = self.merge()
        self.assertEqual((merged.meta_leadgen_id, merged.meta_form_id), ("1", "11"))
        self.assertFalse(merged.meta_ad_id or merged.meta_ad_name)

    def test_a_head_not_from_meta_takes_all_of_one_tail(self):
        answers = [{"question": "q", "answers": ["a"]}]
        self.tail.write({"meta_leadgen_id": "2", "meta_answers": answers})
        third = self.opportunity(
            "Third", meta_leadgen_id="3", meta_ad_id="33", probability=1
        )
        merged = self.merge(self.head, self.tail, third)
        self.assertEqual((merged.meta_leadgen_id, merged.meta_answers), ("2", answers))
        self.assertFalse(merged.meta_ad_id)

    def test_a_merged_lead_delivered_again_is_not_recreated(self):
        tail = self.from_meta("2", 10)
        merged = self.merge(self.head, tail)
        receipt = self.receipt_of("2")
        self.assertEqual((receipt.lead_id, receipt.is_merged), (merged, True))
        self.assertEqual(
            self.ingest_one(lead("2")), {"id": merged.id, "state": "merged"}
        )
        self.assertEqual(self.load("2"), merged)
        self.assertFalse(tail.exists())

    def test_the_heads_own_receipt_is_known_and_the_tails_merged(self):
        head, tail = self.from_meta("1", 95), self.from_meta("2", 10)
        self.head = head
        self.merge(head, tail)
        first, second = self.ingest(lead("1"), lead("2"))
        self.assertEqual(first, {"id": head.id, "state": "known"})
        self.assertEqual(second, {"id": head.id, "state": "merged"})
        self.assertEqual(head.meta_leadgen_id, "1")

    def test_a_lead_merged_twice_is_followed_to_the_end(self):
        tail = self.from_meta("2", 10)
        middle = self.opportunity("Middle", probability=50)
        (middle | tail).merge_opportunity()
        merged = self.merge(self.head, middle)
        answer = self.ingest_one(lead("2"))
        self.assertEqual(answer, {"id": merged.id, "state": "merged"})

    def test_a_lead_merged_into_a_deleted_one_is_gone(self):
        merged = self.merge(self.head, self.from_meta("2", 10))
        merged.unlink()
        self.assertEqual(self.ingest_one(lead("2")), {"id": False, "state": "gone"})

    def test_a_salesperson_may_merge_leads_with_receipts_and_alerts(self):
        rights = "sales_team.group_sale_salesman_all_leads"
        seller = new_test_user(self.env, "seller", groups=rights)
        tail = self.from_meta("2", 10)
        alert = self.env["g.assistant.alert"].create(
            {"key": "alert-1", "lead_id": tail.id, "title": "Untouched"}
        )
        (self.head | tail).with_user(seller).merge_opportunity()
        self.assertEqual(alert.lead_id, self.head)
        self.assertEqual(self.ingest_one(lead("2"))["id"], self.head.id)
