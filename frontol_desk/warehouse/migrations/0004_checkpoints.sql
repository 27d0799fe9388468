-- Checkpoints: how far each folder is loaded. Gaps: transaction numbers that are missing between loaded ones.

ALTER TABLE folders ADD COLUMN complete_through date, ADD COLUMN database_id text, ADD COLUMN report_number bigint;
COMMENT ON COLUMN folders.complete_through IS 'last day of the unbroken row of days that were asked for after they were over, and loaded';
COMMENT ON COLUMN folders.database_id IS 'of the newest answer: line 2 of its header';
COMMENT ON COLUMN folders.report_number IS 'of the newest answer: line 3 of its header, which the kassa counts up with each export';

CREATE TABLE checkpoints (
    source_folder      text   NOT NULL,
    cash_register_code bigint NOT NULL,
    highest_number     bigint NOT NULL,
    highest_date       date   NOT NULL,
    file_id            bigint NOT NULL,
    PRIMARY KEY (source_folder, cash_register_code)
);
COMMENT ON TABLE checkpoints IS 'The highest transaction number of the newest day of each workplace, and the file that brought it';

ALTER TABLE files ADD COLUMN complete_from date, ADD COLUMN complete_to date,
    ADD COLUMN by_numbers boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN files.complete_from IS 'first of the days that were over when the kassa was asked for them: it can have nothing more to say of them';
COMMENT ON COLUMN files.by_numbers IS 'the kassa was asked for numbers: of no day does this tell the whole';
CREATE INDEX files_complete_days ON files (source_folder, complete_to) WHERE complete_to IS NOT NULL;

-- What was loaded before this was kept: a day counts as over once it is over in UTC.
UPDATE files f SET complete_from = f.requested_from,
    complete_to = least(f.requested_to, (r.started_at AT TIME ZONE 'UTC')::date - 1)
FROM runs r WHERE r.run_id = f.run_id AND f.status IN ('loaded', 'unchanged', 'partial')
    AND f.requested_from IS NOT NULL AND f.requested_to IS NOT NULL
    AND f.requested_from < (r.started_at AT TIME ZONE 'UTC')::date;
INSERT INTO folders (source_folder, complete_through)
    SELECT source_folder, max(complete_to) FROM files WHERE complete_to IS NOT NULL GROUP BY source_folder
    ON CONFLICT (source_folder) DO UPDATE SET complete_through = excluded.complete_through;
INSERT INTO checkpoints (source_folder, cash_register_code, highest_number, highest_date, file_id)
    SELECT DISTINCT ON (source_folder, cash_register_code) source_folder, cash_register_code, last_number,
        transaction_date, 0 FROM workplace_days ORDER BY source_folder, cash_register_code, transaction_date DESC;

CREATE TABLE gaps (
    gap_id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_folder      text        NOT NULL,
    cash_register_code bigint      NOT NULL,
    first_number       bigint      NOT NULL,
    last_number        bigint      NOT NULL,
    day_before         date,
    day_after          date,
    found_at           timestamptz NOT NULL DEFAULT now(),
    asked_at           timestamptz,
    asked_run          text,
    closed_at          timestamptz,
    closed_as          text CHECK (closed_as IN ('filled', 'absent', 'dropped')),
    closed_by          text,
    reason             text,
    CHECK (first_number <= last_number),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
);
CREATE UNIQUE INDEX gaps_open ON gaps (source_folder, cash_register_code, first_number)
    WHERE closed_as IS DISTINCT FROM 'filled';
COMMENT ON TABLE gaps IS 'Transaction numbers of a workplace that are missing between stored ones; quarantined lines are there';
COMMENT ON COLUMN gaps.day_before IS 'day of the last number before the gap';
COMMENT ON COLUMN gaps.closed_as IS 'filled: they came; absent: the kassa, asked for exactly these, has none; dropped: by a person, with a reason';
