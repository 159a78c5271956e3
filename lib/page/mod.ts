/**
 * Pages that run D in a browser, made of the engine.
 *
 * @module
 */
export { appPage, PAGE_USAGE, pageMain, PageUsageError } from "./command.ts";
