export * from "./host.ts";
export { randomWords } from "./random.ts";
