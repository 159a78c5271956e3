/**
 * What a flag does, in words: the formats of tables and charts say themselves what they are called.
 *
 * @module
 */
import { CHART_FORMATS } from "../picture/mod.ts";
import { TABLE_FORMATS } from "../table/mod.ts";
import type { Flag } from "./flags.ts";

const NAMES: Readonly<Record<string, () => string>> = {
  "[table formats]": () => TABLE_FORMATS.map(({ name }) => `.${name}`).join(" "),
  "[chart formats]": () => CHART_FORMATS.map(({ name, title }) => title ? `.${name} (${title})` : `.${name}`).join(" "),
};
export function helpOf({ help }: Flag): string {
  return help.replaceAll(/\[(?:table|chart) formats\]/g, (found) => NAMES[found]());
}
