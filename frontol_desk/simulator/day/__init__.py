"""A kassa's working day, invented from folder, date and seed: balanced to the kopeck, numbered without a gap."""
