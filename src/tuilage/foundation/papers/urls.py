from django.urls import path

from tuilage.foundation.papers.views import asking, keeping, templates, writing

app_name = "papers"
urlpatterns = [
    path("personne/<uuid:person_id>/", keeping.listing, name="list"),
    path("personne/<uuid:person_id>/ajouter/", keeping.add, name="add"),
    path("personne/<uuid:person_id>/a-apporter/", asking.ask, name="ask"),
    path("personne/<uuid:person_id>/courriers/", writing.choose, name="letters"),
    path("personne/<uuid:person_id>/courriers/<uuid:template_id>/", writing.write, name="write"),
    path("a-apporter/<uuid:pk>/", asking.drop, name="drop"),
    path("modeles/", templates.listing, name="templates"),
    path("modeles/nouveau/", templates.create, name="template_create"),
    path("modeles/<uuid:pk>/", templates.edit, name="template"),
    path("modeles/<uuid:pk>/apercu.pdf", templates.preview, name="template_preview"),
    path("modeles/<uuid:pk>/ranger/", templates.put_away, name="template_away"),
    path("<uuid:pk>/", keeping.one, name="paper"),
    path("<uuid:pk>/pages/<int:number>.jpg", keeping.image, name="image"),
    path("<uuid:pk>/fichier", keeping.file, name="file"),
    path("<uuid:pk>/courrier.docx", writing.text, name="text"),
    path("<uuid:pk>/page/", keeping.more, name="more"),
    path("<uuid:pk>/corriger/", keeping.correct, name="correct"),
    path("<uuid:pk>/remplacer/", keeping.replace, name="replace"),
    path("<uuid:pk>/annuler/", keeping.undo, name="undo"),
]
