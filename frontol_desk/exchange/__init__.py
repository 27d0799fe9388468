"""Talking to kassas: transport and connection pool, the request/response protocol, the archive of originals."""
