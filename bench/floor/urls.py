"""The addresses of the floor."""

from django.urls import path

from bench.floor import views

urlpatterns = [
    path("", views.empty),
    path("insert/", views.insert),
    path("insert-and-mail/", views.insert_and_mail),
    path("update/<uuid:token>/", views.update),
]
