"""What people say and what we did, on SQLAlchemy: SQLite in the home, or PostgreSQL."""

from cointracker_pipeline.storage.registry.activity import RunActivity, WaitingRequest, WalletActivity
from cointracker_pipeline.storage.registry.activity_mark import ActivityMark
from cointracker_pipeline.storage.registry.api_tokens import TOKEN_PREFIX, ApiToken, Scope
from cointracker_pipeline.storage.registry.idempotency import Claim
from cointracker_pipeline.storage.registry.login_failures import TryLimits, TrySource
from cointracker_pipeline.storage.registry.one_time_links import OneTimeLink, Purpose
from cointracker_pipeline.storage.registry.people import Person, Role, name_key
from cointracker_pipeline.storage.registry.portfolios import HeldPart, HeldTag
from cointracker_pipeline.storage.registry.progress import SyncProgress
from cointracker_pipeline.storage.registry.registry import Registry
from cointracker_pipeline.storage.registry.requests import RequestKind, RequestState, SyncRequest, Wish
from cointracker_pipeline.storage.registry.runs import Outcome, SyncEnd, SyncRecord
from cointracker_pipeline.storage.registry.second_factors import SecondFactor
from cointracker_pipeline.storage.registry.sessions import Session
from cointracker_pipeline.storage.registry.spending import AlertCount, SpentDay
from cointracker_pipeline.storage.registry.summaries import WalletSummary
from cointracker_pipeline.storage.registry.tables import OPERATOR
from cointracker_pipeline.storage.registry.uploads import GivenFile, InboxFile, Upload
from cointracker_pipeline.storage.registry.wallet_pages import ListedWallet, WalletFacets, WalletPage, WalletSort
from cointracker_pipeline.storage.registry.wallet_states import WalletState

__all__ = [
    "OPERATOR",
    "TOKEN_PREFIX",
    "ActivityMark",
    "AlertCount",
    "ApiToken",
    "Claim",
    "GivenFile",
    "HeldPart",
    "HeldTag",
    "InboxFile",
    "ListedWallet",
    "OneTimeLink",
    "Outcome",
    "Person",
    "Purpose",
    "Registry",
    "RequestKind",
    "RequestState",
    "Role",
    "RunActivity",
    "Scope",
    "SecondFactor",
    "Session",
    "SpentDay",
    "SyncEnd",
    "SyncProgress",
    "SyncRecord",
    "SyncRequest",
    "TryLimits",
    "TrySource",
    "Upload",
    "WaitingRequest",
    "WalletActivity",
    "WalletFacets",
    "WalletPage",
    "WalletSort",
    "WalletState",
    "WalletSummary",
    "Wish",
    "name_key",
]
