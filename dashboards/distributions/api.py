"""The routes of TensorBoard's distributions plugin: which tags there are, and the percentiles of all steps.

`tags` is `{run: {tag: {displayName, description}}}`; `distributions` is `[[wall time, step, [[basis point,
value], …]], …]` of one run.
"""

from __future__ import annotations

from dashboards.distributions.tables import pairs
from dashboards.slice_api import routes

urlpatterns = routes("distributions", pairs)
