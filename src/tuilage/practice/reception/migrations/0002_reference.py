"""What the département offers at first (themes, domains of life, kinds of answer, its framework for emergencies),
and the wall that no ORM can forget: an urgency is not closed before somebody said what was done (S1-036)."""

from typing import Any
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("3b0f7f0e-6d0a-5a66-9f0b-3d0c7f1d5a21")

THEMES = {
    # code: (label, folded beginnings of words)
    "housing": ("Logement", "loger,logement,loyer,bail,propri,hlm,expuls,hebergement,heberg,sdf,appartement,chambre,dehors,demenag,chauff,humid,insalub"),
    "money": ("Budget, dettes", "argent,dette,facture,impaye,huissier,banque,decouvert,budget,surendet,credit,fin de mois,payer,paye,edf,electricite,gaz"),
    "food": ("Alimentation", "manger,faim,colis,alimentaire,restos,nourrir,repas"),
    "rights": ("Accès aux droits, papiers", "rsa,caf,apl,aah,dossier,papier,allocation,droit,carte,secu,cmu,css,mdph,apa,retraite,pension,prefecture,sejour,cpam,carsat"),
    "health": ("Santé", "sante,malad,medecin,hopital,docteur,soin,medicament,douleur,depress,handicap,mutuelle,tombe,chute"),
    "work": ("Emploi, formation", "travail,emploi,chomage,formation,apprenti,stage,cdi,cdd,interim,licenci,boulot,france travail,pole emploi,ecole,lycee"),
    "family": ("Famille, enfants", "enfant,bebe,fils,fille,famille,mari,conjoint,separ,divorce,garde,grossesse,enceinte,parent,creche,adolescent"),
    "violence": ("Violences, conflits", "violen,frappe,coups,tape,menace,peur de,battu,harcel,viol,insulte,gifle"),
    "ageing": ("Vieillir à domicile", "agee,vieux,vieille,domicile,aide a domicile,menage,toute seule,tout seul,ehpad,aidant,seule a la maison"),
    "isolation": ("Isolement", "isole,personne a qui,ennui,solitude,toute seule,tout seul,visite"),
    "mobility": ("Déplacements", "voiture,permis,bus,transport,train,essence,scooter,deplac"),
    "digital": ("Numérique", "internet,ordinateur,numerique,en ligne,mot de passe,telephone portable,site,connexion"),
}  # fmt: skip

DOMAINS = {
    # code: (label, question that opens it)
    "daily-life": ("Vie quotidienne", "Comment se passe une journée ?"),
    "housing": ("Logement", "Où vivez-vous, et comment vous y sentez-vous ?"),
    "health": ("Santé", "Comment allez-vous, dans votre corps et dans votre tête ?"),
    "work-training": ("Travail et formation", "Que faites-vous, qu’aimeriez-vous faire ?"),
    "money-rights": ("Ressources et droits", "De quoi vivez-vous, est-ce que cela suffit ?"),
    "family": ("Famille et parentalité", "Qui compte dans votre famille ?"),
    "social-ties": ("Liens avec les autres", "Qui voyez-vous, sur qui pouvez-vous compter ?"),
    "mobility": ("Déplacements", "Comment allez-vous d’un endroit à l’autre ?"),
    "digital": ("Numérique", "Comment faites-vous pour les démarches en ligne ?"),
}  # fmt: skip

KINDS = {
    # code: (label, what it sets going, whether a file is made up)  -- S1-019
    "right": ("Accès à un droit", "", True),
    "aid": ("Aide facultative", "", True),
    "information": ("Information", "", False),
    "referral": ("Orientation vers un service", "", False),
    "support": ("Accompagnement proposé", "support", False),
    "protection": ("Protection : information préoccupante ou signalement", "protection", False),
    "none": ("Pas de réponse possible, et pourquoi", "", False),
}  # fmt: skip

FRAMEWORK = {
    "definition": "L’urgence sociale : des difficultés sociales graves, voire très graves, qui nécessitent une action"
    " rapide dans la journée afin d’éviter des situations de danger.",
    "criteria": "Nulle part où dormir ce soir. Rien à manger. Ni chauffage, ni eau, ni électricité quand cela met en"
    " danger. Des violences. Un enfant, ou un adulte qui ne peut pas se protéger, en danger. Quelqu’un qui parle de"
    " mettre fin à ses jours.\nEn cas de doute : signaler.",
    "procedure": "1. Qui reçoit signale, avec les mots de la personne.\n2. Le travailleur social de permanence qualifie :"
    " y a-t-il un danger, lequel ?\n3. On agit avant la fermeture, et on écrit ce qui a été fait.\n4. Sans action une"
    " heure avant la fermeture : prévenir le chef ou la cheffe de service.",
    "roster": "Aux heures d’ouverture : le travailleur social de permanence de l’équipe.\nAprès la fermeture : l’astreinte"
    " du département, puis le 115, le 15, le 17 ou le 119.",
    "relays": "115 : hébergement d’urgence\n15 : urgence médicale\n17 : police, gendarmerie\n18 : pompiers\n119 : enfance en"
    " danger\n3919 : femmes victimes de violences\n3977 : personnes âgées ou handicapées maltraitées\n3114 : prévention du"
    " suicide",
    "outside": "Quand un autre service vient d’abord, on y oriente la personne, on dit lequel et pourquoi ; le service"
    " social polyvalent agit quand aucun autre ne le fait.",
}  # fmt: skip

WALL = """
set local role tuilage_guard;
create or replace function reception_urgent_needs_act() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if exists (select 1 from reception_request r where r.id = new.id and r.urgent and r.status in ('answered', 'out_of_scope'))
     and not exists (select 1 from reception_urgencyaction a where a.request_id = new.id) then
    raise exception 'an urgent request is not closed before what was done is said'
      using errcode = 'check_violation', constraint = 'reception_request_urgent_act';
  end if;
  return null;
end $$;
reset role;
-- Deferred, so that the act and the closing may come in either order within one transaction.
create constraint trigger reception_request_urgent_act after insert or update of status, urgent on reception_request
  deferrable initially deferred for each row when (new.urgent and new.status in ('answered', 'out_of_scope'))
  execute function reception_urgent_needs_act();
grant select on reception_theme, reception_domain, reception_answerkind to tuilage_stats;
grant select on territory_commune to tuilage_stats;
"""
UNDO = """
drop trigger reception_request_urgent_act on reception_request;
set local role tuilage_guard;
drop function reception_urgent_needs_act();
reset role;
"""


def fill(apps: Any, schema_editor: Any) -> None:
    theme, domain = apps.get_model("reception", "Theme"), apps.get_model("reception", "Domain")
    kind, framework = apps.get_model("reception", "AnswerKind"), apps.get_model("reception", "UrgencyFramework")
    for place, (code, (label, keywords)) in enumerate(THEMES.items()):
        theme(id=uuid5(NAMESPACE, f"theme {code}"), code=code, label=label, keywords=keywords, position=place).save()
    for place, (code, (label, question)) in enumerate(DOMAINS.items()):
        domain(id=uuid5(NAMESPACE, f"domain {code}"), code=code, label=label, question=question, position=place).save()
    for place, (code, (label, opens, has_file)) in enumerate(KINDS.items()):
        kind(
            id=uuid5(NAMESPACE, f"kind {code}"), code=code, label=label, opens=opens, has_file=has_file, position=place
        ).save()
    framework(id=uuid5(NAMESPACE, "framework"), **FRAMEWORK).save()


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
        ("sharing", "0002_circle"),
        ("territory", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(WALL, UNDO),
    ]
