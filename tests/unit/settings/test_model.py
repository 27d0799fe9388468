from __future__ import annotations

import pytest
from pydantic import ValidationError

from frontol_desk.settings.model import Settings


def test_a_kassa_may_write_dates_and_answers_its_own_way() -> None:
    settings = Settings.model_validate(
        {
            "kassas": "N22:N22_Inter;P13:P13",
            "exchange": {"encoding": "utf-8"},
            "kassa": {"n22": {"date_format": "yyyy-mm-dd", "encoding": "windows-1251"}, "P13": {"encoding": "auto"}},
        }
    )
    assert settings.date_format_of("N22") == "yyyy-mm-dd"
    assert settings.date_format_of("P13") == "dd.mm.yyyy"
    assert settings.encoding_of("N22") == "windows-1251"
    assert settings.encoding_of("P13") is None
    assert settings.encoding_of("SH54") == "utf-8"


@pytest.mark.parametrize("wrong", [{"encoding": "klingon"}, {"date_format": "dd.mm"}])
def test_what_a_kassa_writes_its_own_way_is_checked(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"kassa": {"N22": wrong}})
