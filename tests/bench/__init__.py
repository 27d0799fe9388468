"""Benchmarks: figures from one run, their rival beside them. ``make bench`` runs them all."""
