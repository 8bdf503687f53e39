"""The ground floor: fields, constraints, querysets. No rule is decided here."""

from signatures.models.body import BodyMandateFile, BodySignature
from signatures.models.broken_invariant import BrokenInvariant, Invariant
from signatures.models.channel import Channel
from signatures.models.erasure import Erasure
from signatures.models.erasure_notice import ErasureNotice
from signatures.models.featured import FeaturedSignatory
from signatures.models.hold_reason import HoldReason
from signatures.models.hour import Hour
from signatures.models.invalidation import Invalidation
from signatures.models.job import Job
from signatures.models.mail_alarm import MailAlarm
from signatures.models.mail_domain import MailDomain
from signatures.models.mail_funnel import MailFunnel
from signatures.models.milestone import Milestone
from signatures.models.moderation import ModerationDecision
from signatures.models.morning_mail import MorningMail
from signatures.models.network import NetworkKind, NetworkRule, NetworkSecret
from signatures.models.newsletter import Newsletter, NewsletterText
from signatures.models.open_data import OpenDataFile
from signatures.models.organisation import (
    Organisation,
    OrganisationDomain,
    OrganisationMerge,
    OrganisationSpelling,
)
from signatures.models.outbound_email import OutboundEmail
from signatures.models.paper import PaperBatch, PaperSignature
from signatures.models.past_mail import PastMail
from signatures.models.release import ReleaseProposal
from signatures.models.sending import SendingBucket, SendingPace, SendingStop
from signatures.models.settled import SettledBreakdowns
from signatures.models.signature import Signature
from signatures.models.snapshot import Snapshot, SnapshotReason
from signatures.models.staff_mail import StaffMail
from signatures.models.suppression import SuppressedAddress
from signatures.models.tally import Tally
from signatures.models.unusual import Unusual
from signatures.models.watched_name import WatchedName

__all__ = [
    "BodyMandateFile",
    "BodySignature",
    "BrokenInvariant",
    "Channel",
    "Erasure",
    "ErasureNotice",
    "FeaturedSignatory",
    "HoldReason",
    "Hour",
    "Invalidation",
    "Invariant",
    "Job",
    "MailAlarm",
    "MailDomain",
    "MailFunnel",
    "Milestone",
    "ModerationDecision",
    "MorningMail",
    "NetworkKind",
    "NetworkRule",
    "NetworkSecret",
    "Newsletter",
    "NewsletterText",
    "OpenDataFile",
    "Organisation",
    "OrganisationDomain",
    "OrganisationMerge",
    "OrganisationSpelling",
    "OutboundEmail",
    "PaperBatch",
    "PaperSignature",
    "PastMail",
    "ReleaseProposal",
    "SendingBucket",
    "SendingPace",
    "SendingStop",
    "SettledBreakdowns",
    "Signature",
    "Snapshot",
    "SnapshotReason",
    "StaffMail",
    "SuppressedAddress",
    "Tally",
    "Unusual",
    "WatchedName",
]
