"""The composition root: builds the objects once, for every front end."""
