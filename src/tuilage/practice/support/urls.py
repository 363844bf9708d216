"""Addresses of supports."""

from django.urls import path

from tuilage.practice.support.views import ending, goals, handovers, listing, paper, preparing, project

app_name = "support"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("proposer/<uuid:person_id>/", preparing.propose, name="propose"),
    path("<uuid:pk>/", project.project, name="project"),
    path("<uuid:pk>/historique/", project.history, name="history"),
    path("<uuid:pk>/document.pdf", paper.paper, name="paper"),
    path("<uuid:pk>/preparer/", preparing.prepare, name="prepare"),
    path("<uuid:pk>/souhait/", preparing.tell, name="tell"),
    path("<uuid:pk>/adhesion/", preparing.adhesion, name="adhesion"),
    path("<uuid:pk>/adhesion/reprendre/", preparing.take_back, name="take_back"),
    path("<uuid:pk>/duree/", preparing.duration, name="duration"),
    path("<uuid:pk>/avis/", preparing.opinion, name="opinion"),
    path("<uuid:pk>/engager/", preparing.engage, name="engage"),
    path("<uuid:pk>/ecarter/", preparing.abandon, name="abandon"),
    path("<uuid:pk>/objectifs/", goals.goal_add, name="goal_add"),
    path("objectifs/<uuid:pk>/", goals.goal_edit, name="goal_edit"),
    path("objectifs/<uuid:pk>/etat/", goals.goal_status, name="goal_status"),
    path("<uuid:pk>/criteres/", goals.criterion_add, name="criterion_add"),
    path("criteres/<uuid:pk>/retirer/", goals.criterion_remove, name="criterion_remove"),
    path("<uuid:pk>/etapes/", goals.step_add, name="step_add"),
    path("etapes/<uuid:pk>/faite/", goals.step_done, name="step_done"),
    path("<uuid:pk>/bilan/", goals.review, name="review"),
    path("<uuid:pk>/echeance/", goals.prolong, name="prolong"),
    path("<uuid:pk>/rythme/", goals.pace, name="pace"),
    path("<uuid:pk>/relais/", handovers.plan, name="handover_plan"),
    path("relais/<uuid:pk>/", handovers.checklist, name="handover"),
    path("relais/<uuid:pk>/annuler/", handovers.cancel, name="handover_cancel"),
    path("<uuid:pk>/interim/", handovers.hold, name="hold"),
    path("<uuid:pk>/reprise/", handovers.take_up, name="take_up"),
    path("<uuid:pk>/fin/", ending.close, name="close"),
]
