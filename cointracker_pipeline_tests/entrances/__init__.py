"""Bad input at every way into the project: a clear message, and nothing half done."""
