"""What people say and what we did, on SQLAlchemy."""
