"""The sections of the settings; each field says what it is for, in which unit and within which bounds."""
