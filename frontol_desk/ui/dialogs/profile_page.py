"""The profile itself: what it is used for, which other one it is based on, and the parts of the program it switches."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from frontol_desk.console.profiles import profile_names
from frontol_desk.ui.dialogs.editors import ChoiceEditor, SwitchEditor
from frontol_desk.ui.dialogs.fields import Words
from frontol_desk.ui.dialogs.form import NARROW, Form
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import label


class ProfilePage(Form):
    """Fields that tell about the profile as a whole, and of the section features."""

    sections = ("environment", "extends", "features")

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self._use()
        self._base()
        self._parts = label(role="heading")
        self.column.addWidget(self._parts)
        self._features()
        self.retranslate()

    def _use(self) -> None:
        uses: dict[str, Words] = {
            "": lambda: translate("ProfilePage", "Not said"),
            "production": lambda: translate("Environment", "Production"),
            "staging": lambda: translate("Environment", "Staging"),
            "development": lambda: translate("Environment", "Development"),
        }
        use = self.field(
            "environment",
            ChoiceEditor(uses),
            lambda: translate("ProfilePage", "Used for"),
            lambda: translate(
                "ProfilePage", "Staging and development are marked in the window: a trial never looks like production."
            ),
        )
        use.widget.setMaximumWidth(NARROW)
        self.column.addWidget(use)

    def _base(self) -> None:
        others = [name for name in profile_names(self.form.home) if name != self.form.profile]
        bases: dict[str, Words] = {"": lambda: translate("ProfilePage", "No other profile")}
        for name in others:
            bases[name] = lambda name=name: name  # type: ignore[misc]
        base = self.field(
            "extends",
            ChoiceEditor(bases),
            lambda: translate("ProfilePage", "Based on"),
            lambda: translate("ProfilePage", "What this profile does not set comes from there. Passwords do not."),
        )
        base.widget.setMaximumWidth(NARROW)
        self.column.addWidget(base)

    def _features(self) -> None:
        features: dict[str, tuple[Words, Words]] = {
            "features.tray": (
                lambda: translate("ProfilePage", "Icon beside the clock"),
                lambda: translate("ProfilePage", "Shows the state, tells when a load has finished."),
            ),
            "features.absence_alarm": (
                lambda: translate("ProfilePage", "Warn of late kassas"),
                lambda: translate("ProfilePage", "When one has not delivered the day before by its hour."),
            ),
            "features.health_checks": (
                lambda: translate("ProfilePage", "Watch the connections"),
                lambda: translate(
                    "ProfilePage", "Looks at exchange server, database and disk now and then; otherwise on a click."
                ),
            ),
            "features.reload_settings": (
                lambda: translate("ProfilePage", "Take over settings changed outside"),
                lambda: translate("ProfilePage", "A changed file counts from the next load on."),
            ),
        }
        for setting, (name, remark) in features.items():
            self.column.addWidget(self.field(setting, SwitchEditor(name), name, remark, named=False))

    def retranslate(self) -> None:
        """Set the texts."""
        self._parts.setText(translate("ProfilePage", "Parts of the program"))
