export * from "./host.ts";
export { recordedHost } from "./recorded.ts";
export { randomWords } from "./random.ts";
