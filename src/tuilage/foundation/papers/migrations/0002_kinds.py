"""The kinds of papers a département begins with; and what is deleted leaves no history behind."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("5f4b0c6e-2a55-4f0e-9c66-0f6f9f6a1c21")

KINDS = [
    # code, label, health, good for (months), kept for (months), brought by persons
    ("other", "À classer", False, None, 12, False),
    ("identity", "Pièce d’identité", False, None, 24, True),
    ("residence-permit", "Titre de séjour", False, None, 24, True),
    ("proof-of-address", "Justificatif de domicile", False, 3, 12, True),
    ("family-book", "Livret de famille", False, None, 24, True),
    ("payslip", "Bulletin de salaire", False, 3, 12, True),
    ("benefits", "Attestation de prestations (CAF, MSA)", False, 3, 12, True),
    ("rsa-notification", "Notification de RSA", False, 12, 24, True),
    ("tax-notice", "Avis d’imposition", False, 12, 24, True),
    ("bank-details", "Relevé d’identité bancaire", False, None, 24, True),
    ("lease", "Bail", False, None, 24, True),
    ("bill", "Facture ou relance", False, 3, 12, True),
    ("debt", "Courrier d’un créancier ou d’un huissier", False, None, 24, True),
    ("medical-certificate", "Certificat médical", True, 12, 12, True),
    ("disability-notification", "Notification de la MDPH", True, None, 24, True),
    ("letter-received", "Courrier reçu", False, None, 24, False),
    ("contract", "Contrat d’accompagnement", False, None, 60, False),
    ("letter", "Courrier envoyé", False, None, 24, False),
    ("certificate", "Attestation remise", False, None, 12, False),
    ("report", "Rapport social", False, None, 60, False),
    ("liaison", "Fiche de liaison", False, None, 24, False),
]  # fmt: skip

FORGET = """
grant delete on papers_personpaperevent to tuilage_guard;
set local role tuilage_guard;
create function papers_forget_paper() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin delete from papers_personpaperevent where pgh_obj_id = old.id; return null; end $$;
reset role;
-- After the trigger that writes the history: triggers of one event run in the order of their names.
create trigger z_forget_paper after delete on papers_personpaper for each row execute function papers_forget_paper();
"""


def lay(apps: Any, schema_editor: Any) -> None:
    kinds = apps.get_model("papers", "PaperKind")
    for position, (code, label, health, valid, kept, brought) in enumerate(KINDS, 1):
        kinds(
            id=uuid5(NAMESPACE, code), code=code, label=label, health=health, valid_months=valid,
            kept_months=kept, brought=brought, position=position,
        ).save(force_insert=True)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [
        migrations.RunPython(lay, migrations.RunPython.noop),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
    ]
