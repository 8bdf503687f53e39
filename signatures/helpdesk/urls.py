"""The addresses of the mail desk."""

from django.urls import path

from signatures.helpdesk import views

app_name = "mail_desk"

urlpatterns = [
    path("", views.desk, name="desk"),
    path("search/", views.search, name="search"),
    path("signature/<int:pk>/", views.story, name="story"),
    path("signature/<int:pk>/lift/", views.lift, name="lift"),
    path("domain/<str:domain>/", views.domain, name="domain"),
    path("domain/<str:domain>/send-again/", views.send_domain_again, name="send_domain_again"),
    path("send-again/", views.send_again, name="send_again"),
]
