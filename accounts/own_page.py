"""Rows whose page at the desk is one of ours, not Django's form of fields."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect


class OwnPage:
    """Leads from the address of Django's page to ours, which says more.

    Attributes:
        own_page: the name of its address, such as `admin:signatures_job_progress`.
    """

    own_page: str

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponseRedirect:
        """Lead to the row's page.

        Raises:
            Http404: what stands in the address is no number.
        """
        if not (object_id.isascii() and object_id.isdecimal()):
            raise Http404
        return redirect(self.own_page, object_id)
