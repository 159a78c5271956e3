import { Client, resultOf } from "./client.ts";
const t0 = performance.now();
const c = await Client.start();
console.log("ready", performance.now() - t0);
const rss = async (pid: number) =>
  Number((await Deno.readTextFile(`/proc/${pid}/status`)).match(/VmRSS:\s+(\d+)/)![1]) / 1024 | 0;
const child = Number(resultOf(await c.execute("Deno.pid")));
console.log("first cell", performance.now() - t0);
const ts: number[] = [];
for (let i = 0; i < 0; i++) {
  const t = performance.now();
  await c.execute(`let v${i % 100} = ${i}; console.log(v${i % 100}); v${i % 100}+1`);
  ts.push(performance.now() - t);
  if (i % 2000 === 0) console.log(i, await rss(c.kernel.pid), await rss(child));
}

const codes = [
  "while (true);",
  "for (;;) await 1",
  "await new Promise(()=>{})",
  "setInterval(()=>{},1); await new Promise(()=>{})",
  "while(true) console.log(1)",
  "[3,1].sort(()=>{while(true);})",
  "setTimeout(()=>{while(true);},3);await new Promise(()=>{})",
  "JSON.parse('['.repeat(1)+'1]', ()=>{while(true);})",
  "while(true) await new Promise(r=>setTimeout(r,1))",
  "while(true) JSON.stringify(Array.from({length:1e5},(_,i)=>i))",
  "while(true) Deno.readTextFileSync('/etc/passwd')",
  "while(true) await Deno.readTextFile('/etc/passwd')",
];
await c.execute("let kept=-1");
const us: number[] = [];
let bad = 0;
for (let i = 0; i < 240; i++) {
  const id = c.send("shell", "execute_request", { code: `kept=${i};${codes[i % codes.length]}`, silent: false });
  await new Promise((r) => setTimeout(r, Math.random() * 40 + 8));
  const t = performance.now();
  await c.request("interrupt_request", {}, "control");
  const p = await c.published(id);
  us.push(performance.now() - t);
  const e = p.find((x) => x.type === "error");
  const k = resultOf(await c.execute("kept"));
  if (e?.content.ename !== "Interrupted" || k !== String(i)) {
    bad++;
    console.log("BAD", i, codes[i % codes.length], e?.content.ename, k, await c.execute("1").then((r) => r.reply));
  }
}
us.sort((a, b) => a - b);
console.log("interrupts median", us[120], "max", us.at(-1), "bad", bad);
await c.stop();
