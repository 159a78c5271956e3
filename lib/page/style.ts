/**
 * The look of pages: light and dark, legible on paper, in high contrast, and on a narrow screen.
 *
 * @module
 */
const LIGHT = {
  ...{ ground: "#ffffff", card: "#f6f8fa", ink: "#1f2328", faint: "#59636e", edge: "#d1d9e0", accent: "#0b63b0" },
  ...{ onaccent: "#ffffff", bad: "#b3261e", badground: "#fff1f0", soft: "#e8f1fb" },
  ...{ keyword: "#8250df", string: "#0a6640", number: "#9a4b00", comment: "#5f6973", probe: "#0550ae" },
  ...{ builtin: "#0a58ca", aggregation: "#b35900", type: "#116b78", grid: "#e3e7eb" },
  ...{
    c0: "#2b83ba",
    c1: "#e69f00",
    c2: "#009e73",
    c3: "#cc79a7",
    c4: "#d55e00",
    c5: "#0072b2",
    c6: "#b8a900",
    c7: "#9aa0a6",
  },
};
const DARK = {
  ...{ ground: "#16181c", card: "#1f2227", ink: "#e6e8eb", faint: "#a9b1ba", edge: "#363b42", accent: "#6cb6ff" },
  ...{ onaccent: "#0b1a2a", bad: "#ff9a8f", badground: "#3a1d1b", soft: "#1c2b3b" },
  ...{ keyword: "#d2a8ff", string: "#7ee2a8", number: "#ffb77c", comment: "#8b949e", probe: "#79c0ff" },
  ...{ builtin: "#9ecbff", aggregation: "#ffc46b", type: "#76d9e6", grid: "#2b3037" },
  ...{
    c0: "#4ba3d9",
    c1: "#f0b429",
    c2: "#2fc398",
    c3: "#e09ac4",
    c4: "#f07f3c",
    c5: "#7fc4f2",
    c6: "#d8ca3a",
    c7: "#7d858d",
  },
};
/** Both themes; what the reader prefers decides, and paper is light. */
const VARIABLES = Object.entries(LIGHT).map(([name, light]) => {
  const dark = DARK[name as keyof typeof DARK];
  return `--${name}:${light === dark ? light : `light-dark(${light},${dark})`}`;
}).join(";");
const COLORED = ["keyword", "string", "number", "comment", "probe", "builtin", "aggregation", "type"];
const SERIES = Array.from({ length: 8 }, (_, n) => `.c${n}{fill:var(--c${n})}.line.c${n}{stroke:var(--c${n})}`);

const STYLE = `:root{${VARIABLES};color-scheme:light dark}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.6rem;margin:0;letter-spacing:-.01em}
h2{font-size:1rem;margin:0 0 .5rem}
h3{font-size:1rem;margin:0 0 .75rem;overflow-wrap:anywhere}
header p{margin:.2rem 0 1.25rem;color:var(--faint)}
main>section{margin-bottom:1.75rem}
pre,textarea,code,.choices,td.number,.name{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
small{color:var(--faint);font-size:.85em}
button,.button,select{font:inherit;font-size:.95rem;border:1px solid var(--edge);border-radius:6px;background:var(--ground);color:var(--ink);padding:.35rem .9rem;cursor:pointer}
.button{display:inline-block;vertical-align:top;line-height:1.5}
button{line-height:1.5}
label.hint{margin-left:auto;display:flex;gap:.5rem;align-items:center}
label.hint input{font:.85rem ui-monospace,Menlo,Consolas,monospace;width:16rem;padding:.35rem .5rem;border:1px solid var(--edge);border-radius:6px;background:var(--ground);color:var(--ink)}
button:hover,.button:hover,select:hover{border-color:var(--accent)}
button:disabled{opacity:.5;cursor:default}
button.primary{background:var(--accent);border-color:var(--accent);color:var(--onaccent);font-weight:600}
button.plain{border:0;padding:.1rem .5rem;background:none;color:var(--faint)}
:focus-visible,input:focus-visible+.button{outline:3px solid var(--accent);outline-offset:2px}
#drop{border:2px dashed var(--edge);border-radius:10px;background:var(--card);padding:1.5rem;text-align:center}
#drop.full{padding:.75rem}
#drop.over{border-color:var(--accent);background:var(--soft)}
#drop p{margin:0 0 .75rem}
#drop.full p{display:none}
#choose,.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}
#files{list-style:none;margin:.5rem 0 0;padding:0}
#files li{display:flex;gap:.75rem;align-items:baseline;padding:.25rem .25rem;border-bottom:1px solid var(--edge)}
#files .name{overflow-wrap:anywhere;font-size:.9rem}
#files button{margin-left:auto}
.bar{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}
.bar h2{margin:0 auto 0 0}
.bar+.editor,.editor+.bar{margin-top:.5rem}
.editor{position:relative;display:grid;border:1px solid var(--edge);border-radius:8px;background:var(--card)}
.editor:focus-within{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.editor>pre,.editor>textarea{grid-area:1/1;margin:0;padding:.75rem .9rem;border:0;background:none;font-size:.95rem;line-height:1.5;white-space:pre;overflow:auto;tab-size:4;letter-spacing:0;width:100%;min-width:0}
.editor>pre{pointer-events:none;overflow:hidden}
.editor>textarea{color:transparent;caret-color:var(--ink);resize:none;outline:none}
.editor>textarea::selection{background:var(--accent);color:var(--onaccent)}
${COLORED.map((style) => `.d-${style}{color:var(--${style})}`).join("\n")}
.d-probe,.d-aggregation{font-weight:600}
.d-comment{font-style:italic}
.choices{position:absolute;z-index:2;list-style:none;margin:0;padding:.25rem;max-height:15rem;max-width:min(42rem,100%);overflow:auto;background:var(--ground);border:1px solid var(--edge);border-radius:8px;box-shadow:0 6px 24px #0004;font-size:.9rem;top:calc(.75rem + var(--row)*1.425rem + 2px);left:min(.9rem + var(--column)*.57rem,max(0px,100% - 24rem))}
.choices li{padding:.15rem .5rem;border-radius:4px;cursor:pointer;display:flex;gap:1.25rem;justify-content:space-between}
.choices [aria-selected=true]{background:var(--soft);color:var(--ink);box-shadow:inset 3px 0 var(--accent)}
.choices small{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.hint{color:var(--faint);font-size:.85rem}
kbd{font:inherit;font-size:.8rem;border:1px solid var(--edge);border-bottom-width:2px;border-radius:4px;padding:0 .3rem;background:var(--card)}
.faults{margin:.75rem 0 0;padding:.75rem .9rem;border-left:4px solid var(--bad);background:var(--badground);border-radius:0 8px 8px 0;overflow:auto;font-size:.9rem}
.status{margin:.5rem 0 .75rem;color:var(--faint);min-height:1.5em}
.long{display:flex;gap:.6rem;align-items:center;flex-wrap:wrap;padding:.75rem .9rem;margin-bottom:.75rem;background:var(--soft);border-radius:8px}
.warnings{margin:0 0 .75rem;padding:0;list-style:none}
.warnings li{padding:.3rem .75rem;margin-bottom:.3rem;border-left:4px solid var(--c1);background:var(--card);font-size:.9rem;overflow-wrap:anywhere}
.output{margin:0 0 1.25rem;padding:.75rem .9rem;max-height:32rem;overflow:auto;border:1px solid var(--edge);border-radius:8px;background:var(--card);font-size:.85rem;line-height:1.4;tab-size:8}
.result{margin:0 0 1.5rem;padding:1rem 1.1rem;border:1px solid var(--edge);border-radius:10px}
.chart{overflow-x:auto}
.note{margin:.25rem 0 0;color:var(--faint);font-size:.85rem}
svg{display:block;max-width:none}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
svg .faint{fill:var(--faint);font-size:11px}
svg .strong{font-weight:600}
svg .big{font-size:38px;font-weight:600}
svg .amount{font-size:11.5px;fill:var(--faint)}
svg .flame{font-size:11px;fill:#1f2328}
svg .grid{stroke:var(--grid)}
svg .axis{stroke:var(--faint)}
svg .whisker{stroke:var(--c0);stroke-width:2}
svg .line{fill:none;stroke-width:2}
${SERIES.join("\n")}
.line{fill:none!important}
.cell{margin:0 0 2rem}
.cell>.bar:first-child{margin-bottom:.4rem}
.cell>.bar h2{margin:0 auto 0 0;color:var(--faint);font-weight:400;font-size:.85rem;overflow-wrap:anywhere}
.cell>.bar .status{margin:0;min-height:0}
.cell>.editor+.bar{margin:.6rem 0 .75rem}
.prose{margin:0 0 1.25rem;overflow-wrap:anywhere}
.prose h1,.prose h2{font-size:1.25rem;margin:1.75rem 0 .5rem}
.prose h3{font-size:1.05rem;margin:1.25rem 0 .5rem}
.prose p{max-width:46rem}
.prose pre,.code>pre{padding:.75rem .9rem;border-radius:8px;background:var(--card);border:1px solid var(--edge);overflow:auto;font-size:.9rem;margin:0 0 .75rem}
.prose a{color:var(--accent)}
.prose th{overflow-wrap:normal}
.code>.output,.code>.table{background:none}
.code img{max-width:100%;height:auto}
.state{position:sticky;top:0;z-index:3;display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;min-height:3.25rem;background:var(--ground);border-bottom:1px solid var(--edge);padding:.35rem max(1.25rem,50vw - 31.75rem);margin-bottom:1.25rem;color:var(--faint);font-size:.95rem}
.state p{margin:0 auto 0 0}
.state p::before{content:"";display:inline-block;width:.6rem;height:.6rem;border-radius:50%;background:var(--c2);margin-right:.6rem}
.state.changed{color:var(--ink);border-bottom-color:var(--c1);box-shadow:0 1px 0 var(--c1)}
.state.changed p::before{background:var(--c1)}
.mark{font-size:.9rem;color:var(--faint)}
.mark.same{color:var(--string);font-weight:600}
.mark.other{color:var(--number);font-weight:600}
.about{margin:0 0 1.75rem;padding:.6rem 1rem;border:1px solid var(--edge);border-radius:10px}
.about>summary{color:var(--ink);font-size:1rem}
.about h2{margin:1.1rem 0 .3rem}
.about ul{margin:0;padding-left:1.2rem;font-size:.925rem}
.about p{margin:0;font-size:.925rem}
.about pre{font-size:.8rem;max-height:24rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.about code,.mark code{font-size:.95em;overflow-wrap:anywhere}
.noscript{max-width:66rem;margin:0 auto 1rem;padding:0 1.25rem;color:var(--faint)}
.folded{margin:0 0 1rem}
.folded>summary{margin-bottom:.5rem}
.hints{margin-top:1rem}
#liners{list-style:none;margin:.5rem 0 0;padding:0;display:grid;grid-template-columns:minmax(0,1fr);gap:.3rem}
#liners li{display:flex;flex-wrap:wrap;gap:.2rem .9rem;align-items:baseline}
.liner{text-align:left;font-size:.875rem;padding:.25rem .6rem;background:var(--card);max-width:100%}
.liner code{font-size:.85rem;overflow-wrap:anywhere}
html:not([data-ready]) .scripted{visibility:hidden}
details{margin-top:.75rem}
summary{cursor:pointer;color:var(--faint);font-size:.9rem}
.table{overflow:auto;max-height:26rem;margin-top:.5rem}
table{border-collapse:collapse;font-size:.875rem}
th,td{padding:.2rem .9rem .2rem 0;text-align:left;border-bottom:1px solid var(--grid);white-space:pre-wrap;vertical-align:top}
thead th{position:sticky;top:0;background:var(--ground)}
.number{text-align:right}
footer{padding-top:1rem;padding-bottom:2.5rem;color:var(--faint);font-size:.85rem;border-top:1px solid var(--edge)}
footer code{overflow-wrap:anywhere}
@media (max-width:40rem){header{padding-top:1rem}span.hint{display:none}label.hint{margin-left:0}label.hint input{width:11rem}#drop{padding:1rem}}
@media (prefers-reduced-motion:no-preference){#drop{transition:background .15s,border-color .15s}}
@media (forced-colors:active){.editor>pre{visibility:hidden}.editor>textarea{color:CanvasText}.choices [aria-selected=true]{outline:2px solid Highlight}}
@media print{:root{color-scheme:light}#source,.scripted,.long,.hint,.hints,#stop,.unseen{display:none!important}.state{position:static}.editor{border-color:var(--edge)}.editor>pre{white-space:pre-wrap;overflow-wrap:anywhere}pre,.table{white-space:pre-wrap!important;overflow-wrap:anywhere}.output,.table,.about pre{max-height:none;overflow:visible}svg{max-width:100%;height:auto}.about::details-content{content-visibility:visible;display:block}h1,h2,h3,.cell>.bar:first-child{break-after:avoid}.editor,.bar,.about li,.warnings{break-inside:avoid}.cell>.editor,.cell>.editor+.bar{break-after:avoid}.result{break-inside:avoid}.editor>textarea{display:none}}`;

/** What a page is, and whether it draws charts: rules for what it does not have are left out. */
export interface StyledPage {
  readonly kind: "app" | "notebook";
  readonly charts: boolean;
}
/** Rules by how their lines begin. */
const OF_APP = /^(?:#drop|#files|#liners|\.liner|\.hint|kbd|label|button\.plain|@media \(prefers-reduced)/;
const OF_NOTEBOOK = /^\.(?:cell|prose|code|state|mark|about|noscript|folded)/;
const OF_CHARTS = /^(?:svg|\.chart|\.c\d|\.line)/;

export function styleOf({ kind, charts }: StyledPage): string {
  const other = kind === "app" ? OF_NOTEBOOK : OF_APP;
  return STYLE.split("\n").filter((rule) => !other.test(rule) && (charts || !OF_CHARTS.test(rule))).join("\n");
}
