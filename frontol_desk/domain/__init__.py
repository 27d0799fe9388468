"""Words of the trade and what everybody agrees on: values, errors, events, the run report. No I/O."""
