"""The number of the transaction that wrote an audit event, by which the chain knows what is committed.

PostgreSQL numbers transactions upwards for ever, but a backup that is restored into another cluster begins again with
small numbers. Each `migrate`, which a restored database needs before it is used, therefore sets what
`audit_transaction` adds to PostgreSQL's number, so that the numbers of new events follow those of the restored ones.
"""

CREATE_FUNCTION = """
    DO $$
    DECLARE
        last bigint := (SELECT coalesce(max(transaction_id), -1) FROM audit_auditevent);
        present bigint := pg_current_xact_id()::text::bigint;
        added bigint := 0;
    BEGIN
        IF to_regprocedure('audit_transaction(xid8)') IS NOT NULL THEN
            added := audit_transaction('0'::xid8);
        END IF;
        IF present + added <= last THEN
            added := last + 1 - present;
        END IF;
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION audit_transaction(number xid8) RETURNS bigint LANGUAGE sql IMMUTABLE'
            ' AS ''SELECT number::text::bigint + %s''',
            added
        );
    END $$
"""
