"""The window: PySide6 on qasync. Qt is known here and nowhere else."""
