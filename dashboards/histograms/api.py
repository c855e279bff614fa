"""The routes of TensorBoard's histograms plugin: which tags there are, and the buckets of all steps.

`tags` is `{run: {tag: {displayName, description}}}`; `histograms` is
`[[wall time, step, [[left, right, count], …]], …]` of one run.
"""

from __future__ import annotations

from dashboards.slice_api import routes
from dashboards.slice_exports import json_rows

urlpatterns = routes("histograms", json_rows)
