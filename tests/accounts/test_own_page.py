import pytest

from tests.staff import make_staff, signed_in


@pytest.mark.parametrize("model", ["job", "paperbatch", "invalidation"])
def test_a_row_with_a_page_of_its_own_is_led_to_it(db: None, model: str) -> None:
    desk = signed_in(make_staff("administrator"))

    led = desk.get(f"/staff/signatures/{model}/7/change/")
    nowhere = [
        desk.get(f"/staff/signatures/{model}/{pk}/change/").status_code for pk in ("x", "%00", "٣")
    ]

    assert led.status_code == 302
    assert led["Location"].startswith(f"/staff/signatures/{model}/7/")
    assert nowhere == [404, 404, 404]
