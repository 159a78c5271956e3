/**
 * Waiting, but not for ever.
 *
 * @module
 */

/** What a promise came to, if it did so in time. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<{ value: T } | { late: true }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ late: true }>((resolve) => timer = setTimeout(() => resolve({ late: true }), ms));
  try {
    return await Promise.race([promise.then((value) => ({ value })), late]);
  } catch {
    return { late: true };
  } finally {
    clearTimeout(timer);
  }
}

/** Settles when it is over, or late. */
export async function waitUntil(over: () => boolean, ms: number): Promise<void> {
  for (const end = performance.now() + ms; !over() && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
