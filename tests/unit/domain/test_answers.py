"""Answers stand in the words of the form."""

from __future__ import annotations

from shared.domain.cleaning.answers import AnsweredQuestion, read_answers
from shared.domain.lead import Answer, Option, Question
from tests.unit.domain.leads import lead_form

SIZES = Question(
    key="size",
    label="How big?",
    options=(Option(key="s", label="Small flat"), Option(key="l", label="Large villa")),
)


def test_choices_are_shown_by_their_labels_and_kept_by_their_keys() -> None:
    (asked,) = read_answers(
        [Answer(question="size", values=("l", "s"))], lead_form(SIZES)
    ).questions
    assert asked == AnsweredQuestion(
        key="size",
        kind="CUSTOM",
        wording="How big?",
        typed=("l", "s"),
        shown=("Large villa", "Small flat"),
    )


def test_a_choice_is_found_by_the_slug_that_meta_makes_of_its_label() -> None:
    answers = [Answer(question="size", values=("large_villa", "SMALL FLAT"))]
    (asked,) = read_answers(answers, lead_form(SIZES)).questions
    assert asked.shown == ("Large villa", "Small flat")


def test_a_value_that_is_no_choice_stays_as_it_was_typed() -> None:
    (asked,) = read_answers(
        [Answer(question="size", values=("A castle",))], lead_form(SIZES)
    ).questions
    assert asked.shown == ("A castle",)


def test_a_store_number_stays_a_number() -> None:
    store = Question(key="store", label="Nearest showroom", kind="STORE_LOOKUP")
    (asked,) = read_answers(
        [Answer(question="store", values=("0042",))], lead_form(store)
    ).questions
    assert (asked.wording, asked.shown) == ("Nearest showroom", ("0042",))


def test_questions_come_in_the_form_s_order_and_unknown_ones_after() -> None:
    form = lead_form(Question(key="a", label="First"), Question(key="b", label="Second"))
    answers = [Answer(question=key, values=("x",)) for key in ("z", "b", "y", "a")]
    read = read_answers(answers, form)
    assert [asked.wording for asked in read.questions] == ["First", "Second", "z", "y"]


def test_a_question_answered_twice_becomes_one_without_repeats() -> None:
    answers = [
        Answer(question="q", values=("one", "two")),
        Answer(question="q", values=("two", "3")),
    ]
    (asked,) = read_answers(answers, None).questions
    assert asked.shown == ("one", "two", "3")


def test_empty_answers_are_left_out() -> None:
    answers = [
        Answer(question="a"),
        Answer(question="b", values=("", " \u200f\n", "\x00")),
        Answer(question="c", values=("", "yes")),
    ]
    assert [asked.key for asked in read_answers(answers, None).questions] == ["c"]


def test_a_question_without_wording_stands_under_its_key() -> None:
    form = lead_form(Question(key="رقم_الهوية", label=" "))
    (asked,) = read_answers([Answer(question="رقم_الهوية", values=("1",))], form).questions
    assert asked.wording == "رقم_الهوية"


def test_of_two_questions_with_one_key_the_first_gives_the_wording() -> None:
    form = lead_form(Question(key="q", label="First"), Question(key="q", label="Second"))
    (asked,) = read_answers([Answer(question="q", values=("1",))], form).questions
    assert asked.wording == "First"


def test_a_long_answer_is_kept_and_a_longer_one_is_cut_and_said_so() -> None:
    kept = read_answers([Answer(question="q", values=("x" * 10_000,))], None)
    assert (kept.questions[0].shown, kept.is_shortened) == (("x" * 10_000,), False)
    cut = read_answers([Answer(question="q", values=("x" * 20_001,))], None)
    assert len(cut.questions[0].shown[0]) == 20_000
    assert cut.is_shortened


def test_too_many_answers_are_cut_and_said_so() -> None:
    many = [Answer(question=str(number), values=("x",)) for number in range(201)]
    read = read_answers(many, None)
    assert (len(read.questions), read.is_incomplete) == (200, True)
    assert not read_answers(many[:200], None).is_incomplete


def test_one_question_with_too_many_values_is_cut_and_said_so() -> None:
    read = read_answers([Answer(question="q", values=tuple(map(str, range(201))))], None)
    assert (len(read.questions[0].shown), read.is_incomplete) == (200, True)


def test_all_answers_together_fit_into_one_document() -> None:
    many = [Answer(question=str(number), values=("ض" * 20_000,)) for number in range(100)]
    read = read_answers(many, None)
    size = sum(len(text.encode()) for asked in read.questions for text in asked.shown)
    assert size < 800_000
    assert read.is_incomplete
