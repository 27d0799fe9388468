-- The audit log: who did what, from where, on what, how it ended. Rows are added, never changed.

CREATE TABLE audit (
    audit_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    action    text        NOT NULL,
    resource  text        NOT NULL,
    outcome   text        NOT NULL CHECK (outcome IN ('done', 'partial', 'failed')),
    os_user   text        NOT NULL,
    host      text        NOT NULL,
    run_id    text,
    details   jsonb       NOT NULL DEFAULT '{}',
    entry_key text
);
CREATE INDEX audit_newest ON audit (at DESC, audit_id DESC);
CREATE UNIQUE INDEX audit_once ON audit (entry_key);
COMMENT ON TABLE audit IS 'Who did what, from where, on what, and how it ended; rows are added, never changed or removed';
COMMENT ON COLUMN audit.at IS 'when it was done; of what waited for the database by the clock of the console';
COMMENT ON COLUMN audit.resource IS 'what it was done to: a folder and file, keys of failures, the name of a setting or secret';
COMMENT ON COLUMN audit.os_user IS 'the account of the operating system';
COMMENT ON COLUMN audit.details IS 'plain values; neither secrets nor personal data';
COMMENT ON COLUMN audit.entry_key IS 'of what may be told twice: it is stored once';

CREATE FUNCTION frontol_desk_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'permission denied for table %: rows are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION frontol_desk_refuse_change();

ALTER TABLE runs ADD COLUMN ordered jsonb;
COMMENT ON COLUMN runs.ordered IS 'who wanted the run and what for; told in the audit log when it has ended';
