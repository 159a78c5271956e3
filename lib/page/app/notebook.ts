/**
 * The script of a published notebook.
 *
 * @module
 */
import { chartElement } from "./chart.ts";
import { openNotebook } from "./notebook_view.ts";
import { drawing } from "./results.ts";

drawing.chart = chartElement;
openNotebook();
