import pytest

from appeal.models import Appeal
from demo.sample.confirmations import record_confirmations
from signatures.models import MailFunnel
from tests.factories import make_signature


@pytest.mark.django_db
def test_it_adds_to_what_the_same_shard_has_counted(appeal: Appeal) -> None:
    make_signature(appeal)
    record_confirmations(appeal)
    counted = dict(MailFunnel.objects.values_list("stage", "value"))

    record_confirmations(appeal)

    assert dict(MailFunnel.objects.values_list("stage", "value")) == {
        stage: 2 * value for stage, value in counted.items()
    }
    assert set(counted) == {"asked", "sent", "opened", "confirmed"}
