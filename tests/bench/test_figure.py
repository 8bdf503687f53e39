from bench.figure import Figure
from bench.result import Sample


def test_product_and_floor_take_turns_and_the_first_round_is_left_out() -> None:
    ran: list[str] = []

    def run(name: str) -> Sample:
        ran.append(name)
        return Sample(value=float(len(ran)))

    figure = Figure(
        key="sign",
        what="signatures",
        floor_is="rows",
        product=lambda: run("product"),
        floor=lambda: run("floor"),
    )

    line = figure.measure(rounds=2)

    assert ran == ["product", "floor"] * 3
    assert [sample.value for sample in line.product.samples] == [3.0, 5.0]
    assert [sample.value for sample in line.floor.samples] == [4.0, 6.0]
