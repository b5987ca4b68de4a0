"""Export the addon's texts from a running Odoo and carry them into its Arabic.

    eval "$(deploy/odoo/odoo-up.sh env)"; export ODOO_URL ODOO_DATABASE ODOO_API_KEY
    python -m deploy.odoo.translations

The server must have the addon installed as it is now. It writes i18n/g_assistant_connector.pot and
i18n/ar.po: what was translated stays, what is new stands there empty (a test names it), what is no
longer used goes.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

import typer
from babel.messages.pofile import normalize, read_po, unescape

from shared import settings
from shared.odoo_client import OdooClient

ADDON = "g_assistant_connector"
FOLDER = Path(__file__).parents[2] / "odoo-addon" / ADDON / "i18n"
PLURALS = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
)
HEADER = {
    "Language-Team: ": 'Language-Team: Arabic\\n"\n"Language: ar',
    "Content-Transfer-Encoding: ": "Content-Transfer-Encoding: 8bit",
    "Plural-Forms: ": f"Plural-Forms: {PLURALS}",
}
DATES = re.compile(r'^"(POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)
"""They would make every export a change."""
ENTRY = re.compile(r'^msgid (?P<text>.*?)^msgstr ""$', re.DOTALL | re.MULTILINE)


def main() -> None:
    """Write both files."""
    of = settings.read().require("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")
    with OdooClient.connect(
        str(of.odoo_url), database=str(of.odoo_database), api_key=str(of.odoo_api_key)
    ) as odoo:
        template = DATES.sub("", _exported(odoo))
    (FOLDER / f"{ADDON}.pot").write_text(template, encoding="utf-8")
    arabic = FOLDER / "ar.po"
    arabic.write_text(translated(template, _known(arabic)), encoding="utf-8")


def translated(template: str, known: dict[str, str]) -> str:
    """Give Odoo's template with the known translations in it, entry by entry as Odoo writes it."""
    head, *entries = template.rstrip("\n").split("\n\n")
    for bare, whole in HEADER.items():
        head = head.replace(f'"{bare}\\n"', f'"{whole}\\n"')
    return "\n\n".join([head, *(_filled(entry, known) for entry in entries)]) + "\n"


def _filled(entry: str, known: dict[str, str]) -> str:
    found = ENTRY.search(entry)
    if found is None:
        return entry
    text = "".join(unescape(line) for line in found["text"].split("\n") if line)
    return entry.removesuffix('""') + normalize(known.get(text, ""))


def _known(file: Path) -> dict[str, str]:
    with file.open("rb") as stream:
        return {str(message.id): str(message.string) for message in read_po(stream)}


def _exported(odoo: OdooClient) -> str:
    modules = odoo.call("ir.module.module", "search", domain=[["name", "=", ADDON]])
    asked = {"lang": "__new__", "format": "po", "modules": [[6, 0, modules]]}
    wizard = odoo.call("base.language.export", "create", vals_list=[asked])
    ids = [int(i) for i in wizard] if isinstance(wizard, list) else []
    odoo.call("base.language.export", "act_getfile", ids=ids)
    made = odoo.call("base.language.export", "read", ids=ids, fields=["data"])
    return base64.b64decode(made[0]["data"]).decode() if isinstance(made, list) else ""


if __name__ == "__main__":
    typer.run(main)
