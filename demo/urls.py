"""The addresses of the mail reader; config/urls.py mounts them at /demo/, in the demo only."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from demo import mailbox, views


class MailNameConverter(StringConverter):
    """The name of a caught mail, and no other text: a path that leads out does not match."""

    regex = mailbox.NAME


register_converter(MailNameConverter, "mail_name")

app_name = "demo"
urlpatterns = [
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<mail_name:name>/", views.mail_detail, name="mail_detail"),
    path("mail/<mail_name:name>/html/", views.mail_html, name="mail_html"),
    path("mail/<mail_name:name>/raw/", views.mail_raw, name="mail_raw"),
]
