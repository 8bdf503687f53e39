"""What the desk learns of the dossier: its kind of job, its line on the first page."""

from django.utils.translation import gettext_lazy as _

from accounts.desk_links import Task, desk_link
from signatures.desk.kinds import add_kind
from signatures.dossier.job import DOSSIER, PERMISSION

add_kind(DOSSIER)
desk_link(Task.FIGURES, _("Dossier for the jury (PDF)"), "dossier:dossier", PERMISSION)
