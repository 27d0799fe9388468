"""Frontol Desk: the sales of Frontol 6 tills, asked for, loaded into PostgreSQL and accounted for to the last line."""

__version__ = "0.1.0"
