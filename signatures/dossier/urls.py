"""The address of the dossier at the desk."""

from django.urls import path

from signatures.dossier import views

app_name = "dossier"

urlpatterns = [path("", views.dossier, name="dossier")]
