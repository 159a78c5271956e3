/**
 * The search of the site, in the browser. `SEARCH` comes from index.js: parts of pages, and for each word the parts it is in.
 *
 * @module
 */
"use strict";

const field = document.querySelector("#search input"), list = document.querySelector("#found");
const root = document.documentElement.dataset.root;
const MAX_SHOWN = 12;
const { parts, words } = globalThis.SEARCH;
const known = Object.keys(words).sort();

/** Words that begin so. */
const beginning = (start) => {
  let low = 0, high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle] < start) low = middle + 1;
    else high = middle;
  }
  const found = [];
  while (low < known.length && known[low].startsWith(start) && found.length < 200) found.push(known[low++]);
  return found;
};

/** Parts with every word; those with a word in their heading first. */
const search = (text) => {
  const asked = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  let scores;
  for (const start of asked) {
    const own = new Map();
    for (const word of beginning(start)) {
      for (let at = 0; at < words[word].length; at += 2) {
        const part = words[word][at], count = words[word][at + 1];
        const title = `${parts[part][1]} ${parts[part][2]}`.toLowerCase();
        const exact = word === start ? 4 : 1;
        const headed = title.split(/[^\p{L}\p{N}_]+/u).includes(start) ? 40 : title.includes(start) ? 12 : 0;
        own.set(part, (own.get(part) ?? 0) + exact * Math.min(count, 5) + headed);
      }
    }
    if (scores === undefined) scores = own;
    else {
      for (const [part, score] of scores) {
        if (own.has(part)) scores.set(part, score + own.get(part));
        else scores.delete(part);
      }
    }
  }
  return [...scores ?? []].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([part]) => parts[part]);
};

const show = () => {
  const text = field.value.trim();
  list.replaceChildren();
  list.hidden = text === "";
  if (text === "") return;
  const found = search(text);
  for (const [address, page, heading, start] of found.slice(0, MAX_SHOWN)) {
    const item = document.createElement("li"),
      link = document.createElement("a"),
      where = document.createElement("small");
    link.href = root + address;
    link.append(heading || page);
    where.textContent = heading ? `${page} · ${start}` : start;
    link.append(where);
    item.append(link);
    list.append(item);
  }
  const rest = document.createElement("p");
  if (found.length === 0) rest.textContent = `nothing has all of “${text}”`;
  else if (found.length > MAX_SHOWN) rest.textContent = `and ${found.length - MAX_SHOWN} more`;
  if (rest.textContent) list.append(rest);
};

field.addEventListener("input", show);
field.addEventListener("focus", show);
document.addEventListener("click", ({ target }) => {
  if (!target.closest("#search")) list.hidden = true;
});
document.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
  if (event.key === "/" && document.activeElement !== field) field.focus();
  else if (event.key === "Escape") list.hidden = true;
  else if (list.hidden || links.length === 0) return;
  else if (event.key === "ArrowDown") (links[at + 1] ?? links[0]).focus();
  else if (event.key === "ArrowUp") (links[at - 1] ?? field).focus();
  else if (event.key === "Enter" && document.activeElement === field) links[0].click();
  else return;
  event.preventDefault();
});
