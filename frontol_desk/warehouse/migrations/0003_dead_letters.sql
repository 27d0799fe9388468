-- Dead letters: what failed for good, until it is loaded after all or dropped with a reason.

CREATE TABLE dead_letters (
    letter_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_folder   text        NOT NULL,
    payload         text        NOT NULL,
    by_days         boolean     NOT NULL,
    requested_from  date,
    requested_to    date,
    attempts        integer     NOT NULL DEFAULT 1,
    first_failed_at timestamptz NOT NULL,
    last_failed_at  timestamptz NOT NULL,
    file_id         bigint      NOT NULL,
    original_id     bigint,
    closed_at       timestamptz,
    closed_as       text CHECK (closed_as IN ('loaded', 'dropped')),
    closed_by       text,
    reason          text,
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
);
CREATE UNIQUE INDEX dead_letters_open ON dead_letters (source_folder, payload) WHERE closed_at IS NULL;
CREATE INDEX dead_letters_newest ON dead_letters (last_failed_at DESC, letter_id DESC) WHERE closed_at IS NULL;
COMMENT ON TABLE dead_letters IS 'What failed for good, one open row for a folder and payload; files has every attempt';
COMMENT ON COLUMN dead_letters.payload IS 'the days the kassa was asked for; of an answer to a request nobody knows its SHA-256 or, when it never came whole, its name';
COMMENT ON COLUMN dead_letters.by_days IS 'any later answer that covers the days makes it good; otherwise only the original itself does';
COMMENT ON COLUMN dead_letters.requested_from IS 'days to ask the kassa for again';
COMMENT ON COLUMN dead_letters.attempts IS 'runs that tried it';
COMMENT ON COLUMN dead_letters.file_id IS 'the last attempt: its run, stage and cause';
COMMENT ON COLUMN dead_letters.original_id IS 'the newest attempt whose original is in the archive';
COMMENT ON COLUMN dead_letters.closed_by IS 'the run that loaded it, or who dropped it';

ALTER TABLE files ADD COLUMN letter_id bigint, ADD COLUMN came_as bigint;
CREATE INDEX files_by_letter ON files (letter_id, file_id) WHERE letter_id IS NOT NULL;
COMMENT ON COLUMN files.letter_id IS 'the dead letter that this failed attempt belongs to';
COMMENT ON COLUMN files.came_as IS 'of a kept original taken again: the file it came as, which tells what is newer; 0: not known';

ALTER TABLE quarantine ADD COLUMN dropped_at timestamptz, ADD COLUMN dropped_by text, ADD COLUMN drop_reason text;
CREATE INDEX quarantine_open ON quarantine (quarantine_id DESC) WHERE dropped_at IS NULL;
COMMENT ON COLUMN quarantine.dropped_at IS 'when a person gave the line up: it stays stored and exported, only nobody is reminded of it';

-- What was open before.
WITH open_attempts AS (
    SELECT f.*, coalesce(f.requested_from, r.date_from) AS first, coalesce(f.requested_to, r.date_to) AS last
    FROM files f LEFT JOIN runs r USING (run_id) LEFT JOIN LATERAL (
        SELECT g.file_id FROM files g WHERE g.source_folder = f.source_folder AND g.file_id > f.file_id
            AND g.status IN ('loaded', 'unchanged', 'partial')
            AND g.requested_from IS NOT NULL AND g.requested_to IS NOT NULL
            AND daterange(g.requested_from, g.requested_to, '[]')
                @> daterange(coalesce(f.requested_from, r.date_from), coalesce(f.requested_to, r.date_to), '[]')
        LIMIT 1
    ) later ON true
    WHERE f.status IN ('failed', 'no_response') AND later.file_id IS NULL
), letters AS (
    INSERT INTO dead_letters (source_folder, payload, by_days, requested_from, requested_to, attempts,
        first_failed_at, last_failed_at, file_id, original_id)
    SELECT source_folder, coalesce(first || '..' || last, ''), true, first, last, count(DISTINCT run_id),
        min(processed_at), max(processed_at), max(file_id), max(file_id) FILTER (WHERE sha256 IS NOT NULL)
    FROM open_attempts GROUP BY source_folder, first, last
    RETURNING letter_id, source_folder, payload
)
UPDATE files f SET letter_id = l.letter_id FROM open_attempts o
    JOIN letters l ON l.source_folder = o.source_folder AND l.payload = coalesce(o.first || '..' || o.last, '')
    WHERE f.file_id = o.file_id;

-- Whether an original that failed was asked for its run's days or came unasked is not known: as an answer for days that
-- it does not answer for, it would remove rows.
UPDATE files f SET requested_from = NULL, requested_to = NULL
    WHERE status = 'failed' AND sha256 IS NOT NULL AND EXISTS (SELECT FROM runs r WHERE r.run_id = f.run_id);
