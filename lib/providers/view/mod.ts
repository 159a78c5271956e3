export { findViews, type FoundView, type FoundViews } from "./find.ts";
export type { PatienceSettings } from "./scan.ts";
export type { Reason } from "./judge.ts";
export { reportViews, type ViewReport } from "./view_text.ts";
