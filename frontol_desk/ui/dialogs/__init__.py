"""Dialogs: first start, settings, help, and what is asked before the window closes."""
