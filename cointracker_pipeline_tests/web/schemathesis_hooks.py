"""What schemathesis is told beside the OpenAPI document, so that what it sends as valid is valid.

Formats: ids of real wallets, and cursors of ours. And what no schema can say: a key is of one request alone, so each
valid request that has one gets one of its own.
"""

import json
import os
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st

FORMATS: Mapping[str, list[str]] = json.loads(os.environ["COINTRACKER_TEST_FORMATS"])

for name, values in FORMATS.items():
    schemathesis.openapi.format(name, st.sampled_from(values))


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case[Any], _kwargs: dict[str, Any]) -> None:
    """Give each valid request with a key one of its own."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    given = next((name for name in case.headers or {} if name.lower() == "idempotency-key"), None)
    if given and case.headers:
        case.headers[given] = str(uuid4())
