from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.register_profile("desk", _PATIENT, max_examples=100)
settings.register_profile("desk-ci", _PATIENT, max_examples=100, derandomize=True, database=None)
settings.register_profile(  # that something fails is all a mutant is asked, so nothing is made smaller
    "desk-quick",
    _PATIENT,
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.register_profile("desk-long", _PATIENT, max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("desk-ci" if os.environ.get("CI") else "desk"))
