"""Every address of Tuilage, by room."""

from django.urls import include, path

handler500 = "tuilage.core.failures.server_error"

urlpatterns = [
    path("healthz", include("tuilage.core.database.urls")),
    path("compte/", include("allauth.urls")),
    path("langue/", include("django.conf.urls.i18n")),
    path("brouillons/", include("tuilage.core.forms.urls")),
    path("journal/", include("tuilage.core.journal.urls")),
    path("comptes/", include("tuilage.core.accounts.urls")),
    path("style/", include("tuilage.core.interface.urls")),
    path("imports/", include("tuilage.core.tabular.urls")),
    path("territoire/", include("tuilage.foundation.territory.urls")),
    path("equipes/", include("tuilage.foundation.organisations.urls")),
    path("personnes/", include("tuilage.foundation.people.urls")),
    path("partage/", include("tuilage.foundation.sharing.urls")),
    path("papiers/", include("tuilage.foundation.papers.urls")),
    path("agenda/", include("tuilage.foundation.agenda.urls")),
    path("accueil/", include("tuilage.practice.reception.urls")),
    path("accompagnements/", include("tuilage.practice.support.urls")),
    path("observatoire/", include("tuilage.steering.observatory.urls")),
    path("schema/", include("tuilage.steering.plans.urls")),
    path("", include("tuilage.faces.desk.urls")),
    path("", include("tuilage.faces.public.urls")),
]
