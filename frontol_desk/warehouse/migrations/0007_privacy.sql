-- Personal data as keyed hashes: which key each file was read with, and the keys that were ever used here.

ALTER TABLE files ADD COLUMN personal_key text;
COMMENT ON COLUMN files.personal_key IS 'fingerprint of the key its personal data were hashed with; null: they are stored as they came';

CREATE TABLE personal_keys (
    fingerprint   text PRIMARY KEY,
    first_used_at timestamptz NOT NULL DEFAULT now(),
    first_used_by text        NOT NULL
);
COMMENT ON TABLE personal_keys IS 'Fingerprints of the keys that personal data were hashed with; the keys themselves are never stored';
