"""What no model can say: the queue's schema and the triggers that keep records append-only."""

from alembic import op
from procrastinate.schema import SchemaManager

APPEND_ONLY = ("request_events", "audit_log")

# Maintenance (a new key, an erasure) may replace the ciphertext of `data`, and nothing else, after saying so.
_GUARD = """
CREATE FUNCTION lantai_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('lantai.maintenance', true) = 'on'
       AND to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

_DROP_QUEUE = """
DO $$
DECLARE item record;
BEGIN
    FOR item IN SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE n.nspname = current_schema() AND relkind = 'r' AND relname LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', item.relname);
    END LOOP;
    FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
        WHERE n.nspname = current_schema() AND proname LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', item.name);
    END LOOP;
    FOR item IN SELECT typname FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace
        WHERE n.nspname = current_schema() AND typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c') LOOP
        EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', item.typname);
    END LOOP;
END $$
"""


def _execute_raw(sql: str) -> None:
    """Run many statements as they are: percent signs and colons mean nothing here."""
    driver = op.get_bind().connection.driver_connection
    assert driver
    driver.execute(sql)


def install_queue() -> None:
    """Create procrastinate's tables and functions."""
    _execute_raw(SchemaManager.get_schema())


def remove_queue() -> None:
    """Drop procrastinate's tables and functions."""
    _execute_raw(_DROP_QUEUE)


def install_guards() -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on append-only tables."""
    _execute_raw(_GUARD)
    for table in APPEND_ONLY:
        _execute_raw(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION lantai_append_only()"
        )
        _execute_raw(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION lantai_append_only()"
        )


def remove_guards() -> None:
    """Let the tables go."""
    for table in APPEND_ONLY:
        _execute_raw(f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table}")
    _execute_raw("DROP FUNCTION lantai_append_only()")
