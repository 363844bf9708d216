"""Nobody is at two places at once; when somebody is taken, without why; who holds a calendar's address; papers."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("5d6a1c5e-2f0b-5b8e-8a53-0c5a6b1f8e11")
PAPERS = {
    "identity": "Pièce d'identité ou titre de séjour",
    "vitale": "Carte Vitale ou attestation de droits",
    "caf": "Numéro d'allocataire CAF ou MSA",
    "income": "Justificatifs de ressources des trois derniers mois",
    "tax": "Dernier avis d'imposition",
    "rent": "Bail et dernière quittance de loyer",
    "bills": "Factures et courriers de relance",
    "bank": "Relevés de compte des trois derniers mois",
    "rib": "Relevé d'identité bancaire (RIB)",
    "family": "Livret de famille",
    "home": "Justificatif de domicile",
    "health": "Courriers ou certificats de santé utiles",
    "letters": "Les courriers que vous n'avez pas compris",
}

BODY = """
-- The two professionals of an appointment as one multirange: one constraint holds both to one place at a time.
alter table agenda_appointment
  add column who_r uuidmultirange generated always as (uuidmultirange(
    uuidrange(professional_id, professional_id, '[]'),
    uuidrange(coalesce(co_professional_id, professional_id), coalesce(co_professional_id, professional_id), '[]'))) stored,
  add constraint agenda_appointment_one_place exclude using gist (who_r with &&, period with &&)
    where (status in ('planned', 'arrived', 'came'));

set local role tuilage_guard;
-- Wider than the asker: that somebody is taken (or away, or on duty), never by whom nor for what.
create function agenda_busy(who uuid[], since timestamptz, until timestamptz)
  returns table (professional_id uuid, kind text, starts timestamptz, ends timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p, 'appointment', lower(a.period), upper(a.period)
    from agenda_appointment a, unnest(array[a.professional_id, a.co_professional_id]) p
   where (a.professional_id = any(who) or a.co_professional_id = any(who)) and p = any(who)
     and a.status in ('planned', 'arrived', 'came') and a.period && tstzrange(since, until)
     and (my_id() is not null or acting_as('demo'))
  union all
  select t.professional_id, 'duty', lower(t.period), upper(t.period)
    from agenda_dutyturn t join agenda_roster r on r.id = t.roster_id and r.kind = 'duty'
   where t.professional_id = any(who) and t.period && tstzrange(since, until)
     and (my_id() is not null or acting_as('demo')) $$;

-- Whose calendar an address opens: the hash of a secret of 256 bits is found, or nothing is.
create function agenda_calendar_of(hash text) returns uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  select professional_id from agenda_calendarlink where token_hash = hash and revoked_at is null $$;
reset role;
"""
UNDO = """
set local role tuilage_guard;
drop function agenda_busy(uuid[], timestamptz, timestamptz);
drop function agenda_calendar_of(text);
reset role;
alter table agenda_appointment drop constraint agenda_appointment_one_place, drop column who_r;
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """The papers that people are most often asked for; the département adds its own."""
    papers = apps.get_model("agenda", "PaperToBring")
    for rank, (code, label) in enumerate(PAPERS.items()):
        papers.objects.create(id=uuid5(NAMESPACE, code), code=code, label=label, rank=rank)


class Migration(migrations.Migration):
    dependencies = [("agenda", "0003_appointments"), ("sharing", "0002_circle")]
    operations = [migrations.RunSQL(BODY, UNDO), migrations.RunPython(fill, migrations.RunPython.noop)]
