"""Fills the provider's database; run as a script in its settings: `people.py CALLBACK`."""

import sys

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.idp.oidc.models import Client  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
client = Client(id="paraphe", name="Paraphe", skip_consent=True)
client.scopes = "openid\nprofile\nemail"
client.redirect_uris = sys.argv[1]
client.set_secret("provider-secret")
client.save()
for name, groups, verified in (
    ("olga", ["appel-orga", "staff"], True),
    ("adele", ["appel-dsi"], True),
    ("zoe", ["students"], True),
    ("mallory", ["appel-orga"], False),
):
    user = User.objects.create_user(
        name, f"{name}@campus.example", "provider-password", first_name=name.title()
    )
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
