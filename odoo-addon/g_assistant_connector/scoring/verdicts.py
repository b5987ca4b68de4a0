"""What a person can say of a grade, and what grade that leaves."""

VERDICTS = [
    ("hot", "Hot"),
    ("not_hot", "Not hot"),
    ("spam", "Spam"),
    ("not_spam", "Not spam"),
]
NAMES = frozenset(name for name, _label in VERDICTS)


def grade(verdict: str | bool, scored: str | bool) -> str | bool:
    """Give the grade that counts.

    "Not hot" leaves at most warm. "Not spam" takes spam away, and the assistant says
    within seconds what the lead is without it.
    """
    if verdict in ("hot", "spam"):
        return verdict
    if verdict == "not_hot" and scored == "hot":
        return "warm"
    if verdict == "not_spam" and scored == "spam":
        return False
    return scored
