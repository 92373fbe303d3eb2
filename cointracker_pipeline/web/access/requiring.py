"""Who must have a second factor, as the operator chose by COINTRACKER_SECOND_FACTOR."""

from cointracker_pipeline.settings import Settings


def is_required(settings: Settings, role: str) -> bool:
    """Tell whether people with a role sign in with a password only together with a second factor."""
    return settings.second_factor == "everybody" or (settings.second_factor == "admins" and role == "admin")
