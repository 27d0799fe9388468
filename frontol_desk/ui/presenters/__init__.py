"""Presenters: between the console and the item models; no widgets here."""
