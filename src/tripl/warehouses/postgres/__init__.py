"""PostgreSQL 14 and newer over psycopg."""
