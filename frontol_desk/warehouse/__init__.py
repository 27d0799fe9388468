"""PostgreSQL: schema, loading by COPY, journal, leases, verification, export."""
