"""What people say and what we did, on SQLAlchemy: SQLite in the home, or PostgreSQL."""

from cointracker_pipeline.storage.registry.registry import Registry
from cointracker_pipeline.storage.registry.requests import RequestKind, RequestState, SyncRequest
from cointracker_pipeline.storage.registry.runs import Outcome, SyncEnd, SyncRecord
from cointracker_pipeline.storage.registry.uploads import Upload

__all__ = ["Outcome", "Registry", "RequestKind", "RequestState", "SyncEnd", "SyncRecord", "SyncRequest", "Upload"]
