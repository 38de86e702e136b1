"use strict";
// The list of models: filters, sorts and draws a page of rows at a time. Words of strangers reach the page as text only.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [ID, LINK, TIER, STATUS, LICENSE, LIMITS, RULES, GRAVE, SUMMARY, DIMENSIONS, FRAMEWORKS] = Array(11).keys();
  const PER_PAGE = 100;
  const SVG = "http://www.w3.org/2000/svg";
  const BALL = { 2: "M0 0V-6.5A6.5 6.5 0 0 1 5.63 3.25Z", 3: "M0-6.5A6.5 6.5 0 0 1 0 6.5Z", 4: "M0 0V-6.5A6.5 6.5 0 1 1-5.63 3.25Z" };
  const tiers = Object.keys(data.tiers);
  const by = (id) => document.getElementById(id);
  const number = (n) => n.toLocaleString("en");
  const fields = { q: by("q"), license: by("license"), restriction: by("restriction"), finding: by("finding"), sort: by("sort") };
  if (by("policy")) fields.policy = by("policy");
  const state = { tier: "", page: 0 };

  const make = (tag, attributes = {}, ...inner) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
    made.append(...inner);
    return made;
  };
  const draw = (tag, attributes) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const drawn = new Map();
  const ball = (steps) => {
    if (!drawn.has(steps)) drawn.set(steps, drawBall(steps));
    return drawn.get(steps).cloneNode(true);
  };
  const drawBall = (steps) => {
    const made = draw("svg", { class: "ball", viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    made.append(draw("circle", { class: "rim", r: 6.5 }));
    if (steps === 6) made.append(draw("circle", { class: "in", r: 6.5 }));
    else if (steps > 0) made.append(draw("path", { class: "in", d: BALL[steps] }));
    else if (steps < 0) {
      const sign = draw("text", { y: 3.8, "text-anchor": "middle" });
      sign.textContent = "?";
      made.append(sign);
    }
    return made;
  };
  const level = (steps) => (steps < 0 ? "unknown" : steps === 0 ? "closed" : steps === 6 ? "open" : "partial");
  const ANSWERS = { allowed: 6, "with waivers": 3, "not allowed": 0, yes: 6, no: 0, none: 0, unknown: -1, I: 6, II: 4, III: 2 };
  const scored = (word) => (word in ANSWERS ? ANSWERS[word] : word === "" ? -1 : Math.round(Number(word) * 6));
  // A score between the steps is drawn as the nearest one that has a picture; only a full one looks full.
  const pictured = (steps) => (steps === 1 ? 2 : steps === 5 ? 4 : steps);

  const orders = { given: ["as audited", null], name: ["name", (row) => row[ID].toLowerCase()], tier: ["tier, most open first", (row) => row[TIER]],
    limits: ["restrictions, most first", (row) => -row[LIMITS].length], findings: ["grave findings, most first", (row) => -row[GRAVE]] };
  data.dimensions.forEach((title, n) => { orders["d" + n] = [title.toLowerCase() + ", most open first", (row) => -(row[DIMENSIONS][n] ?? [-2])[0]]; });
  data.frameworks.forEach((title, n) => { orders["f" + n] = [title + ", most open first", (row) => (row[STATUS] === "failed" ? 9 : -scored(row[FRAMEWORKS + n]))]; });
  for (const [key, [words]] of Object.entries(orders)) fields.sort.append(make("option", { value: key }, words));

  const index = new Map(data.words.map((word, n) => [word, n]));
  const chosen = () => {
    const wanted = fields.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const tier = tiers.indexOf(state.tier);
    const [license, limit, rule] = [fields.license, fields.restriction, fields.finding].map((f) => (f.value ? index.get(f.value) : undefined));
    const rows = data.rows.filter((row) =>
      (tier < 0 || row[TIER] === tier) && (license === undefined || row[LICENSE] === license) && (limit === undefined || row[LIMITS].includes(limit)) &&
      (rule === undefined || row[RULES].includes(rule)) &&
      (!fields.policy?.value || row[FRAMEWORKS + data.policy] === fields.policy.value) && wanted.every((word) => row[ID].toLowerCase().includes(word)));
    const key = orders[fields.sort.value]?.[1];
    if (!key) return rows;
    return rows.map((row) => [key(row), row]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
  };

  // A figure or a class is shown beside its ball; what a ball says by itself is for screen readers and small screens.
  const cell = (title, steps, word) =>
    make("td", { role: "cell", class: "heat a-" + level(steps) + (/^\d|^I+$/.test(word) ? " said" : ""), title: title + ": " + word }, ball(pictured(steps)), make("span", { class: "key" }, title + " "), make("span", { class: "word" }, word));
  const line = (row) => {
    const failed = row[STATUS] === "failed";
    const name = row[LINK] ? make("a", { href: row[LINK] }, row[ID]) : make("span", {}, row[ID]);
    const head = make("th", { scope: "row", role: "rowheader" }, name, row[STATUS] === "partial" ? make("span", { class: "star", title: "partial audit" }, "*", make("span", { class: "vh" }, " partial audit")) : "");
    head.append(make("span", { class: "under" }, failed ? row[SUMMARY] : data.words[row[LICENSE]] === "not known" ? "licence not known" : data.words[row[LICENSE]]));
    const tier = make("td", { role: "cell", class: "tiercell" }, make("span", { class: "badge tier-" + tiers[row[TIER]] }, data.tiers[tiers[row[TIER]]]));
    const made = make("tr", { role: "row" }, head, tier);
    if (failed) made.append(make("td", { role: "cell", class: "nothing", colspan: data.dimensions.length + data.frameworks.length + 1 }, "not audited: nothing is known"));
    else {
      made.append(...row[DIMENSIONS].map(([steps, word], n) => cell(data.dimensions[n], steps, data.words[word])));
      made.append(...data.frameworks.map((title, n) => cell(title, scored(row[FRAMEWORKS + n]), row[FRAMEWORKS + n] || "unknown")));
      made.append(make("td", { role: "cell", class: "grave", title: "findings of high or medium severity" }, make("span", { class: "key" }, "Grave findings "), String(row[GRAVE])));
    }
    return made;
  };
  const heading = (words, key) => {
    const sorted = fields.sort.value === key;
    // A long word may be parted where its column is narrow.
    const button = make("button", { type: "button" }, words.length > 10 && !words.includes(" ") ? words.slice(0, 7) + "\u00ad" + words.slice(7) : words);
    button.addEventListener("click", () => { fields.sort.value = sorted ? "given" : key; changed(); document.querySelector(`th[data-key="${key}"] button`)?.focus(); });
    return make("th", { scope: "col", role: "columnheader", "data-key": key, "aria-sort": sorted ? (key === "name" ? "ascending" : "descending") : undefined }, button);
  };
  const table = (rows) => {
    const heads = [heading("Model", "name"), heading("Tier", "tier"), ...data.dimensions.map((t, n) => heading(t, "d" + n)), ...data.frameworks.map((t, n) => heading(t, "f" + n)), heading("Grave findings", "findings")];
    return make("table", { role: "table", class: "map" }, make("caption", { class: "vh" }, "Models by the dimensions of openness"), make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)), make("tbody", { role: "rowgroup" }, ...rows.map(line)));
  };

  const show = (all = false) => {
    const rows = chosen();
    const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const from = all ? 0 : state.page * PER_PAGE;
    const part = all ? rows : rows.slice(from, from + PER_PAGE);
    by("list").replaceChildren(rows.length ? table(part) : make("p", { class: "empty" }, "No model is like that. Clear a filter to see more."));
    by("status").textContent = rows.length === data.rows.length ? `${number(rows.length)} models` : `${number(rows.length)} of ${number(data.rows.length)} models`;
    by("page").textContent = `${number(Math.min(from + 1, rows.length))}–${number(from + part.length)} of ${number(rows.length)}`;
    by("back").disabled = state.page === 0;
    by("next").disabled = state.page >= pages - 1;
    document.querySelector(".pager").hidden = pages < 2;
    for (const button of by("tiers").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.tier === state.tier));
  };
  const remember = () => {
    const said = new URLSearchParams();
    if (state.tier) said.set("tier", state.tier);
    for (const [name, field] of Object.entries(fields)) if (field.value && !(name === "sort" && field.value === "given")) said.set(name, field.value);
    history.replaceState(null, "", said.size ? "#" + said : location.pathname + location.search);
  };
  const recall = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    state.tier = tiers.includes(said.get("tier")) ? said.get("tier") : "";
    for (const [name, field] of Object.entries(fields)) {
      field.value = said.get(name) ?? (name === "sort" ? "given" : "");
      if (field.selectedIndex === -1) field.value = name === "sort" ? "given" : "";
    }
  };
  const changed = () => { state.page = 0; remember(); show(); };
  const turn = (by) => { state.page += by; show(); document.getElementById("h-list").scrollIntoView(); };

  for (const [name, field] of Object.entries(fields)) field.addEventListener(name === "q" ? "input" : "change", changed);
  by("tiers").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) { state.tier = state.tier === button.dataset.tier ? "" : button.dataset.tier; changed(); }
  });
  by("reset").addEventListener("click", () => { for (const [name, field] of Object.entries(fields)) field.value = name === "sort" ? "given" : ""; state.tier = ""; changed(); });
  by("back").addEventListener("click", () => turn(-1));
  by("next").addEventListener("click", () => turn(1));
  addEventListener("beforeprint", () => show(true));
  addEventListener("afterprint", () => show());
  addEventListener("hashchange", () => { recall(); show(); });
  for (const item of document.querySelectorAll(".legend li")) { const steps = Number(item.dataset.steps); item.className = "a-" + level(steps); item.prepend(ball(steps)); }
  recall();
  show();
})();
