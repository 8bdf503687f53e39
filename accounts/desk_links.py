"""The desk's first page, by task: each room adds its own pages, one line each.

    desk_link(Task.MODERATE, _("Held signatures"), "admin:…_changelist", "signatures.…")

A person finds the pages that the person may open, in the order in which they were added;
under each task those stand first that are opened every day.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Person = AbstractBaseUser | AnonymousUser | PermissionsMixin


class Task(models.TextChoices):
    """What somebody comes to the desk for, in the order of the page."""

    MODERATE = "moderate", _("Moderate")
    ANSWER = "answer", _("Answer signatories")
    PUBLISH = "publish", _("Write and publish")
    IMPORT = "import", _("Paper and organisations")
    FIGURES = "figures", _("Figures and files")
    WATCH = "watch", _("Staff and records")


@dataclass(frozen=True)
class DeskLink:
    """One page of the desk.

    Attributes:
        task: under which it stands.
        label: what it is called there.
        address: the name of its address, such as `admin:signatures_signature_changelist`.
        permission: who may open it, such as `signatures.view_signature`.
        query: what the address ends with, such as `moderation__exact=held`.
        is_first: whether it stands above the others of its task.
    """

    task: Task
    label: str | Promise
    address: str
    permission: str
    query: str = ""
    is_first: bool = False

    @property
    def href(self) -> str:
        """Give the address."""
        path = reverse(self.address)
        return f"{path}?{self.query}" if self.query else path


_links: list[DeskLink] = []


def desk_link(
    task: Task,
    label: str | Promise,
    address: str,
    permission: str,
    query: str = "",
    *,
    is_first: bool = False,
) -> None:
    """Put a page on the desk's first page."""
    link = DeskLink(task, label, address, permission, query, is_first)
    if link not in _links:
        _links.append(link)


def links_for(person: Person) -> list[tuple[Task, list[DeskLink]]]:
    """Give the tasks of a person, each with the pages that the person may open."""
    open_to = [link for link in _links if person.has_perm(link.permission)]  # type: ignore[union-attr]
    open_to.sort(key=lambda link: not link.is_first)
    by_task = [(task, [link for link in open_to if link.task == task]) for task in Task]
    return [(task, links) for task, links in by_task if links]
