"""What a file of identities may hold, and how its columns are recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.tabular.targets import Field, fold

from ..models import Person

_DATE = re.compile(r"^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|^\d{8}$|^(19|20)\d\d$|^\d{1,2} [^\W\d_]+\.? \d{4}$")
GENDERS = {
    "f": "woman", "femme": "woman", "feminin": "woman", "2": "woman", "mme": "woman", "madame": "woman", "mlle": "woman",
    "w": "woman", "female": "woman", "woman": "woman", "fille": "woman",
    "m": "man", "h": "man", "homme": "man", "masculin": "man", "1": "man", "mr": "man", "monsieur": "man", "male": "man",
    "man": "man", "garcon": "man", "other": "other", "autre": "other", "unknown": "unknown", "9": "unknown",
    "0": "unknown", "inconnu": "unknown", "3": "unknown",
}  # fmt: skip


def _is_date(value: str) -> bool:
    return bool(_DATE.match(value))


def _is_phone(value: str) -> bool:
    digits = re.sub(r"[\s.()/-]", "", value)
    return bool(re.fullmatch(r"(\+|00)?\d{9,15}", digits))


def _is_postcode(value: str) -> bool:
    return bool(re.fullmatch(r"\d{4,5}", value.strip()))


def _is_insee(value: str) -> bool:
    return bool(re.fullmatch(r"(\d{2}|2[AaBb])\d{3}", value.strip()))


def _is_words(value: str) -> bool:
    return not any(c.isdigit() for c in value) and "@" not in value


def _is_gender(value: str) -> bool:
    return fold(value) in GENDERS


FIELDS = (
    Field("external_id", gettext_lazy("number in the other software"),
          ("id", "identifiant", "numero", "no", "num", "matricule", "n dossier", "numero dossier", "num dossier", "code",
           "id individu", "no individu", "num individu", "numero individu", "identifiant externe", "iddossier", "ipp",
           "id personne", "idpersonne", "num personne", "numero allocataire", "external id", "ref", "reference")),
    Field("birth_name", gettext_lazy("birth name"),
          ("nom", "nom de naissance", "nom naissance", "nom de famille", "nom patronymique", "patronyme", "nom naiss",
           "nomnaissance", "nom de jeune fille", "last name", "birth name", "nom pat"), _is_words),
    Field("used_name", gettext_lazy("used name"),
          ("nom d usage", "nom usage", "nom usuel", "nom marital", "nom d epouse", "nom epouse", "nomusage",
           "used name"), _is_words),
    Field("first_names", gettext_lazy("first names"),
          ("prenom", "prenoms", "prenom s", "first name", "first names", "prenom usuel", "premier prenom", "prenom 1"),
          _is_words),
    Field("gender", gettext_lazy("gender"),
          ("sexe", "genre", "civilite", "civ", "gender", "sex", "titre"), _is_gender,
          tuple(Person.Gender.choices)),
    Field("birth_date", gettext_lazy("date of birth"),
          ("date de naissance", "date naissance", "ne e le", "ne le", "naissance", "dt naissance", "datenaissance",
           "date naiss", "ddn", "dnaiss", "birth date", "date of birth", "dat nais"), _is_date, is_date=True),
    Field("birth_place", gettext_lazy("place of birth"),
          ("lieu de naissance", "lieu naissance", "ville de naissance", "commune de naissance", "ne e a", "lieu naiss",
           "birth place", "place of birth"), _is_words),
    Field("died_on", gettext_lazy("date of death"),
          ("date de deces", "date deces", "deces", "decede le", "dt deces", "date of death", "died on"), _is_date,
          is_date=True),
    Field("address", gettext_lazy("address"),
          ("adresse", "adresse 1", "adresse postale", "voie", "rue", "adr", "address", "adresse ligne 1", "libelle voie")),
    Field("insee", gettext_lazy("INSEE code of the commune"),
          ("code insee", "insee", "code commune", "codgeo", "insee commune", "depcom", "code insee commune"), _is_insee),
    Field("postcode", gettext_lazy("postcode"),
          ("code postal", "cp", "codepostal", "code post", "postcode", "zip"), _is_postcode),
    Field("commune", gettext_lazy("commune"),
          ("commune", "ville", "localite", "nom commune", "city", "libelle commune", "bureau distributeur"), _is_words),
    Field("phone", gettext_lazy("telephone"),
          ("telephone", "tel", "tel portable", "portable", "mobile", "telephone 1", "tel 1", "phone", "gsm",
           "telephone portable", "telephone fixe", "no telephone", "num tel"), _is_phone),
    Field("email", gettext_lazy("e-mail"),
          ("email", "e mail", "mail", "courriel", "adresse mail", "adresse email", "mel"), lambda value: "@" in value),
)  # fmt: skip
DEFAULT_SOURCE = "file"


def missing(columns: Mapping[str, str], source: str) -> str:
    """What no file of identities can do without, as a sentence; "" when nothing misses."""
    held = set(columns.values())
    if not held & {"birth_name", "used_name"} or "first_names" not in held:
        return _(
            "Say which columns hold the name and the first names: without both, nobody can be recognised."
        )
    if not held & {"external_id", "birth_date"}:
        return _("Say which column holds the date of birth, or the number in the other software.")
    if "external_id" in held and not source:
        return _("Say which software the numbers come from.")
    return ""
