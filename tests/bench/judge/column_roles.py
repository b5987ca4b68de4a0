"""Column roles: what each column of a lead CSV is, in a YAML file, or guessed and said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tests.bench.judge.reading import BadData

if TYPE_CHECKING:
    from pathlib import Path

Figure = Literal["auc", "log_loss", "ece", "precision_at_20", "over_odoo"]
Names = tuple[str, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Targets(_Strict):
    """Figures to reach. AUC and precision are floors, log-loss and ECE are ceilings."""

    norep: dict[Figure, float] = {}
    strict: dict[Figure, float] = {}
    time: dict[Figure, float] = {}
    few: dict[int, float] = {}
    """AUC by number of labels, with the expert card."""


class Roles(_Strict):
    """What the columns are; every column that is not named is a field known at arrival."""

    about: str = ""
    target: str
    won: Annotated[Names, Field(min_length=1)]
    """Values of `target` that mean won; all other filled ones mean lost, unless `lost` says which."""
    lost: Names = ()
    """If given, rows with another value (still open) are left out."""
    ids: Names = ()
    time: str | None = None
    """When the lead came: numbers or ISO dates, growing; never a field itself."""
    after_contact: Names = ()
    """Filled in by sales people: they know the outcome. Left out everywhere ("norep")."""
    after_contact_strict: Names = ()
    """Perhaps known at arrival, perhaps not: left out in "strict" as well."""
    odoo_fields: Names = ()
    """The kind of fields that Odoo's predictive scoring may use (source, country, state ...)."""
    missing: Names = ("nan", "null", "n/a", "na", "#n/a")
    """Values that mean nothing was said, whatever their case; empty cells always do."""
    card: dict[str, Any] | None = None
    """An expert card, in the format of shared/scoring."""
    targets: Targets = Targets()

    @property
    def named(self) -> Names:
        """Give every column that these roles name."""
        optional = () if self.time is None else (self.time,)
        groups = (self.ids, self.after_contact, self.after_contact_strict, self.odoo_fields)
        return (self.target, *optional, *(name for group in groups for name in group))


def load(path: Path) -> Roles:
    """Read a roles file; raises BadData naming the place of a fault."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Roles.model_validate(document)
    except OSError as error:
        raise BadData(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadData(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the document"
        raise BadData(f"{path}: {place}: {first['msg']}") from error
