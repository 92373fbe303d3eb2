"""The web application: what people see who do not live in Dagster's UI."""
