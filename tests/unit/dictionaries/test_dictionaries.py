# ruff: noqa: RUF001 - texts in Arabic
"""What the dictionaries read, question by question, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.dictionaries import DictionaryExtractor
from shared.adapters.dictionaries.lexicon import ABOUT, ANSWERS, LEXICON, NEGATED
from shared.domain.extracting.proof import proved
from shared.domain.extracting.sanitise import prepared
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import UNKNOWN, Asked, FreeText, Words


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


READER = DictionaryExtractor(StandingClock())


def read(text: str, question: str = "", asked: tuple[Asked, ...] = BUILT_IN) -> dict[str, str]:
    texts = prepared([FreeText(question=question, text=text)])
    claimed = READER.extract(asked, texts)
    believed = proved(claimed, asked, texts)
    unproved = [one for one in claimed.findings if believed.levels[one.name] != one.level]
    assert unproved == [], "a claim of ours must have its proof"
    return {name: level for name, level in believed.levels.items() if level != UNKNOWN}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I want to buy a flat", "buy"),
        ("please call me", "buy"),
        ("أريد التسجيل في الدورة", "buy"),
        ("والحجز من فضلكم", "buy"),
        ("عايز أحجز معاينة", "buy"),
        ("how much is it?", "ask"),
        ("كم السعر؟", "ask"),
        ("بكم الشقة", "ask"),
        ("comparing several offers", "compare"),
        ("عندي عروض أسعار من شركات أخرى", "compare"),
        ("I am looking for a job", "job"),
        ("هل توجد وظائف شاغرة", "job"),
        ("we offer cleaning services", "sell"),
        ("نقدم لكم أفضل الخدمات", "sell"),
        ("I'm not interested", "none"),
        ("لستُ مهتماً", "none"),
        ("مش عايز حاجة", "none"),
        ("I don't want to buy", "none"),
        ("لا أريد الشراء", "none"),
        ("sorry, wrong number", "none"),
    ],
)
def test_what_they_are_after(text: str, level: str) -> None:
    assert read(text)["intent"] == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("as soon as possible", "now"),
        ("URGENT!!", "now"),
        ("أحتاجه فوراً", "now"),
        ("بكرة إن شاء الله", "now"),
        ("in 3 days", "now"),
        ("next week", "month"),
        ("within two weeks", "month"),
        ("خلال أسبوعين", "month"),
        ("الشهر القادم", "month"),
        ("بعد شهرين", "quarter"),
        ("after 3 months", "quarter"),
        ("خلال ٣ أشهر", "quarter"),
        ("within 1-3 months", "quarter"),
        ("in 6 months", "later"),
        ("بعد سنة", "later"),
        ("next year", "later"),
        ("not urgent", "later"),
        ("لست مستعجل", "later"),
        ("just browsing", "later"),
        ("not urgent, maybe in 3 months", "quarter"),
        ("on 2026-12-05", "now"),
        ("15/12/2026", "month"),
        ("2027-02-01", "quarter"),
        ("in June", "later"),
    ],
)
def test_when_they_want_it(text: str, level: str) -> None:
    assert read(text)["timeline"] == level


@pytest.mark.parametrize(
    "text",
    ["I lived there 3 months", "2020-01-01", "on 2026-13-45", "the day", "a weekly report", "مايو"],
)
def test_what_is_no_time_to_come_is_left_alone(text: str) -> None:
    assert "timeline" not in read(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("50k SAR", "amount"),
        ("٥٠ ألف ريال", "amount"),
        ("SAR 1,500,000", "amount"),
        ("حوالي مليون جنيه", "amount"),
        ("$ 2000", "amount"),
        ("2,5 million USD", "amount"),
        ("my budget is 40000", "amount"),
        ("ميزانيتك 300 الف", "amount"),
        ("the budget is ready", "ready"),
        ("I will pay in cash", "ready"),
        ("الميزانية معتمدة", "ready"),
        ("any discount?", "tight"),
        ("هل يوجد تقسيط", "tight"),
        ("no budget", "none"),
        ("ما عندي ميزانية", "none"),
        ("we don't have the budget", "none"),
    ],
)
def test_what_they_can_pay(text: str, level: str) -> None:
    assert read(text)["budget"] == level


@pytest.mark.parametrize("text", ["5 branches", "room 404", "2026", "4 bedrooms", "100%", "3 فروع"])
def test_a_number_is_no_sum(text: str) -> None:
    assert "budget" not in read(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I am the owner", "decides"),
        ("CEO", "decides"),
        ("أنا المدير العام", "decides"),
        ("شركتي تحتاج نظام", "decides"),
        ("I must ask my manager", "shares"),
        ("لازم أشاور زوجي", "shares"),
        ("I'm not the owner", "none"),
        ("I am a student", "none"),
        ("مشروع تخرج", "none"),
    ],
)
def test_who_decides(text: str, level: str) -> None:
    assert read(text)["authority"] == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I need a villa in Riyadh with a garden", "specific"),
        ("3 bedrooms", "specific"),
        ("نبحث عن شركة لتوريد كراسي مكتبية", "specific"),
        ("٢٠٠ قطعة", "specific"),
        ("I need information", "general"),
        ("مهتم", "general"),
        ("I don't need it", "none"),
        ("لا أحتاج", "none"),
    ],
)
def test_what_they_need(text: str, level: str) -> None:
    assert read(text)["need"] == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("we offer SEO services", "advertising"),
        ("visit http://a.example and https://b.example", "advertising"),
        ("زيادة متابعين حقيقيين", "advertising"),
        ("asdfgh", "nonsense"),
        ("test", "nonsense"),
        ("xkcdqwrt", "nonsense"),
        ("ههههههه", "nonsense"),
        ("you are idiots", "abuse"),
        ("يا نصابين", "abuse"),
    ],
)
def test_what_is_no_enquiry(text: str, level: str) -> None:
    assert read(text)["spam"] == level


@pytest.mark.parametrize(
    "text",
    [
        "I need a villa in Riyadh, my website is www.example.com",
        "أريد شقة للإيجار في الرياض حي النرجس",
        "Please contact me about the nursing course",
        "نعم",
        "7",
    ],
)
def test_an_enquiry_is_no_junk(text: str) -> None:
    assert "spam" not in read(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("أريد معرفة السعر", "ar"),
        ("أريد تقرير SEO", "ar"),
        ("what is the price", "en"),
        ("hi, اريد السعر please call me now", "mixed"),
        ("сколько стоит", "other"),
        ("مجھے گھر چاہیے", "other"),
    ],
)
def test_the_language(text: str, level: str) -> None:
    assert read(text)["language"] == level


@pytest.mark.parametrize("text", ["12345", "je voudrais acheter une maison", "[email]", "!!!"])
def test_where_letters_do_not_tell_the_language_is_unknown(text: str) -> None:
    assert "language" not in read(text)


@pytest.mark.parametrize(
    ("question", "text", "name", "level"),
    [
        ("When do you want to start?", "now", "timeline", "now"),
        ("متى ترغب بالبدء؟", "الآن", "timeline", "now"),
        ("When?", "1-3 months", "timeline", "quarter"),
        ("متى؟", "شهرين", "timeline", "quarter"),
        ("When?", "not sure", "timeline", "later"),
        ("Do you have a budget?", "Yes", "budget", "ready"),
        ("هل لديك ميزانية؟", "لا", "budget", "none"),
        ("What is your budget?", "50000", "budget", "amount"),
        ("What is your budget?", "20-30k", "budget", "amount"),
        ("كم ميزانيتك؟", "٣٠٠٠٠", "budget", "amount"),
        ("Who takes the decision?", "me", "authority", "decides"),
        ("هل أنت صاحب القرار؟", "نعم", "authority", "decides"),
        ("هل أنت صاحب القرار؟", "لا", "authority", "none"),
        ("هل أنت صاحب القرار؟", "بالمشاركة مع العائلة", "authority", "shares"),
        ("When are you planning to buy?", "3-6 months", "timeline", "later"),
        ("When are you planning to buy?", "More than 3 months", "timeline", "later"),
        ("متى ترغب في الشراء؟", "من شهر إلى ثلاثة أشهر", "timeline", "quarter"),
        ("متى ترغب في الشراء؟", "أكثر من ٣ أشهر", "timeline", "later"),
        ("What is your budget?", "1M - 2M", "budget", "amount"),
        ("What is your budget?", "Flexible", "budget", "ready"),
        ("كم ميزانيتك؟", "أكثر من مليون", "budget", "amount"),
        ("هل أنت مهتم؟", "لا", "intent", "none"),
    ],
)
def test_a_short_answer_is_read_by_its_question(
    question: str, text: str, name: str, level: str
) -> None:
    assert read(text, question)[name] == level
    assert name not in read(text, "Anything else?")


@pytest.mark.parametrize(
    ("question", "text", "name", "level"),
    [
        ("Are you the decision maker?", "Yes, with my partner", "authority", "shares"),
        ("When are you planning to buy?", "Less than 1 month", "timeline", "month"),
        ("طريقة الدفع", "كاش", "budget", "ready"),
        ("When?", "next week", "timeline", "month"),
        ("How would you like to pay?", "Cash", "budget", "ready"),
        ("متى؟", "خلال شهر", "timeline", "month"),
    ],
)
def test_choices_as_forms_word_them_are_read(
    question: str, text: str, name: str, level: str
) -> None:
    assert read(text, question)[name] == level


def test_a_negation_reaches_no_further_than_its_clause() -> None:
    assert read("No problem. I want to buy today")["intent"] == "buy"
    assert read("لا بأس، أريد الحجز")["intent"] == "buy"


def test_a_company_s_own_words_are_read() -> None:
    words = (Words(level="nursing", words=("تمريض", "nurse")),)
    course = Asked(name="course", meaning="", levels=("nursing", "dental_care"), words=words)
    assert read("أريد دبلوم التمريض", asked=(course,)) == {"course": "nursing"}
    assert read("Dental care, please", asked=(course,)) == {"course": "dental_care"}
    assert read("law", asked=(course,)) == {}


def test_the_lexicon_knows_no_level_that_is_not_asked() -> None:
    levels = {one.name: set(one.levels) for one in BUILT_IN}
    for lexicon in (LEXICON, ANSWERS):
        for name, listed in lexicon.items():
            assert set(listed) <= levels[name]
    assert set(ANSWERS) == set(ABOUT)
    assert all(level in levels[name] for (name, _), level in NEGATED.items())


REAL_LIFE: dict[str, dict[str, str]] = {
    "السلام عليكم، حابب أعرف تفاصيل دورة إدارة المشاريع ومتى تبدأ": {"intent": "ask"},
    "محتاج شقة 3 غرف وصالة في حي الياسمين بحدود 900 ألف": {"need": "specific", "budget": "amount"},
    "والله أنا لسه بدور ومش مستعجل": {"timeline": "later"},
    "عندي ميزانية مفتوحة بس أبغى شي راقي": {"need": "general", "budget": "ready"},
    "Interested, pls contact after 5pm": {"need": "general"},
    "I can't decide alone, my husband has to agree": {"authority": "shares"},
    "not now, maybe next year inshallah": {"timeline": "later"},
    "ايجار مو شراء": {},
    "انا صاحب مطعم وعايز سيستم كاشير في اقرب وقت": {
        "need": "specific", "timeline": "now", "authority": "decides"
    },
    "I am not looking for a job, I want to buy a machine": {"need": "general", "intent": "buy"},
    "ما ابي ازعاج ارسلوا التفاصيل فقط": {"intent": "ask"},
    "No budget limit": {"budget": "ready"},
    "عندي كلب مريض محتاج دكتور": {"need": "general"},
    "السوق مليان نصابين محتاج شركة موثوقة": {"need": "general"},
    "I need SEO services for my shop": {"need": "general"},
    "أبغى دورة تداول للمبتدئين": {"need": "specific"},
    "Looking for wedding hall for 300 guests on 15/03/2027": {
        "need": "specific", "timeline": "later"
    },
    "أنا مدير مشتريات وأحتاج عرض سعر رسمي لعدد 40 جهاز لابتوب خلال أسبوع": {
        "need": "specific", "timeline": "now", "intent": "ask"
    },
    "for 250 employees before January": {"need": "specific", "timeline": "quarter"},
    "تمام": {},
    "👍": {},
    "https://mycompany.com": {},
}  # fmt: skip


@pytest.mark.parametrize("text", REAL_LIFE)
def test_what_people_really_write(text: str) -> None:
    found = read(text)
    found.pop("language", None)
    assert found == REAL_LIFE[text]


@given(st.text(max_size=300), st.text(max_size=60))
def test_whatever_is_typed_is_read_without_a_failure_and_every_claim_has_its_proof(
    text: str, question: str
) -> None:
    read(text, question)


@given(
    st.lists(
        st.sampled_from(
            " ".join(phrases for levels in LEXICON.values() for phrases in levels.values())
            .replace(",", " ")
            .split()
        ),
        max_size=30,
    )
)
def test_words_of_the_lexicon_in_any_order_prove_themselves(words: list[str]) -> None:
    read(" ".join(words))
