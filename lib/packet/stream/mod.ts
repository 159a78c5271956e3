export { MessageStream, type TakeMessage } from "./messages.ts";
