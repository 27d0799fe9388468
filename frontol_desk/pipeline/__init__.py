"""The run: plan, stages, strategies, event bus. It knows interfaces, not implementations."""
