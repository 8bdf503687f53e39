"""Where Django looks for admin classes; they live in their rooms."""

from signatures.bodies.admin import BodySignatureAdmin
from signatures.desk.admin import SignatureAdmin
from signatures.desk.audit_admin import AuditEntryAdmin
from signatures.desk.featured_admin import FeaturedAdmin
from signatures.desk.invalidation_admin import InvalidationAdmin
from signatures.desk.job_admin import JobAdmin
from signatures.desk.organisations.admin import OrganisationAdmin
from signatures.desk.watch_admin import WatchedNameAdmin
from signatures.dossier import admin as dossier
from signatures.figures.snapshot_admin import SnapshotAdmin
from signatures.helpdesk import admin as helpdesk
from signatures.helpdesk.outbox_admin import OutboundEmailAdmin
from signatures.mail.sending_admin import SendingPaceAdmin, SendingStopAdmin
from signatures.news.admin import NewsletterAdmin
from signatures.paper.admin import PaperBatchAdmin
from signatures.risk.admin import MailDomainAdmin, NetworkRuleAdmin
from signatures.risk.unusual_admin import UnusualAdmin
from signatures.sharing.admin import ChannelAdmin

__all__ = [
    "AuditEntryAdmin",
    "BodySignatureAdmin",
    "ChannelAdmin",
    "FeaturedAdmin",
    "InvalidationAdmin",
    "JobAdmin",
    "MailDomainAdmin",
    "NetworkRuleAdmin",
    "NewsletterAdmin",
    "OrganisationAdmin",
    "OutboundEmailAdmin",
    "PaperBatchAdmin",
    "SendingPaceAdmin",
    "SendingStopAdmin",
    "SignatureAdmin",
    "SnapshotAdmin",
    "UnusualAdmin",
    "WatchedNameAdmin",
    "dossier",
    "helpdesk",
]
