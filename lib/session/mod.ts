export * from "./settings.ts";
export { type CollectedRun, Session } from "./session.ts";
