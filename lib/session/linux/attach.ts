/**
 * Programs to the places that providers name.
 *
 * @module
 */
import type { Attachment } from "../../providers/linux/mod.ts";
import {
  closeFile,
  onlineProcessors,
  openClock,
  openFunction,
  openPlace,
  openPlaces,
  openRawTracepoint,
  openTracepoint,
  openTracing,
} from "../../sources/linux/mod.ts";
import { perfKind } from "./abilities.ts";

/** Files by which a program is attached: as long as they are open. @throws KernelError */
export function attachProgram(program: number, attachment: Attachment, isMany: () => boolean): number[] {
  switch (attachment.kind) {
    case "raw":
      return [openRawTracepoint(program, attachment.name)];
    case "tracepoint":
      return [openTracepoint(program, attachment.id, attachment.name)];
    case "clock": {
      const processors = onlineProcessors(), { everywhere, periodNs } = attachment;
      return all(everywhere ? processors : processors.slice(0, 1), (one) => [openClock(program, one, periodNs)]);
    }
    case "function":
      return [openTracing(program, attachment.name)];
    case "functions": {
      const { names, returns } = attachment, kind = perfKind("kprobe")!;
      return all(names, (name, cookie) => openFunction(program, kind, name, cookie, returns));
    }
    case "file": {
      const { path, places, returns } = attachment;
      if (isMany()) return [openPlaces(program, path, places, returns)];
      const kind = perfKind("uprobe") ?? 0;
      return all(places, (place) => openPlace(program, kind, path, place, returns));
    }
  }
}
/** One after the other: where one fails, none stays. */
function all<Place>(places: readonly Place[], open: (place: Place, n: number) => number[]): number[] {
  const opened: number[] = [];
  try {
    places.forEach((place, n) => opened.push(...open(place, n)));
    return opened;
  } catch (error) {
    opened.forEach(closeFile);
    throw error;
  }
}
