"""What the made-up persons of the demonstration say at the desk, and what they are answered. French: it is data."""

from __future__ import annotations

CHANNELS = (
    ("desk", "telephone", "letter", "email", "home", "mobile_team", "partner"),
    (46, 30, 4, 8, 4, 3, 5),
)
# theme: (what they say, domain of life, what they want, what they can do, what hinders, what helps)
SAYINGS: dict[str, tuple[tuple[str, ...], str, str, str, str, str]] = {
    "housing": (
        ("J’ai reçu un courrier pour l’expulsion, je ne sais pas quoi faire.", "L’appartement est humide, mon fils tousse.",
         "Je dors chez un ami depuis trois semaines, ça ne peut plus durer.", "Je cherche plus petit, le loyer mange tout."),
        "housing", "Un logement à moi, pas trop loin de l’école", "Faire les visites, remplir les papiers",
        "Deux mois de loyer en retard", "Ma sœur peut avancer la caution"),
    "money": (
        ("Je n’arrive plus à payer l’électricité.", "À partir du 15 il n’y a plus rien sur le compte.",
         "J’ai trois crédits, je ne dors plus.", "L’huissier est passé."),
        "money-rights", "Finir le mois sans demander à mes parents", "Noter ce que je dépense", "Un crédit de voiture",
        "Mon fils m’aide à classer les factures"),
    "rights": (
        ("Ma prime d’activité s’est arrêtée, je ne comprends pas.", "Il me faut un dossier pour l’APA de mon mari.",
         "On me demande un papier que je n’ai pas.", "Je viens pour renouveler ma carte."),
        "money-rights", "Toucher ce à quoi j’ai droit", "Apporter les papiers", "Tout se fait sur internet",
        "La voisine a un ordinateur"),
    "family": (
        ("On se sépare, je ne sais pas où aller avec les enfants.", "Mon grand ne va plus en cours.",
         "Je suis enceinte et toute seule.", "La garde des enfants ne se passe pas bien."),
        "family", "Que les enfants aillent bien", "Parler avec l’école", "On ne se parle plus avec leur père",
        "Leur grand-mère les prend le mercredi"),
    "health": (
        ("Je repousse les soins, je n’ai plus de mutuelle.", "Depuis l’opération je ne peux plus porter.",
         "Je n’ai plus goût à rien."),
        "health", "Retrouver un médecin", "Aller à pied jusqu’au bourg", "Pas de médecin qui prend de nouveaux patients",
        "L’infirmière passe le mardi"),
    "ageing": (
        ("Ma mère est tombée deux fois, elle ne peut plus rester seule.", "Je n’arrive plus à faire mon ménage.",
         "J’ai peur la nuit dans la maison."),
        "daily-life", "Rester chez moi", "Faire ma toilette seule", "Les escaliers", "Ma fille vient le dimanche"),
    "work": (
        ("J’ai perdu ma place en septembre.", "Je voudrais une formation mais je n’ai pas le permis.",
         "J’ai 19 ans, je ne fais rien de mes journées."),
        "work-training", "Travailler avec mes mains", "Me lever tôt", "Pas de permis", "Un ancien patron prêt à témoigner"),
    "food": (
        ("Je n’ai plus de quoi manger jusqu’à la fin de la semaine.", "Les enfants mangent à la cantine, moi je saute des repas."),
        "daily-life", "Ne plus compter les repas", "Cuisiner", "Plus rien après le 20", "L’épicerie solidaire"),
    "digital": (
        ("Je n’y arrive pas avec les démarches en ligne.", "J’ai perdu le mot de passe de la CAF."),
        "digital", "Faire mes papiers sans demander", "Téléphoner", "Pas d’ordinateur", "La médiathèque"),
}  # fmt: skip
DANGERS = (
    ("shelter", "On m’a mise dehors hier soir, je n’ai nulle part où aller.", "housing", "115 appelé : une chambre ce soir.", "115"),
    ("cold", "On m’a coupé le gaz, j’ai froid la nuit.", "housing", "Fournisseur appelé : gaz rétabli dans la journée.", ""),
    ("food", "Je n’ai rien donné à manger aux petits depuis hier.", "food", "Colis remis et bons d’achat, le jour même.", "other"),
    ("family_violence", "Il m’a encore frappée, j’ai peur de rentrer.", "violence", "Mise à l’abri organisée, plainte accompagnée.", "17"),
    ("suicide", "Je veux que tout s’arrête.", "health", "Le 15 appelé avec elle, conduite aux urgences.", "15"),
    ("child", "Le petit a des marques, je ne sais pas à qui le dire.", "family", "Le 119 et la cellule du département prévenus.", "119"),
)  # fmt: skip
REPLIES: dict[str, tuple[tuple[str, ...], str]] = {
    "information": (
        ("Liste des pièces remise et relue ensemble.", "Explication du courrier, délais notés."),
        "",
    ),
    "right": (
        ("Dossier remis, à rapporter avec les pièces.", "Demande faite en ligne avec la personne."),
        "",
    ),
    "aid": (("Secours d’urgence demandé.", "Aide au paiement de la facture demandée à la commission."), ""),
    "referral": (
        ("Rendez-vous pris avec la personne.", "Coordonnées et horaires remis, le service est prévenu."),
        "CCAS",
    ),
    "none": (("Rien de possible ici ; expliqué et écouté.",), ""),
}
KINDS = (("information", "right", "aid", "referral", "none"), (38, 28, 16, 15, 3))
PLACES = ("CCAS", "mission locale", "CAF", "Point justice", "permanence de l’ADIL", "hôpital, service social")
REASONS = ("Ne lit pas le français", "Ne voit plus assez pour écrire", "Sort d’hospitalisation")
