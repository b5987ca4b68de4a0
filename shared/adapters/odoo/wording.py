"""The few words that we write into Odoo ourselves, in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = {
    "answers": "Answers",
    "source": "Where this lead comes from",
    "campaign": "Campaign",
    "adset": "Ad set",
    "ad": "Ad",
    "form": "Form",
    "page": "Page",
    "platform": "Platform",
    "organic": "Organic (no ad)",
    "consent": "Consent",
    "given": "yes",
    "not_given": "no",
    "test": "This is a test lead.",
    "returned": "The same person has filled in a form again",
    "new_answers": "New answers from a lead form",
    "other_details": "Contact details given this time",
    "known_customer": "Known customer (other contact details on file)",
    "submitted": "Submitted",
    "lead_id": "Meta lead",
    "email_invalid": "The e-mail address as given cannot receive mail.",
    "phone_invalid": "The phone number as given cannot be dialled.",
    "no_contact": "Neither a valid e-mail address nor a valid phone number was given.",
    "phone_shared": "Someone else in Odoo has the same phone number; they were not joined.",
    "matches_disagree": "E-mail and phone belong to two different customers; please check.",
    "text_shortened": "A very long answer was shortened.",
    "answers_dropped": "There were more answers than are kept.",
    "grade": "Grade",
    "hot": "Hot",
    "warm": "Warm",
    "cold": "Cold",
    "spam": "Spam",
    "corrected": "Corrected by a person",
    "erasure": "Erase this person's data",
    "erasure_note": "The person asked for erasure on {date}; erase or anonymise this record and what "
    "belongs to it, if the law allows. Outside Odoo it is done.",
}
ARABIC = {
    "answers": "الإجابات",
    "source": "مصدر هذا العميل المحتمل",
    "campaign": "الحملة",
    "adset": "المجموعة الإعلانية",
    "ad": "الإعلان",
    "form": "النموذج",
    "page": "الصفحة",
    "platform": "المنصة",
    "organic": "عضوي (بدون إعلان)",
    "consent": "الموافقة",
    "given": "نعم",
    "not_given": "لا",
    "test": "هذا عميل محتمل تجريبي.",
    "returned": "الشخص نفسه ملأ نموذجًا مرة أخرى",
    "new_answers": "إجابات جديدة من نموذج إعلاني",
    "other_details": "بيانات الاتصال المعطاة هذه المرة",
    "known_customer": "عميل معروف (بيانات اتصال أخرى مسجلة)",
    "submitted": "وقت الإرسال",
    "lead_id": "معرّف ميتا",
    "email_invalid": "عنوان البريد الإلكتروني المعطى لا يستقبل الرسائل.",
    "phone_invalid": "رقم الهاتف المعطى لا يمكن الاتصال به.",
    "no_contact": "لم يُعطَ بريد إلكتروني صحيح ولا رقم هاتف صحيح.",
    "phone_shared": "شخص آخر في أودو له رقم الهاتف نفسه؛ لم يُدمجا.",
    "matches_disagree": "البريد والهاتف يعودان إلى عميلين مختلفين؛ يُرجى التحقق.",
    "text_shortened": "اختُصرت إجابة طويلة جدًا.",
    "answers_dropped": "كانت الإجابات أكثر مما يُحفظ.",
    "grade": "الدرجة",
    "hot": "ساخن",
    "warm": "دافئ",
    "cold": "بارد",
    "spam": "مزعج",
    "corrected": "صحّحه شخص",
    "erasure": "امحُ بيانات هذا الشخص",
    "erasure_note": "طلب الشخص محو بياناته بتاريخ {date}؛ امحُ هذا السجل وما يتبعه أو أخفِ هوية صاحبه "
    "إن سمح القانون بذلك. أما خارج أودو فقد تم المحو.",
}
UNTOLD = frozenset({"country_unknown", "country_assumed", "form_unknown"})
"""Remarks that would tell a salesperson nothing to act on."""
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": ENGLISH, "ar": ARABIC})
