"""Helpers around the pipeline: logging and its masking."""
