/**
 * Times as text: %Y and %T. Local time, as in DTrace, or UTC.
 *
 * @module
 */
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A moment as a calendar and a clock show it; the month counts from 0, the day of the week from Sunday. */
interface Shown {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly clock: string;
}
function dateOf(timeNs: bigint): Date {
  return new Date(Number(BigInt.asIntN(64, timeNs) / 1_000_000_000n) * 1000);
}
function shownAt(date: Date, isUtc: boolean): Shown {
  const clock = (...parts: number[]) => parts.map((part) => two(part)).join(":");
  return isUtc
    ? {
      ...{ year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), weekday: date.getUTCDay() },
      clock: clock(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()),
    }
    : {
      ...{ year: date.getFullYear(), month: date.getMonth(), day: date.getDate(), weekday: date.getDay() },
      clock: clock(date.getHours(), date.getMinutes(), date.getSeconds()),
    };
}
function two(value: number, fill = "0"): string {
  return String(value).padStart(2, fill);
}

/** `1970 Jan  1 00:00:00` */
export function formatTime(timeNs: bigint, isUtc = false): string {
  const { year, month, day, clock } = shownAt(dateOf(timeNs), isUtc);
  return `${year} ${MONTHS[month]} ${two(day, " ")} ${clock}`;
}

/** `Thu, 01 Jan 1970 00:00:00 UTC`, the year being ISO 8601's of the week, as DTrace's %T has it. */
export function formatTime822(timeNs: bigint, isUtc = false): string {
  const date = dateOf(timeNs), shown = shownAt(date, isUtc);
  const day = `${DAYS[shown.weekday]}, ${two(shown.day)} ${MONTHS[shown.month]}`;
  return `${day} ${weekYear(shown)} ${shown.clock} ${isUtc ? "UTC" : zoneName(date)}`;
}

/** The year to which the week's Thursday belongs. */
function weekYear({ year, month, day, weekday }: Shown): number {
  return new Date(year, month, day - ((weekday + 6) % 7) + 3).getFullYear();
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
}
