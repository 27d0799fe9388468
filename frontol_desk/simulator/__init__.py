"""Fake kassas, an FTP server and an embedded PostgreSQL: the whole product on an empty machine."""
