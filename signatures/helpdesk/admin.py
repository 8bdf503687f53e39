"""The mail desk's background job, made known to every process, workers included."""

from signatures.desk.kinds import add_kind
from signatures.helpdesk.resending import RESEND_DOMAIN

add_kind(RESEND_DOMAIN)
