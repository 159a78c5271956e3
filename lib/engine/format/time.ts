/**
 * Times as text: %Y and %T. Local time, as in DTrace.
 *
 * @module
 */
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateOf(timeNs: bigint): Date {
  return new Date(Number(BigInt.asIntN(64, timeNs) / 1_000_000_000n) * 1000);
}
function two(value: number, fill = "0"): string {
  return String(value).padStart(2, fill);
}
function clockText(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `1970 Jan  1 00:00:00` */
export function formatTime(timeNs: bigint): string {
  const date = dateOf(timeNs);
  return `${date.getFullYear()} ${MONTHS[date.getMonth()]} ${two(date.getDate(), " ")} ${clockText(date)}`;
}

/** `Thu, 01 Jan 1970 00:00:00 UTC`, the year being ISO 8601's of the week, as DTrace's %T has it. */
export function formatTime822(timeNs: bigint): string {
  const date = dateOf(timeNs);
  const day = `${DAYS[date.getDay()]}, ${two(date.getDate())} ${MONTHS[date.getMonth()]}`;
  return `${day} ${weekYear(date)} ${clockText(date)} ${zoneName(date)}`;
}

/** The year to which the week's Thursday belongs. */
function weekYear(date: Date): number {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - ((date.getDay() + 6) % 7) + 3);
  return thursday.getFullYear();
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
}
