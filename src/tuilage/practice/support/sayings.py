"""Made-up words for the demonstration: what people say they want, and what was agreed with them."""

from __future__ import annotations

from typing import Final

# By kind: what they want; (goal, baseline, target); criteria; steps (what, by).
WISHES: Final[dict[str, tuple[str, ...]]] = {
    "global": (
        "Je voudrais souffler un peu et remettre les choses dans l’ordre, une par une.",
        "Je veux retrouver du travail mais il faut d’abord que je dorme quelque part de sûr.",
        "J’ai tout laissé s’accumuler, les papiers, le loyer. Je ne sais plus par où commencer.",
        "J’aimerais revoir mes enfants chez moi, pas dans un bureau.",
        "Je veux m’en sortir sans devoir raconter mon histoire à chaque fois.",
    ),
    "aeb": (
        "Je voudrais arriver à la fin du mois sans demander à ma sœur.",
        "Je veux comprendre ces factures, et ne plus avoir peur d’ouvrir le courrier.",
        "Il faut que j’arrête les crédits. Je veux qu’on m’aide à tenir mon budget.",
        "Mon loyer d’abord. Après, on verra pour le reste.",
    ),
    "autonomy": (
        "Je veux mon appartement à moi et apprendre un métier avec mes mains.",
        "Je voudrais finir ma formation et ne plus dormir chez les copains.",
        "J’ai besoin qu’on me montre comment on fait, pas qu’on fasse à ma place.",
    ),
    "home": (
        "Je veux rester chez moi, avec mon chat et mes voisins.",
        "Je voudrais ne plus tomber, et que ma fille puisse partir en vacances tranquille.",
        "Qu’on m’aide pour les courses, le reste je sais faire.",
    ),
}
GOALS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "global": (
        ("J’ai un logement où je peux rester", "Hébergé chez un ami depuis l’été", "Un bail à mon nom"),
        ("Mes papiers sont à jour", "Carte d’identité perdue, droits coupés", "Droits rouverts"),
        ("Je vois mes enfants chaque semaine", "", "Un week-end sur deux, chez moi"),
        (
            "Je retrouve un travail qui tient avec ma santé",
            "Arrêt depuis un an",
            "Un contrat, même à mi-temps",
        ),
    ),
    "aeb": (
        ("Je paie mon loyer sans retard", "Deux mois d’impayés", "Plan d’apurement tenu"),
        ("Je sais ce que j’ai et ce que je dois", "Courrier non ouvert", "Un budget écrit chaque mois"),
        ("Je n’ai plus de crédit renouvelable", "Trois cartes", "Dossier déposé, cartes rendues"),
    ),
    "autonomy": (
        ("J’ai mon propre logement", "Chez ma tante", "Une place en foyer de jeunes travailleurs"),
        ("Je signe un contrat d’apprentissage", "", "Contrat signé avant la rentrée"),
        ("Je fais mes démarches seul", "Ma tante fait tout", "Mon compte en ligne, mes rendez-vous"),
    ),
    "home": (
        ("Je reste chez moi en sécurité", "Deux chutes cet hiver", "Barres posées, téléalarme"),
        ("Je vois du monde chaque semaine", "Ne sort plus", "Club du jeudi"),
        ("Ma fille peut souffler", "Elle vient tous les jours", "Une aide à domicile trois fois par semaine"),
    ),
}
CRITERIA: Final = (
    "Trois mois de suite sans impayé",
    "Les droits sont ouverts et je sais les renouveler",
    "Je dis moi-même que ça va mieux qu’au début",
    "Je sais à qui m’adresser sans vous",
    "Le rendez-vous chez le médecin a eu lieu",
)
STEPS: Final = (
    ("Apporter les trois derniers relevés", "person"), ("Appeler le bailleur", "professional"),
    ("Déposer le dossier au fonds de solidarité logement", "professional"), ("S’inscrire à la mission locale", "person"),
    ("Visiter le foyer de jeunes travailleurs", "person"), ("Demander l’évaluation de l’APA", "professional"),
    ("Prendre rendez-vous avec l’assurance maladie", "person"), ("Écrire le budget du mois", "person"),
)  # fmt: skip
REVIEWS: Final = (
    "Ça avance, moins vite que je voudrais.", "J’ai tenu deux mois. Je suis fier.", "C’est dur en ce moment.",
    "Je me sens écoutée.", "Il s’est passé beaucoup de choses, on a dû changer nos plans.",
)  # fmt: skip
SEEN: Final = (
    "Régularité tenue, à consolider.",
    "Peu de disponibilité ce trimestre.",
    "Les démarches sont faites.",
    "",
)
ENDS: Final = (
    "Je sais à qui téléphoner maintenant.", "Ça m’a aidé d’avoir toujours la même personne.",
    "On est allé moins loin que prévu mais je ne suis plus seule.", "Je continue sans vous, merci.",
)  # fmt: skip
NEXT: Final = (
    "Le point conseil budget du quartier, et la mission locale pour la suite.",
    "Le CCAS pour les courses ; rappeler l’équipe si une dette revient.",
    "Le médecin traitant ; la permanence du mardi si besoin.",
)
WHY_HANDOVER: Final = (
    "Départ en retraite",
    "Congé maternité",
    "La personne déménage",
    "Réorganisation des secteurs",
)
WHY_ASIDE: Final = (
    "Préfère se débrouiller avec sa famille",
    "Pas le moment, reviendra",
    "Une autre équipe s’en occupe",
)
WHY_LASTING: Final = (
    "Vit chez elle avec des aides, et souhaite y rester",
    "Sa maladie ne guérira pas : on veille à ce que la vie reste bonne",
    "Aucune autre place n’est souhaitée",
)
SINCE: Final = (
    "Ça tient. J’ai appelé deux fois le numéro que vous m’aviez laissé.",
    "C’est plus dur depuis l’hiver, mais je sais où aller.",
    "Tout va bien, merci d’avoir demandé.",
)
