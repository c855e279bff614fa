// The elements of the page around the charts. Each looks after itself; removing one removes its listeners.

import "./elements/tb-filter.js";
import "./elements/tb-interval.js";
import "./elements/tb-keep.js";
import "./elements/tb-keys.js";
import "./elements/tb-pane.js";
import "./elements/tb-profile.js";
import "./elements/tb-run-panel.js";
import "./elements/tb-runs.js";
import "./elements/tb-settings.js";
import "./elements/tb-smoothing.js";
import "./elements/tb-splitter.js";
import "./elements/tb-status.js";
import "./elements/tb-tabs.js";
import "./elements/tb-theme.js";
import "./elements/tb-time.js";
import "./elements/tb-toast.js";
import "./elements/tb-toolbar.js";
import { followPlaces } from "./lib/text-places.js";

followPlaces(document);
