"""Random exports for reader and header, guided by coverage: no crash, no hang, no line unaccounted for."""
