"""Style rules of surfaces and texts: windows, panels, labels, badges, banners, cards, menus and bars."""

RULES = """
* { outline: 0; }
QMainWindow, QDialog, QWizard { background: $window; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }

QFrame[surface="window"], QWidget[surface="window"] { background: $window; }
QFrame[surface="panel"], QWidget[surface="panel"] { background: $panel; }
QFrame[surface="raised"], QWidget[surface="raised"] { background: $raised; }
QFrame[line="horizontal"] { background: $hairline; border: 0; min-height: 1px; max-height: 1px; }
QFrame[line="vertical"] { background: $hairline; border: 0; min-width: 1px; max-width: 1px; }
QFrame[kind="card"] { background: $panel; border: 1px solid $hairline; border-radius: 8px; }
QFrame[kind="popup"] { background: $raised; border: 1px solid $border; }
QFrame[kind="banner"] { border: 0; border-radius: $radius; background: $grey_tint; }

QLabel { background: transparent; }
QLabel:disabled { color: $faint; }
QLabel[role="title"] { font-size: 15pt; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="figure"] { font-size: 20pt; font-weight: 600; }
QLabel[role="mono"], QPlainTextEdit[role="mono"] {
    font-family: "Cascadia Mono", "Consolas", "DejaVu Sans Mono", monospace;
}
QLabel[kind="badge"] {
    background: $grey_tint; color: $grey; border-radius: 9px; padding: 0 7px;
    min-height: 18px; max-height: 18px; font-size: 9pt; font-weight: 500;
}

QSplitter::handle { background: $hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover, QSplitter::handle:pressed { background: $accent; }

QMenu { background: $raised; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 8px; border-radius: 4px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::right-arrow { image: icon(chevron-right, muted); width: 14px; height: 14px; margin-right: 4px; }
QMenu::indicator { width: 16px; height: 16px; margin-left: 4px; }
QMenu::indicator:checked { image: icon(check, blue); }
QMenuBar { background: $panel; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }

QToolBar { background: $panel; border: 0; border-bottom: 1px solid $hairline; spacing: 8px; padding: 8px 16px; }
QToolBar::separator { background: $hairline; width: 1px; margin: 4px 8px; }
QStatusBar { background: $panel; border-top: 1px solid $hairline; color: $muted; }
QStatusBar::item { border: 0; }

QDockWidget { titlebar-close-icon: icon(close, muted); titlebar-normal-icon: icon(external, muted); }
QDockWidget::title {
    background: $panel; padding: 8px 16px; text-align: left;
    border-top: 1px solid $hairline; border-bottom: 1px solid $hairline;
}
QDockWidget::close-button, QDockWidget::float-button { border: 0; border-radius: 4px; padding: 2px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover; }
QMainWindow::separator { background: $hairline; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }

QGroupBox { border: 0; border-top: 1px solid $hairline; margin-top: 20px; padding-top: 12px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0 8px 0 0; }
"""

TONE_RULES = """
QLabel[tone="$name"] { color: $tone; }
QLabel[kind="badge"][tone="$name"] { color: $tone; background: $tint; }
QFrame[kind="banner"][tone="$name"] { background: $tint; }
QProgressBar[tone="$name"]::chunk { background: $tone; }
"""
