"""Invented leads for the addon's screenshots: Arabic and English, in all grades.

Nobody of these exists; the addresses are of example.com, the numbers of no subscriber.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Reason = tuple[str, str, float]
"""In English, in Arabic, points."""


@dataclass(frozen=True)
class DemoAlert:
    """An alert and how urgent it is."""

    cause: str
    cause_title: str
    title: str
    explanation: str
    proposed_action: str
    severity: str = "normal"


@dataclass(frozen=True)
class DemoLead:
    """A lead as the suite would have brought it in; ages in hours before now."""

    key: str
    title: str
    name: str
    phone: str
    stage: int
    """Place of its stage in the pipeline, from 0."""
    grade: str
    score: int
    platform: str
    path: tuple[str, str, str]
    form: str
    answers: tuple[tuple[str, str], ...]
    reasons: tuple[Reason, ...]
    email: str | None = None
    revenue: int = 0
    age_h: float = 2
    contact_age_h: float | None = None
    message_age_h: float | None = None
    is_organic: bool = False
    alerts: tuple[DemoAlert, ...] = field(default=())


VILLAS = ("فلل شمال الرياض - نوفمبر", "الرياض 28-45", "فيديو جولة في الفيلا")
FLATS = ("Riyadh flats - launch", "Expats, look-alike 2%", "Carousel: two bedrooms")

LEADS = (
    DemoLead(
        key="9000000000000001",
        title="محمد العتيبي - حجز زيارة",
        name="محمد العتيبي",
        phone="+966 50 000 0101",
        email="m.alotaibi@example.com",
        stage=0,
        grade="hot",
        score=87,
        platform="ig",
        path=VILLAS,
        form="نموذج حجز زيارة",
        revenue=2_400_000,
        answers=(
            ("متى تنوي الشراء؟", "خلال شهر"),
            ("ما ميزانيتك؟", "من 2 إلى 3 ملايين ريال"),
            ("كم غرفة تحتاج؟", "5 غرف وملحق"),
        ),
        reasons=(
            ("Wants to buy within a month", "ينوي الشراء خلال شهر", 24),
            ("Budget fits the campaign", "الميزانية تناسب الحملة", 18),
            ("Mobile number is real", "رقم الجوال صحيح", 9),
            ("Submitted late at night", "أُرسل النموذج في وقت متأخر من الليل", -4),
        ),
        alerts=(
            DemoAlert(
                cause="hot_untouched",
                cause_title="عميل ساخن بلا تواصل",
                title="عميل ساخن ينتظر منذ ساعتين",
                explanation="أرسل محمد النموذج قبل ساعتين ولم يتواصل معه أحد بعد.",
                proposed_action="اتصل به الآن واقترح عليه موعدًا للزيارة غدًا.",
                severity="urgent",
            ),
        ),
    ),
    DemoLead(
        key="9000000000000002",
        title="Omar Haddad - viewing request",
        name="Omar Haddad",
        phone="+966 55 000 0102",
        email="omar.haddad@example.com",
        stage=1,
        grade="hot",
        score=82,
        platform="fb",
        path=FLATS,
        form="Book a viewing",
        revenue=950_000,
        age_h=30,
        contact_age_h=3,
        message_age_h=3,
        answers=(
            ("When do you plan to move?", "In the next two months"),
            ("Which size do you need?", "Two bedrooms"),
            ("Do you need financing?", "Yes, pre-approved by my bank"),
        ),
        reasons=(
            ("Financing is pre-approved", "التمويل معتمد مسبقًا", 22),
            ("Wants to move within two months", "ينوي الانتقال خلال شهرين", 16),
            ("Leads of this ad set are often won", "كثيرًا ما تُكسب فرص هذه المجموعة", 8),
            ("Asked for a size that is nearly sold out", "المساحة المطلوبة شبه نافدة", -3),
        ),
        alerts=(
            DemoAlert(
                cause="unanswered_message",
                cause_title="Unanswered message",
                title="The customer has waited 3 hours for an answer",
                explanation="Omar asked on Messenger whether the viewing can be on Saturday.",
                proposed_action="Answer him and confirm the viewing on Saturday.",
            ),
        ),
    ),
    DemoLead(
        key="9000000000000003",
        title="فاطمة الزهراني - استفسار عن الأسعار",
        name="فاطمة الزهراني",
        phone="+966 53 000 0103",
        stage=2,
        grade="warm",
        score=64,
        platform="wa",
        path=VILLAS,
        form="استفسار سريع",
        revenue=1_800_000,
        age_h=70,
        contact_age_h=20,
        message_age_h=26,
        answers=(("متى تنوي الشراء؟", "خلال ستة أشهر"),),
        reasons=(
            ("Answered on WhatsApp", "تجاوبت عبر واتساب", 12),
            ("No hurry", "ليست مستعجلة", -6),
        ),
    ),
    DemoLead(
        key="9000000000000004",
        title="Priya Nair - brochure",
        name="Priya Nair",
        phone="+966 54 000 0104",
        email="priya.nair@example.com",
        stage=0,
        grade="cold",
        score=28,
        platform="fb",
        path=FLATS,
        form="Send me the brochure",
        age_h=9,
        answers=(("When do you plan to move?", "Just looking"),),
        reasons=(("Just looking", "تتصفح فقط", -20),),
        is_organic=True,
    ),
    DemoLead(
        key="9000000000000005",
        title="asdf qwer",
        name="asdf qwer",
        phone="0000000000",
        stage=0,
        grade="spam",
        score=3,
        platform="fb",
        path=FLATS,
        form="Send me the brochure",
        age_h=11,
        answers=(("When do you plan to move?", "asdf"),),
        reasons=(("The number cannot exist", "الرقم غير موجود", -40),),
    ),
    DemoLead(
        key="9000000000000006",
        title="نورة القحطاني - فيلا دوبلكس",
        name="نورة القحطاني",
        phone="+966 56 000 0106",
        email="noura@example.com",
        stage=3,
        grade="warm",
        score=71,
        platform="ig",
        path=VILLAS,
        form="نموذج حجز زيارة",
        revenue=2_150_000,
        age_h=200,
        contact_age_h=24,
        answers=(("متى تنوي الشراء؟", "خلال ثلاثة أشهر"),),
        reasons=(("Came to the viewing", "حضرت الزيارة", 20),),
    ),
)
