import { byNumber } from "./base.js";
import { curves } from "./curves.js";
import { show } from "./detail.js";
import { heatMap } from "./heat-map.js";
import { pointTable } from "./points.js";
import { pareto } from "./trade-offs.js";
import { words } from "./words.js";

words();
pareto();
curves();
heatMap();
pointTable();
if (/^#point-\d+$/.test(location.hash) && byNumber.has(Number(location.hash.slice(7))))
  show(Number(location.hash.slice(7)));
