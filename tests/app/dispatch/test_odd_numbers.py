"""Numbers in addresses and forms that no row can have: what is asked for is not there, and nothing breaks."""

import pytest

#: More than any table counts to.
NO_ROW = "99999999999999999999"


def test_a_number_that_no_row_can_have_is_not_there(world, desk):
    assert desk.get(f"/dispatch/crews/{NO_ROW}").status_code == 404
    assert desk.post(f"/dispatch/filters/{NO_ROW}/forget").status_code == 404


@pytest.mark.parametrize("number", [NO_ROW, "٣", "x"])
def test_a_crew_that_no_row_can_be_gets_no_job(world, desk, number):
    report = world.report()
    answer = desk.post(
        f"/dispatch/board/{report.public_id}", data={"crew": number, "version": report.version}
    )
    assert answer.status_code == 422
    assert report.crew_id is None
