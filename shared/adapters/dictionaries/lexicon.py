"""Words and phrases in Arabic (standard, Gulf, Egyptian, Levantine) and English, by what they show.

Phrases are compared after folding, articles and joined particles taken off, so one spelling each
is enough. Within a name the first level found wins: refusals before wishes, wishes before
questions.
"""

from __future__ import annotations

from collections.abc import Mapping

LEXICON: Mapping[str, Mapping[str, str]] = {
    "intent": {
        "none": (
            "not interested, no interest, no thanks, by mistake, wrong number, please remove me, "
            "unsubscribe, do not call, dont call, stop calling, do not contact, changed my mind, "
            "لست مهتم, غير مهتم, مو مهتم, مش مهتم, ماني مهتم, مب مهتم, لا اريد شراء, لا اريد شي, "
            "لا اريد شيئا, لا اريد التواصل, لا اريد الاتصال, ما ابغى شي, ما ابغى اشتري, ما ابي شي, "
            "ما ابي اشتري, مش عايز حاجه, مش عايز اشتري, بالخطا, بالغلط, رقم غلط, لا تتصل, لا تتصلوا, لا تتواصل, لا شكرا, غيرت رايي"
        ),
        "job": (
            "looking for a job, looking for job, looking for work, job vacancy, any vacancy, "
            "hiring, my cv, my resume, job opportunity, apply for a job, need a job, "
            "want a job, job for, any job, jobs, internship, "
            "ابحث عن عمل, ابحث عن وظيفه, ابي وظيفه, ابغى وظيفه, عايز شغل, محتاج شغل, اريد وظيفه, "
            "وظيفه شاغره, وظائف شاغره, السيره الذاتيه, سيرتي الذاتيه, توظيف, فرصه عمل, هل يوجد وظائف"
        ),
        "sell": (
            "we offer, we provide, our company offers, our services include, i can offer you, "
            "partnership proposal, supplier of, we are a supplier, we supply, sell you, "
            "نقدم لكم, نعرض عليكم, نحن شركه متخصصه, خدماتنا تشمل, نوفر لكم, عرض شراكه, نحن موردون, "
            "نحن مورد"
        ),
        "buy": (
            "want to buy, like to buy, ready to buy, buy, buying, purchase, want to book, like to book, "
            "book a, book an, booking, reserve, reservation, sign up, enroll, enrol, register, "
            "registration, subscribe, order, want to join, schedule a visit, schedule a call, "
            "site visit, come and visit, appointment, call me, please call, contact me, get started, "
            "start immediately, send me the contract, "
            "شراء, اشتري, نشتري, حجز, احجز, نحجز, تسجيل, اسجل, نسجل, سجلوني, اشتراك, اشترك, نشترك, "
            "التحق, التحاق, موعد, معاينه, زياره, اتصلوا, اتصل بي, اتصلو, تواصلوا معي, كلموني, "
            "ابدا فورا, جاهز للتعاقد, تعاقد, اطلب, نطلب, a7jez, ahjez, ashtery, ashtri"
        ),
        "compare": (
            "compare, comparing, comparison, other offers, other companies, other quotes, "
            "better price than, quotation from, several offers, "
            "مقارنه, اقارن, نقارن, عروض اخرى, شركات اخرى, عروض ثانيه, عروض اسعار"
        ),
        "ask": (
            "price, prices, how much, cost, fees, quote, quotation, details, more info, information, "
            "want to know, tell me more, brochure, catalogue, catalog, what is, what are, do you have, is there, "
            "available, where is, inquiry, enquiry, "
            "السعر, سعر, اسعار, بكم, كم سعر, كم السعر, كم تكلفه, تكلفه, رسوم, تفاصيل, معلومات, "
            "اعرف, استفسار, استفسر, اين موقع, وين موقع, هل يوجد, هل عندكم, متوفر, عرض سعر, كتالوج, "
            "bkam, bekam"
        ),
    },
    "need": {
        "none": (
            "no need, do not need, dont need, need nothing, already have one, already bought, "
            "لا احتاج, ما احتاج, مش محتاج, مو محتاج, لا يوجد احتياج, اشتريت من, عندي بالفعل"
        ),
        "general": (
            "need, looking for, i want, we want, "
            "interested in, interested, require, searching for, would like, "
            "احتاج, نحتاج, محتاج, محتاجين, محتاجه, ابحث عن, نبحث عن, ادور, ندور, اريد, نريد, ابغى, "
            "نبغى, ابغا, ابي, نبي, بدي, عايز, عاوز, عايزه, عاوزه, مهتم, مهتمه, مهتمين, ارغب, نرغب, "
            "يهمني, مطلوب, abgha, 3ayez, 3awez, mohtam"
        ),
    },
    "budget": {
        "none": (
            "no budget, no money, no cash, cannot afford, can t afford, cant afford, out of budget, broke, "
            "for free, free of charge, "
            "لا ميزانيه, ما عندي ميزانيه, ماعندي ميزانيه, بدون ميزانيه, لا املك المال, ما معي فلوس, "
            "ما عندي فلوس, ماعندي فلوس, "
            "معنديش فلوس, مجانا, ببلاش"
        ),
        "tight": (
            "discount, cheap, cheapest, cheaper, lowest price, installments, instalments, "
            "instalment, installment, limited budget, low budget, small budget, tight budget, "
            "expensive, affordable, payment plan, costs too much, "
            "خصم, تخفيض, رخيص, ارخص, تقسيط, اقساط, قسط, بالتقسيط, ميزانيه محدوده, ميزانيتي محدوده, "
            "ميزانيه قليله, غالي, غاليه, سعر مناسب, tamara, tabby, تمارا, تابي"
        ),
        "ready": (
            "budget is ready, budget ready, budget approved, approved budget, budget is available, "
            "have the budget, have a budget, have budget, pay cash, in cash, cash payment, "
            "money is ready, can pay, price is not a problem, budget is not a problem, "
            "budget is not an issue, no budget limit, unlimited budget, no problem with the price, "
            "any budget, open budget, full payment, "
            "الميزانيه جاهزه, ميزانيه جاهزه, الميزانيه متوفره, ميزانيه متوفره, عندي ميزانيه, "
            "لدي ميزانيه, ميزانيه معتمده, ميزانيه مفتوحه, ميزانيه غير محدوده, كاش, نقدا, المبلغ جاهز, المبلغ متوفر, "
            "السعر ليس مشكله, السعر مو مشكله"
        ),
    },
    "authority": {
        "shares": (
            "ask my boss, ask my manager, my wife, my husband, my parents, my partner, my team, our management, my manager, "
            "board approval, need approval, talk to my, discuss with, consult, together with my, "
            "for my son, for my daughter, "
            "اشاور, استشير, نتشاور, زوجي, زوجتي, مديري, والدي, والدتي, اهلي, "
            "شريكي, موافقه الاداره, مجلس الاداره, الاداره العليا, لابني, لبنتي, لابنتي"
        ),
        "decides": (
            "i am the owner, im the owner, i m the owner, owner, founder, co founder, ceo, "
            "general manager, managing director, director, decision maker, i decide, my decision, "
            "my company, my own business, my own company, for myself, my business, "
            "صاحب شركه, صاحب محل, صاحب مطعم, صاحب مؤسسه, صاحب مشروع, صاحب عمل, صاحب القرار, مالك, مؤسس, مدير عام, المدير العام, "
            "الرئيس التنفيذي, رئيس تنفيذي, القرار لي, انا اقرر, قراري, شركتي, لنفسي, مشروعي الخاص, "
            "مؤسستي"
        ),
        "none": (
            "for a friend, for my friend, on behalf of, my boss asked, i am a student, im a student, "
            "for research, school project, university project, "
            "لصديقي, لصديق, نيابه عن, انا طالب, طالبه, بحث جامعي, مشروع تخرج, بحث علمي"
        ),
    },
    "timeline": {
        "now": (
            "as soon as possible, asap, immediately, urgent, urgently, right now, right away, today, "
            "tonight, tomorrow, this week, at once, straight away, "
            "فورا, حالا, عاجل, مستعجل, مستعجله, ضروري, باسرع وقت, اسرع وقت, اقرب وقت, اليوم, "
            "بكره, بكرا, غدا, هذا الاسبوع, الاسبوع هذا, دلوقتي, الحين"
        ),
        "month": (
            "next week, this month, within the month, end of the month, coming weeks, few weeks, "
            "next month, "
            "الاسبوع القادم, الاسبوع الجاي, الاسبوع المقبل, هذا الشهر, الشهر هذا, نهايه الشهر, "
            "خلال الشهر, الشهر القادم, الشهر الجاي, الشهر المقبل"
        ),
        "quarter": (
            "this quarter, next quarter, few months, coming months, couple of months, "
            "الربع القادم, هذا الربع, كم شهر, عده اشهر, بضعه اشهر, الاشهر القادمه"
        ),
        "later": (
            "next year, later, some day, someday, one day, no rush, no hurry, not in a hurry, in the future, "
            "just browsing, just looking, not decided, not sure yet, "
            "السنه القادمه, السنه الجايه, العام القادم, العام المقبل, لاحقا, بعدين, مستقبلا, "
            "في المستقبل, لست مستعجل, مو مستعجل, مش مستعجل, غير مستعجل, فقط استطلاع, مجرد استفسار, "
            "لم اقرر"
        ),
    },
    "spam": {
        "abuse": (
            "fuck, fuck you, idiot, idiots, bastard, bitch, asshole, you are stupid, "
            "you are scammers, يا حمار, يا حمير, يا كلب, يا كلاب, يا غبي, يا اغبياء, يا نصابين, "
            "انتم نصابين, يا حراميه, تفو عليكم, لعنه عليكم"
        ),
        "advertising": (
            "backlinks, guest post, rank your website, increase your followers, buy followers, "
            "casino, betting, viagra, earn money, make money online, click here, click the link, "
            "limited offer, loan offer, "
            "زياده متابعين, متابعين حقيقيين, ربح المال, الربح من الانترنت, سداد قروض, تمويل سريع, "
            "اضغط هنا, اضغط الرابط, علاج روحاني, جلب الحبيب"
        ),
    },
}

OFFERED = (
    "seo, crypto, bitcoin, forex, marketing, web design, website design, followers, loan, loans, "
    "sms, whatsapp, leads, outsourcing, app development, "
    "تداول, بيتكوين, تسويق, تصميم مواقع, متابعين, قروض, رسائل جماعيه, برمجه, سيو"
)
"""Advertising, where it is offered to us; somebody may as well ask us for it."""

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "timeline": {
        "now": "now, immediate, immediately, ready, yes, الان, الحين, فوري, نعم, جاهز",
        "later": "no, not now, not sure, undecided, لا, ليس الان, مو الحين, غير محدد, لا اعلم",
    },
    "budget": {
        "ready": (
            "yes, available, approved, ready, flexible, open, cash, نعم, متوفر, متوفره, موجود, موجوده, "
            "جاهز, جاهزه, اكيد, مفتوح, مفتوحه, مرن, مرنه, كاش, نقدا"
        ),
        "none": "no, none, not yet, nothing, zero, لا, لا يوجد, لا توجد, ليس بعد, صفر",
    },
    "authority": {
        "decides": "yes, me, myself, i do, i am, نعم, انا, بنفسي",
        "none": "no, not me, لا, غيري",
        "shares": (
            "both, we, us, together, i share, share, shared, joint, family, my family, مع, نحن, سويا, "
            "مشاركه, بالمشاركه, عائله, اهل"
        ),
    },
    "intent": {"none": "no, not at all, لا, ليس الان"},
}
"""What a short answer means where the question itself says what it is about."""

ABOUT: Mapping[str, str] = {
    "timeline": (
        "when, how soon, timeline, timeframe, time frame, start date, planning to, "
        "متى, موعد, الوقت, الفتره, خلال كم, تاريخ"
    ),
    "budget": (
        "budget, afford, price range, how much can, spend, investment amount, like to pay, "
        "payment method, "
        "ميزانيه, ميزانيتك, المبلغ, قدره الشرائيه, تستطيع دفع, طريقه الدفع"
    ),
    "authority": (
        "decision, decide, decision maker, are you the owner, your role, "
        "القرار, صاحب القرار, انت المالك, دورك, من يقرر"
    ),
    "intent": "are you interested, do you want, would you like, هل انت مهتم, هل ترغب, هل تريد",
}
"""Words of a question that say what its answer is about."""

UNTURNED = (
    "reservation, booking, registration, i want, we want, would like, looking for, "
    "شراء, حجز, تسجيل, اشتراك, موعد, زياره, معاينه, اريد, نريد, ابغى, نبغى, ابي, نبي, بدي, عايز, "
    "عاوز, ابحث عن, ارغب"
)
"""`Rent, not purchase`, `I do not want calls` refuse no business: these negated say nothing."""

NEGATIONS = (
    "not, no, don, dont, doesn, doesnt, didn, isn, isnt, aren, never, without, nor, cannot, can t, "
    "won, wont, لا, لم, لن, ما, مو, مش, مب, ليس, ليست, لست, غير, بدون, ماني, مهوب, ولا, بلا"
)

NEGATED: Mapping[tuple[str, str], str] = {
    ("intent", "buy"): "none",
    ("need", "general"): "none",
    ("need", "specific"): "none",
    ("budget", "ready"): "none",
    ("authority", "decides"): "none",
    ("timeline", "now"): "later",
}
"""What the opposite says; of everything else a negation says nothing."""
