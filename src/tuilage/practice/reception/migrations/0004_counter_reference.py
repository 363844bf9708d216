"""The steps of escalation, the units that protection reports go to, the alert sheet; and who may know that one runs."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("3b0f7f0e-6d0a-5a66-9f0b-3d0c7f1d5a21")
STEPS = [{"after": 30, "whom": "backup"}, {"after": 60, "whom": "head"}]
UNITS = {
    "child": ("Cellule de recueil des informations préoccupantes (CRIP)", "119"),
    "adult": ("Cellule départementale des personnes vulnérables", "3977"),
}
ALERT = (
    "1. Danger immédiat : appeler le 15, le 17 ou le 18. On n’attend personne pour cela.\n"
    "2. Écouter, sans enquêter ni promettre le secret. Noter ce qui est vu, et ce qui est dit, entre guillemets.\n"
    "3. Ne pas rester seul ou seule : en parler tout de suite à la personne de permanence de l’équipe, ou à sa cheffe ou"
    " son chef de service.\n"
    "4. Un enfant en danger ou qui risque de l’être : transmettre une information préoccupante (CASF, L.226-2-1) ; les"
    " parents en sont informés, sauf si cela met l’enfant en danger.\n"
    "5. Une personne adulte qui ne peut pas se protéger : le 3977, et le signalement au procureur quand le danger est"
    " grave.\n"
    "6. Dire à la personne ce que l’on va faire, et à qui on le dit, chaque fois que cela ne l’expose pas."
)
# Read by the page "who read this file": whether readings of a protection matter are held back (nothing else is told).
HELD_BACK = """
set local role tuilage_guard;
create or replace function reception_held_back(whose uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select 1 from reception_protectionreport r where r.person_id = whose and r.held_back)
$$;
revoke all on function reception_held_back(uuid) from public;
grant execute on function reception_held_back(uuid) to tuilage_app;
reset role;
"""
UNDO = """
set local role tuilage_guard;
drop function reception_held_back(uuid);
reset role;
"""


def fill(apps: Any, schema_editor: Any) -> None:
    plan, unit = apps.get_model("reception", "EscalationPlan"), apps.get_model("reception", "ProtectionUnit")
    plan(id=uuid5(NAMESPACE, "escalation"), steps=STEPS).save()
    for kind, (label, phone) in UNITS.items():
        unit(id=uuid5(NAMESPACE, f"unit {kind}"), kind=kind, label=label, phone=phone).save()
    apps.get_model("reception", "UrgencyFramework").objects.filter(alert_sheet="").update(alert_sheet=ALERT)


class Migration(migrations.Migration):
    dependencies = [("reception", "0003_counter_and_escalation")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(HELD_BACK, UNDO),
    ]
