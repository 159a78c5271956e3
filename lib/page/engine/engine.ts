/**
 * The script of a page's worker.
 *
 * @module
 */
import { modelOf } from "../../chart/mod.ts";
import { serve } from "./worker.ts";

serve(modelOf);
