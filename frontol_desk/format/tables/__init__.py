"""Declarations of the 50 Frontol 6 tables and of the older type 41, one module per family.

To add a type, declare a `layout` in the family it belongs to and list it in that module's ``LAYOUTS``; a package of
somebody else's does the same and registers its tuple of layouts under the entry point ``frontol_desk.layouts``.
"""
