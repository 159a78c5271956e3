/**
 * Fields between tabs, quoted as in CSV, as spreadsheets copy and paste them.
 *
 * @module
 */
import { separatedFormat } from "./csv.ts";

export const TSV = /* @__PURE__ */ separatedFormat("tsv", "\t");
