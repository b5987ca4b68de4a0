"""A person as we know them after cleaning, and the keys by which they are recognised."""

from __future__ import annotations

from shared.domain.values import Value


class PersonKeys(Value):
    """By what the same person is found again: normalised, or absent."""

    email: str | None = None
    """Lower-case, Unicode-normalised address."""
    phone: str | None = None
    """E.164, `+9665...`."""

    @property
    def is_empty(self) -> bool:
        """Nothing to recognise anybody by."""
        return self.email is None and self.phone is None


class Person(Value):
    """Who filled in the form, cleaned; what could not be understood is kept as it was written."""

    full_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    """Normalised; None when what was given is no address."""
    email_as_given: str | None = None
    phone: str | None = None
    """E.164; None when what was given cannot be dialled."""
    phone_as_given: str | None = None

    @property
    def keys(self) -> PersonKeys:
        """The keys to recognise this person by."""
        return PersonKeys(email=self.email, phone=self.phone)
