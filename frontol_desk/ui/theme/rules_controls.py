"""Style rules of controls: buttons, fields, choices, tabs, progress and scroll bars."""

RULES = """
QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $border; border-radius: $radius;
    padding: 0 12px; min-height: 30px;
}
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed, QToolButton:open { background: $border; }
QPushButton:checked, QToolButton:checked { background: $selection; border-color: $blue; color: $blue; }
QPushButton:disabled, QToolButton:disabled { color: $faint; border-color: $hairline; background: transparent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $blue; padding: 0 11px; min-height: 28px; }
QPushButton::menu-indicator {
    image: icon(chevron-down, muted); width: 14px; height: 14px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 6px;
}
QToolButton[popupMode="2"] { padding-right: 20px; }
QToolButton[popupMode="1"] { padding-right: 30px; }
QToolButton::menu-indicator {
    image: icon(chevron-down, muted); width: 14px; height: 14px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 6px;
}
QToolButton::menu-button { border: 0; border-left: 1px solid $border; width: 24px; }
QToolButton::menu-arrow { image: icon(chevron-down, muted); width: 14px; height: 14px; }

QPushButton[align="left"] { text-align: left; }
QPushButton[square="true"] { padding: 0; min-width: 30px; max-width: 30px; }
QPushButton[square="true"]:focus { padding: 0; min-width: 28px; max-width: 28px; }
QPushButton[menued="true"] { padding-right: 28px; }
QPushButton[menued="true"]:focus { padding-right: 27px; }

QPushButton[kind="primary"], QToolButton[kind="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover, QToolButton[kind="primary"]:hover {
    background: $accent_hover; border-color: $accent_hover;
}
QPushButton[kind="primary"]:pressed, QToolButton[kind="primary"]:pressed {
    background: $accent_pressed; border-color: $accent_pressed;
}
QPushButton[kind="primary"]:focus, QToolButton[kind="primary"]:focus {
    border: 2px solid $text; padding: 0 11px; min-height: 28px;
}
QPushButton[kind="primary"]:disabled, QToolButton[kind="primary"]:disabled {
    background: $grey_tint; color: $faint; border-color: $grey_tint;
}

QPushButton[kind="quiet"], QToolButton[kind="quiet"] {
    background: transparent; color: $blue; border-color: transparent; padding: 0 8px;
}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:pressed, QToolButton[kind="quiet"]:pressed { background: $border; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border-color: $blue; padding: 0 7px; }
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled { color: $faint; }

QPushButton[kind="light"] { background: transparent; color: $muted; border-color: transparent; padding: 0 4px; }
QPushButton[kind="light"]:hover { background: $hover; color: $text; }
QPushButton[kind="light"]:focus { border-color: $blue; }

QPushButton[kind="icon"], QToolButton[kind="icon"] {
    background: transparent; border-color: transparent; padding: 0;
    min-width: 30px; max-width: 30px; min-height: 30px; max-height: 30px;
}
QPushButton[kind="icon"]:hover, QToolButton[kind="icon"]:hover { background: $hover; }
QPushButton[kind="icon"]:pressed, QToolButton[kind="icon"]:pressed { background: $border; }
QPushButton[kind="icon"]:checked, QToolButton[kind="icon"]:checked { background: $selection; }
QPushButton[kind="icon"]:focus, QToolButton[kind="icon"]:focus {
    border-color: $blue; padding: 0; min-width: 28px; max-width: 28px; min-height: 28px; max-height: 28px;
}
QPushButton[kind="icon"][bordered="true"] { background: $raised; border-color: $border; }
QPushButton[kind="icon"][bordered="true"]:hover { background: $hover; }
QPushButton[kind="icon"][bordered="true"]:focus { border-color: $blue; }
QPushButton[kind="icon"][bordered="true"]:disabled { background: transparent; border-color: $hairline; }

QPushButton[kind="chip"], QToolButton[kind="chip"] {
    background: $panel; color: $muted; border: 1px solid $border; border-radius: 13px;
    padding: 0 11px; min-height: 24px; max-height: 24px;
}
QPushButton[kind="chip"]:hover, QToolButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked, QToolButton[kind="chip"]:checked {
    background: $selection; color: $blue; border-color: $blue; font-weight: 600;
}
QPushButton[kind="chip"]:focus, QToolButton[kind="chip"]:focus {
    border-color: $blue; padding: 0 10px; min-height: 22px; max-height: 22px;
}
QPushButton[kind="chip"]:disabled, QToolButton[kind="chip"]:disabled { color: $faint; }

QLineEdit, QAbstractSpinBox, QComboBox, QTextEdit, QPlainTextEdit {
    background: $field; color: $text; border: 1px solid $border; border-radius: $radius;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { padding: 0 8px; min-height: 30px; }
QComboBox { padding: 0 10px; min-height: 30px; }
QAbstractSpinBox { padding: 0 10px; min-height: 27px; }
QComboBox:editable { padding: 0 8px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    background: transparent; border: 0; border-radius: 0; padding: 0; min-height: 0;
}
QLineEdit QToolButton { background: transparent; border: 0; padding: 0; min-height: 0; }
QTextEdit, QPlainTextEdit { padding: 4px 8px; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $faint; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QTextEdit:focus, QPlainTextEdit:focus { border-color: $blue; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] { border-color: $red; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QTextEdit:disabled, QPlainTextEdit:disabled {
    color: $faint; background: $window; border-color: $hairline;
}
QLineEdit:read-only { background: $window; }
QTextBrowser { background: $panel; border: 0; }

QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: icon(chevron-down, muted); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 4px; border: 0; border-radius: 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 22px; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; border-radius: 4px; }
QAbstractSpinBox::up-arrow { image: icon(chevron-up, muted); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: icon(chevron-down, muted); width: 12px; height: 12px; }
QDateTimeEdit::drop-down { border: 0; width: 28px; }
QDateTimeEdit::down-arrow { image: icon(calendar, muted); width: 16px; height: 16px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; border: 1px solid $faint; border-radius: 4px; background: $field;
}
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $faint; border-radius: 8px; background: $field; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $blue; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $accent; border-color: $accent; image: icon(mark-check, on_accent);
}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
    background: $accent; border-color: $accent; image: icon(mark-part, on_accent);
}
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: icon(mark-dot, on_accent); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { width: 12px; height: 12px; border: 2px solid $blue; }
QCheckBox::indicator:checked:focus, QCheckBox::indicator:indeterminate:focus, QRadioButton::indicator:checked:focus {
    border-color: $text;
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $hairline; background: $window; }
QCheckBox::indicator:checked:disabled, QCheckBox::indicator:indeterminate:disabled,
QRadioButton::indicator:checked:disabled { background: $faint; border-color: $faint; }

QTabBar { background: transparent; border: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: 0; border-bottom: 2px solid transparent;
    padding: 8px 4px; margin-right: 16px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:selected:focus { color: $blue; }
QTabBar::tab:disabled { color: $faint; }
QTabWidget::pane { border: 0; border-top: 1px solid $hairline; }
QTabBar QToolButton { background: $panel; border: 0; padding: 0; min-width: 24px; }
QTabBar::close-button { image: icon(close, muted); }

QProgressBar { background: $grey_tint; border: 0; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QSlider::groove:horizontal { background: $grey_tint; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 14px; margin: -5px 0; border-radius: 7px; }

QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { background: transparent; border: 0; }
"""
