import { deepStrictEqual } from "node:assert";
import type { MachineMemory } from "../../lib/image/mod.ts";
import { SavedPackets } from "../../lib/session/run/saved_packets.ts";
import type { LiveSource } from "../../lib/sources/live/mod.ts";

Deno.test("err.D_SRC_WRITE.no_room", async (t) => {
  // what is written to it never fits
  const full = "/dev/full";
  const there = await Deno.stat(full).then(() => true, () => false);
  await t.step({
    name: there ? "a full device" : "a full device (none here)",
    ignore: !there,
    fn() {
      const source = { interfaces: [], counts: () => [] } as unknown as LiveSource;
      const saved = new SavedPackets(full, "", source, {} as MachineMemory);
      saved.begin({ seconds: 0, nanoseconds: 0 });
      saved.finish({ seconds: 1, nanoseconds: 0 }, []);
      deepStrictEqual(saved.problems.map(({ tag, file }) => [tag, file]), [["D_SRC_WRITE", full]]);
    },
  });
});
