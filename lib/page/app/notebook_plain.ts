/**
 * The script of a published notebook that shows text and tables, and draws no charts.
 *
 * @module
 */
import { openNotebook } from "./notebook_view.ts";

openNotebook();
