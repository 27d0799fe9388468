"""How the window looks: tokens, palette, style sheet, icons and the look of every state, in one place."""
