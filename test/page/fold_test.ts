/** Constants of a bundled script stand where they are used, and nowhere else. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { foldConstants } from "../../lib/page/fold.ts";

/** What a script keeps in `out`, as it is and folded. */
function bothOf(body: string): readonly [folded: string, plain: unknown, after: unknown] {
  const script = `(()=>{${body}})();`, folded = foldConstants(script);
  const run = (text: string) => {
    const out: unknown[] = [];
    new Function("out", text)(out);
    return out;
  };
  return [folded.slice(6, -5), run(script), run(folded)];
}
Deno.test("numbers, and members of tables of numbers, are put in", () => {
  const [folded, plain, after] = bothOf(
    `var A=7,B={X:1,Y:-2,Z:"ab",N:5n},C=[1];out.push(A,B.X,3-B.Y,B.Z.length,B.X.toFixed(1),B.N,C[0],A?B.X:0,{A,a:A},[A])`,
  );
  strictEqual(
    folded,
    `var A=7,C=[1];out.push(A,1,3-(-2),("ab").length,(1).toFixed(1),5n,C[0],A?1:0,{A,a:A},[A])`,
  );
  deepStrictEqual(after, plain);
});
Deno.test("a name of its own hides that of the script, however it is made", () => {
  const cases = [
    "var A=1;function f(A){return A}out.push(f(2),A)",
    "var A=1;out.push(((A)=>A)(2),(({A})=>A)({A:3}),(([A])=>A)([4]),((...A)=>A[0])(5),((x,{b:A=6})=>A)(0,{}),A)",
    "var A=1;{let A=2;out.push(A)}out.push(A)",
    "var A=1;function f(){if(0){var A=2}return A}out.push(f(),A)",
    "var A=1;for(let A=0;A<2;A++)out.push(A);for(let A of[8])out.push(A);for(const A in{z:1})out.push(A);out.push(A)",
    "var A=1;try{throw 9}catch(A){out.push(A)}out.push(A)",
    "var A=1,f=function A(){return typeof A},K=class A{static n(){return A.name}};out.push(f(),K.n(),A)",
    "var A=1;switch(2){case 2:let A=3;out.push(A)}out.push(A)",
    "var A=1;class K{static{let A=4;out.push(A)}A=5;get(){return A+this.A}}out.push(new K().get(),A)",
    "var A=1;A:for(;;){break A}out.push(A,{A:2}.A)",
    "var A=1;function f(){{function A(){}}return typeof A}out.push(f(),A)",
  ];
  for (const body of cases) {
    const [folded, plain, after] = bothOf(body);
    deepStrictEqual(after, plain, folded);
    strictEqual(/var A=1[,;]/.test(folded), false, folded);
  }
});
Deno.test("what is written, or is used in another way, stays", () => {
  const cases = [
    "var A=1;A=2;out.push(A)",
    "var A=1;A++;out.push(A)",
    "var A=1;[A]=[2];({a:A}={a:3});for(A of[4]);out.push(A)",
    "var A={X:1};A.X=2;out.push(A.X)",
    "var A={X:1};A.X++;delete A.Y;out.push(A.X)",
    "var A={X:1};out.push(Object.keys(A),A.X)",
    'var A={X:1};out.push(A["X"],A.X)',
    "var A={X:1};[A.X]=[3];({x:A.X}={x:4});out.push(A.X)",
    "var A={X:1};out.push(A.Y,A.X)",
    "var A={X:1,f(){}};out.push(A.X)",
    "var A={X:1,...{Y:2}};out.push(A.X)",
    "var A=123456789;out.push(A,A)",
    "var A=1,A=2;out.push(A)",
  ];
  for (const body of cases) strictEqual(bothOf(body)[0], body);
  strictEqual(foldConstants("var A=1;out(A)"), "var A=1;out(A)");
});
