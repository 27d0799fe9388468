"""The Frontol transaction file: header, layouts of every type, reader, writer. Bytes in, rows out; no I/O."""
