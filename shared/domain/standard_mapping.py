"""The mapping that a form has before anybody edits it: Meta's standard questions, and guesses.

Question types: Meta's Marketing API, edge `leadgen_forms` of a Page, parameter `questions.type`;
keys: what Meta writes into `field_data` for them, and what people and form builders name such
questions in English and Arabic (read 2026-11). Birthday, gender, national ids, appointments and
store numbers have no field in a CRM lead: they stay answers.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shared.domain.clean_lead import LeadField
from shared.domain.cleaning.folding import fold, fold_wording
from shared.domain.cleaning.transforms import Transform
from shared.domain.mapping import NAME_MAX_CHARS, FormMapping, MappingRule, QuestionRef

if TYPE_CHECKING:
    from shared.domain.lead import LeadForm, Question

_KINDS: dict[LeadField, tuple[str, ...]] = {
    LeadField.FULL_NAME: ("FULL_NAME",),
    LeadField.FIRST_NAME: ("FIRST_NAME",),
    LeadField.LAST_NAME: ("LAST_NAME",),
    LeadField.EMAIL: ("EMAIL", "WORK_EMAIL", "EMAIL_ALIAS"),
    LeadField.PHONE: (
        "PHONE",
        "USER_PROVIDED_PHONE_NUMBER",
        "PHONE_OTP",
        "WHATSAPP_NUMBER",
        "WORK_PHONE_NUMBER",
    ),
    LeadField.COMPANY: ("COMPANY_NAME",),
    LeadField.JOB_TITLE: ("JOB_TITLE",),
    LeadField.STREET: ("STREET_ADDRESS", "ADDRESS_LINE_TWO"),
    LeadField.CITY: ("CITY",),
    LeadField.STATE: ("STATE", "PROVINCE"),
    LeadField.POSTAL_CODE: ("POST_CODE", "ZIP"),
    LeadField.COUNTRY: ("COUNTRY",),
    LeadField.WEBSITE: ("WEBSITE",),
}

_KEYS: dict[LeadField, str] = {
    LeadField.FULL_NAME: "full_name, name, your name, fullname, customer name, contact name, "
    "الاسم, الاسم الكامل, الاسم بالكامل, الاسم الثلاثي, الإسم, اسمك, اسمك الكريم, اسم العميل, "
    "vollständiger name, nom complet, nom et prénom",
    LeadField.FIRST_NAME: "first_name, firstname, given name, forename, vorname, prénom, "
    "الاسم الأول, الاسم الاول, اسمك الأول",
    LeadField.LAST_NAME: "last_name, lastname, surname, family name, nachname, nom de famille, "
    "اسم العائلة, الاسم الأخير, اللقب, الكنية",
    LeadField.EMAIL: "email, e_mail, email_address, e mail address, your email, mail, work_email, "
    "business email, البريد الإلكتروني, البريد الالكتروني, الإيميل, ايميل, "
    "عنوان البريد الإلكتروني, بريدك الإلكتروني, e mail adresse, adresse e-mail",
    LeadField.PHONE: "phone_number, phone, mobile, mobile_number, telephone, tel, cell, "
    "cell phone, contact number, whatsapp, whatsapp_number, work_phone_number, work_phone, "
    "رقم الهاتف, رقم الجوال, الجوال, الهاتف, رقم الموبايل, الموبايل, رقم التواصل, رقم الواتساب, "
    "الواتساب, رقم التليفون, رقم هاتفك, رقم جوالك, telefonnummer, telefon, numéro de téléphone",
    LeadField.COMPANY: "company_name, company, organization, organisation, business name, "
    "employer, اسم الشركة, الشركة, اسم المنشأة, المنشأة, جهة العمل, اسم المؤسسة, firma, société",
    LeadField.JOB_TITLE: "job_title, jobtitle, position, occupation, "
    "المسمى الوظيفي, الوظيفة, المنصب, المهنة",
    LeadField.STREET: "street_address, street, address, address line 1, address line 2, "
    "address_line_two, العنوان, عنوان السكن, الشارع, عنوان الشارع, adresse",
    LeadField.CITY: "city, town, المدينة, مدينتك, مدينة السكن, stadt, ville",
    LeadField.STATE: "state, province, region, governorate, emirate, المنطقة, المحافظة, "
    "الإمارة, الولاية, bundesland",
    LeadField.POSTAL_CODE: "post_code, postcode, postal_code, zip, zip_code, zipcode, "
    "الرمز البريدي, postleitzahl, plz, code postal",
    LeadField.COUNTRY: "country, country of residence, الدولة, البلد, بلد الإقامة, دولة الإقامة, "
    "land, pays",
    LeadField.WEBSITE: "website, website_url, web site, company website, الموقع الإلكتروني, "
    "موقع الشركة",
}

_TRANSFORMS: dict[LeadField, Transform] = {
    LeadField.EMAIL: Transform.EMAIL,
    LeadField.PHONE: Transform.PHONE,
    LeadField.COUNTRY: Transform.COUNTRY,
    LeadField.STREET: Transform.JOIN,
}


def mapping_for(form: LeadForm | None) -> FormMapping:
    """Give the default mapping: standard types first, then well-known keys and wordings.

    With a form, its own questions whose wording is well known are named as well, so that a
    custom question "رقم الجوال" fills the phone whatever its key is.
    """
    return _mapping_with_guesses(form) if form is not None else _standard()


@lru_cache(maxsize=256)
def _mapping_with_guesses(form: LeadForm) -> FormMapping:
    guesses: dict[LeadField, list[str]] = {}
    for question in form.questions:
        if (field := _guess(question)) is not None:
            guesses.setdefault(field, []).append(question.key)
    if not guesses:
        return _standard()
    return FormMapping(rules=tuple(_rule(field, guesses.get(field, [])) for field in _KEYS))


@cache
def _standard() -> FormMapping:
    return FormMapping(rules=tuple(_rule(field, []) for field in _KEYS))


def _rule(field: LeadField, guessed: list[str]) -> MappingRule:
    kinds = [QuestionRef(kind=kind) for kind in _KINDS[field]]
    keys = [QuestionRef(key=key) for key in (*guessed, *_keys_of(field))]
    return MappingRule(
        field=field,
        questions=(*kinds, *keys),
        transform=_TRANSFORMS.get(field, Transform.CHOICE_LABEL),
    )


def _guess(question: Question) -> LeadField | None:
    """Guess by the wording what a custom question asks for, if its key says nothing."""
    known = _fields_by_key()
    if question.kind.upper() != "CUSTOM" or fold_wording(question.key) in known:
        return None
    if not 0 < len(question.key) <= NAME_MAX_CHARS:
        return None
    return known.get(fold_wording(question.label))


@cache
def _fields_by_key() -> dict[str, LeadField]:
    return {fold(key): field for field in _KEYS for key in _keys_of(field)}


def _keys_of(field: LeadField) -> list[str]:
    return [key.strip() for key in _KEYS[field].split(",")]
