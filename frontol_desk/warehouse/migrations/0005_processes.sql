-- Which process of its machine a number means, and when a run began by the database's own clock.

ALTER TABLE leases ADD COLUMN process_birth text NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN process_birth text NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN begun_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN leases.process_birth IS 'where and when the process began: its number may be another one''s by now';
COMMENT ON COLUMN runs.begun_at IS 'by the clock of the database; started_at is by that of the console';
