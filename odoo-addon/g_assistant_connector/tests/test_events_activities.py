from datetime import date, datetime, timedelta, timezone

from odoo.tests import new_test_user, tagged

from .events_common import EventsCase


@tagged("post_install", "-at_install")
class TestEventsActivities(EventsCase):
    """Next steps: planned, changed, done, cancelled, overdue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")

    def plan(self, lead=None, **values):
        values = {
            "user_id": self.salesperson.id,
            "date_deadline": "2026-11-25",
        } | values
        return (lead or self.lead).activity_schedule(
            "mail.mail_activity_data_call", **values
        )

    def planned(self, **values):
        activity = self.plan(**values)
        self.start_afresh()
        return activity

    def test_a_planned_call_is_told(self):
        activity = self.plan()
        self.assertEqual(
            self.only("activity_planned").changed,
            {
                "activity": {
                    "id": activity.id,
                    "type": "Call",
                    "due_on": "2026-11-25",
                    "user_id": self.salesperson.id,
                }
            },
        )

    def test_neither_note_nor_summary_leave_odoo(self):
        self.plan(summary="Layla's divorce", note="<p>Ring +966501234567</p>")
        changed = self.only("activity_planned").changed
        self.assertEqual(set(changed["activity"]), {"id", "type", "due_on", "user_id"})

    def test_another_day_person_or_type_is_a_change(self):
        for values in (
            {"date_deadline": "2026-11-26"},
            {"user_id": self.colleague.id},
            {"activity_type_id": self.todo.id},
        ):
            activity = self.planned()
            activity.write(values)
            changed = self.only("activity_changed").changed["activity"]
            self.assertEqual(changed["id"], activity.id)
            self.start_afresh()

    def test_the_reschedule_button_is_a_change(self):
        activity = self.planned()
        activity.action_reschedule_nextweek()
        self.only("activity_changed")

    def test_another_note_is_no_change(self):
        self.planned().write({"note": "Later", "summary": "Ring"})
        self.assertEqual(self.kinds(), [])

    def test_a_change_of_a_new_plan_is_part_of_it(self):
        activity = self.plan()
        self.env.cr.flush()
        activity.date_deadline = "2026-11-30"
        due_on = self.only("activity_planned").changed["activity"]["due_on"]
        self.assertEqual(due_on, "2026-11-30")

    def test_the_done_button_is_told_once(self):
        activity = self.planned()
        activity.action_done()
        event = self.only("activity_done")
        self.assertEqual(event.changed["activity"]["id"], activity.id)
        self.assertFalse(activity.active)

    def test_done_with_feedback_and_a_next_step_tells_both(self):
        activity = self.planned()
        activity.with_user(self.salesperson).action_feedback(feedback="Will buy")
        self.plan(date_deadline="2026-12-02")
        self.assertEqual(self.kinds(), ["activity_done", "activity_planned"])

    def test_the_cancel_button_is_told(self):
        activity = self.planned()
        activity_id = activity.id
        activity.action_cancel()
        changed = self.only("activity_cancelled").changed
        self.assertEqual(changed["activity"]["id"], activity_id)

    def test_deleting_what_is_done_is_not_told(self):
        activity = self.planned()
        activity.action_done()
        self.start_afresh()
        activity.unlink()
        self.assertEqual(self.kinds(), [])

    def test_a_plan_that_is_cancelled_at_once_was_none(self):
        self.plan().unlink()
        self.assertEqual(self.kinds(), [])

    def test_two_activities_are_two_facts(self):
        first, second = self.plan(), self.plan(date_deadline="2026-11-27")
        events = self.events()
        self.assertEqual(events.mapped("kind"), ["activity_planned"] * 2)
        ids = [event.changed["activity"]["id"] for event in events]
        self.assertEqual(ids, [first.id, second.id])

    def test_an_activity_of_another_record_is_not_ours(self):
        partner = self.env.user.partner_id
        partner.activity_schedule("mail.mail_activity_data_call").action_done()
        self.env.cr.flush()
        self.assertFalse(self.env["g.assistant.event"].search([]))

    def test_a_call_that_is_done_is_a_contact(self):
        activity = self.planned()
        activity.action_done()
        self.events()
        self.assertTrue(self.lead.last_customer_contact_at)
        self.assertFalse(self.lead.last_customer_message_at)

    def test_a_task_that_is_done_is_none(self):
        activity = self.planned(activity_type_id=self.todo.id)
        activity.action_done()
        self.events()
        self.assertFalse(self.lead.last_customer_contact_at)

    def test_a_merge_moves_the_activity_to_the_head(self):
        other = self.new_lead(name="Twice")
        activity = self.plan(other)
        self.start_afresh()
        head = (self.lead | other).merge_opportunity()
        if head == other:
            self.assertNotIn("activity_changed", self.kinds(head))
            return
        moved = self.events(head).filtered(lambda e: e.kind == "activity_changed")
        self.assertEqual(moved.changed["activity"]["id"], activity.id)

    def test_a_lead_that_loses_its_activity_to_another_is_told_so(self):
        other = self.new_lead(name="Takes the call over")
        activity = self.planned()
        activity.write({"res_id": other.id})
        left = self.only("activity_cancelled")
        self.assertEqual(left.changed["activity"]["id"], activity.id)
        self.assertIn("activity_changed", self.kinds(other))

    # ------------------------------------------------------------ overdue

    def take(self, now, limit=100):
        taken = self.env["g.assistant.event"]._take_overdue(limit, now)
        return set(taken) & set(self.lead.activity_ids.ids)

    def test_an_activity_whose_day_has_passed_is_told_once(self):
        activity = self.planned()
        day_after = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)
        self.assertEqual(self.take(day_after), {activity.id})
        event = self.only("activity_overdue")
        self.assertEqual(event.changed["activity"]["due_on"], "2026-11-25")
        self.start_afresh()
        self.assertEqual(self.take(day_after + timedelta(days=30)), set())
        self.assertEqual(self.kinds(), [])

    def test_an_activity_is_not_overdue_on_its_day(self):
        self.planned()
        self.assertEqual(
            self.take(datetime(2026, 11, 25, 23, 59, tzinfo=timezone.utc)), set()
        )

    def test_a_moved_day_may_pass_again(self):
        activity = self.planned()
        self.take(datetime(2026, 11, 26, tzinfo=timezone.utc))
        activity.date_deadline = date(2026, 12, 1)
        self.start_afresh()
        self.assertEqual(self.take(datetime(2026, 12, 1, tzinfo=timezone.utc)), set())
        later = datetime(2026, 12, 2, tzinfo=timezone.utc)
        self.assertEqual(self.take(later), {activity.id})

    def test_the_day_is_that_of_the_responsible_user(self):
        zones = {"Asia/Riyadh": True, "America/New_York": False, False: False}
        now = datetime(
            2026, 11, 25, 21, 30, tzinfo=timezone.utc
        )  # half past midnight in Riyadh
        for zone, is_overdue in zones.items():
            user = new_test_user(self.env, f"events_{zone}", "base.group_user", tz=zone)
            activity = self.planned(user_id=user.id)
            self.assertEqual(activity.id in self.take(now), is_overdue, zone)

    def test_a_zone_that_nobody_knows_counts_as_utc(self):
        activity = self.planned()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET user_tz = 'Mars/Olympus' WHERE id = %s",
            [activity.id],
        )
        now = datetime(2026, 11, 26, 0, 1, tzinfo=timezone.utc)
        self.assertEqual(self.take(now), {activity.id})

    def test_what_is_done_or_put_away_is_not_overdue(self):
        now = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)
        self.planned().action_done()
        self.assertEqual(self.take(now), set())
        self.planned()
        self.lead.action_archive()
        self.assertEqual(self.take(now), set())

    def test_no_more_are_taken_at_once_than_asked_for(self):
        for day in range(1, 6):
            self.plan(date_deadline=f"2020-01-0{day}")
        self.start_afresh()
        now = datetime(2020, 2, 1, tzinfo=timezone.utc)
        taken = [self.env["g.assistant.event"]._take_overdue(2, now) for _ in range(4)]
        self.assertEqual([len(ids) for ids in taken], [2, 2, 1, 0])
        self.assertEqual(len({each for ids in taken for each in ids}), 5)

    def test_the_cron_notes_and_commits(self):
        activity = self.planned(date_deadline="2020-01-01")
        cron = self.env.ref("g_assistant_connector.ir_cron_note_overdue")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        overdue = self.events().filtered(
            lambda e: (
                e.kind == "activity_overdue"
                and e.changed["activity"]["id"] == activity.id
            )
        )
        self.assertEqual(len(overdue), 1)

    def test_nothing_is_marked_where_nothing_is_recorded(self):
        activity = self.planned(date_deadline="2020-01-01")
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", False)
        self.env["g.assistant.event"]._cron_note_overdue()
        self.env.invalidate_all()
        self.assertFalse(activity.assistant_overdue_on)
