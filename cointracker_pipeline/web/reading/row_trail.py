"""The way back through pages each of which only knows where the next one begins: it is carried along in the URL."""

from dataclasses import dataclass

LONGEST = 12
"""How many steps back are remembered; beyond them there is the newest page."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Where this page begins, and where those between it and the first one began: the nearest last, dots between."""

    after: str = ""
    back: str = ""

    def here(self) -> dict[str, str]:
        """Return what in a URL leads to this page."""
        return {"after": self.after, "back": self.back}

    def older(self, following: str) -> dict[str, str]:
        """Return what leads to the next page, which begins at ``following``."""
        passed = [*self._passed(), self.after] if self.after else []
        return {"after": following, "back": ".".join(passed[-LONGEST:])}

    def newer(self) -> dict[str, str] | None:
        """Return what leads one page back, ``None`` where that is the first page, or is not remembered."""
        passed = self._passed()
        return {"after": passed[-1], "back": ".".join(passed[:-1])} if passed else None

    def _passed(self) -> list[str]:
        return [one for one in self.back.split(".") if one]
