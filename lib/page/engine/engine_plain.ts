/**
 * The script of a page's worker where no charts are drawn.
 *
 * @module
 */
import { serve } from "./worker.ts";

serve();
