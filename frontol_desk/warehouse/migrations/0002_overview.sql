-- Indexes for what the console shows: folders as they stand, past runs, open failures, figures by day.

CREATE INDEX files_by_run ON files (run_id, source_folder);
CREATE INDEX files_by_last_day ON files (source_folder, last_date) WHERE last_date IS NOT NULL;
CREATE INDEX files_by_time ON files (processed_at);
CREATE INDEX files_failed ON files (source_folder, file_id) WHERE status IN ('failed', 'no_response');
CREATE INDEX files_loaded_days ON files USING gist (daterange(requested_from, requested_to, '[]'))
    WHERE status IN ('loaded', 'unchanged', 'partial') AND requested_from IS NOT NULL AND requested_to IS NOT NULL;
COMMENT ON COLUMN files.requested_from IS 'days the kassa was asked for; null of an answer to a request nobody knows';
