"""Addresses of the agenda."""

from django.urls import path, register_converter

from .views import booking, days, hours, paper, rearranging, roster


class Step:
    """A tap at the desk."""

    regex = "arrived|left|missed|undo"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Step, "agenda_step")

app_name = "agenda"
urlpatterns = [
    path("", days.mine, name="mine"),
    path("equipes/<uuid:team_id>/", days.team_day, name="team_day"),
    path("equipes/<uuid:team_id>/ecran-public/", days.public_side, name="public_side"),
    path("equipes/<uuid:team_id>/absence/", rearranging.away, name="away"),
    path("remaniements/<uuid:pk>/", rearranging.rearranged, name="rearranged"),
    path("remaniements/<uuid:pk>/annuler/", rearranging.undo, name="rearranged_undo"),
    path("a-appeler/", days.calls, name="calls"),
    path("a-appeler/<uuid:pk>/", days.called, name="called"),
    path("personnes/<uuid:person_id>/", booking.of_person, name="of_person"),
    path("personnes/<uuid:person_id>/rendez-vous/", booking.book, name="book"),
    path("sans-nom/", booking.book_anonymous, name="book_anonymous"),
    path("rendez-vous/<uuid:pk>/", booking.appointment, name="appointment"),
    path("rendez-vous/<uuid:pk>/deplacer/", booking.move, name="move"),
    path("rendez-vous/<uuid:pk>/annuler/", booking.call_off, name="call_off"),
    path("rendez-vous/<uuid:pk>/reprendre/", booking.take_back, name="take_back"),
    path("rendez-vous/<uuid:pk>/papier/", paper.slip, name="slip"),
    path("rendez-vous/<uuid:pk>/<agenda_step:step>/", days.mark, name="mark"),
    path("mes-horaires/", hours.hours, name="hours"),
    path("mon-calendrier/", paper.link, name="link"),
    path("calendrier/<str:token>.ics", paper.feed, name="feed"),
    path("permanences/", roster.rosters, name="rosters"),
    path("permanences/<uuid:team_id>/", roster.week, name="roster"),
    path("permanences/<uuid:team_id>/modifier/", roster.edit, name="roster_edit"),
    path("permanences/<uuid:team_id>/echanger/", roster.swap, name="roster_swap"),
    path("permanences/<uuid:team_id>/equipes/", roster.serve, name="roster_serve"),
    path("permanences/<uuid:team_id>/equipes/<uuid:pk>/retirer/", roster.stop_serving, name="roster_stop"),
    path("permanences/changements/<uuid:pk>/annuler/", roster.undo, name="roster_undo"),
]
