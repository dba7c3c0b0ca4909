(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const articles = data.decisions.map((_, place) => byId(`d${place}`));
  const storeName = ["decision_parser", data.release, data.parser_version, data.seed, data.decisions.length,
    data.decisions.map((each) => each.content_sha256.slice(0, 4)).join("")].join(" ");
  const OPTIONS = {
    yes: [["right", "right"], ["wrong", "wrong"], ["extra", "not there"], ["", "–"]],
    no: [["right", "right"], ["missing", "missing"], ["", "–"]],
  };
  let shown = 0;
  let unsaved = false;
  let keeps = true;
  let state = { reader: "", decisions: data.decisions.map(() => ({ read: false, marks: {}, missing: [] })) };

  const keyOf = (item) => `${item.what}:${item.position ?? item.name}`;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "class") made.className = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  function say(words) { byId("said").textContent = words; }

  // ── what is kept ──

  function keep() {
    unsaved = true;
    try { localStorage.setItem(storeName, JSON.stringify(state)); }
    catch {
      if (keeps) say("This browser keeps nothing for this page: save the marks before you close it.");
      keeps = false;
    }
    tellProgress();
  }

  function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(storeName) ?? "null");
      if (kept && Array.isArray(kept.decisions) && kept.decisions.length === state.decisions.length) {
        state = kept;
        say("Your marks of the last time are here again.");
      }
    } catch { keeps = false; }
  }

  // ── marks ──

  function build(place) {
    const article = articles[place];
    if (article.dataset.built) return;
    article.dataset.built = "yes";
    for (const box of article.querySelectorAll(".marks")) buildMarks(place, box);
    buildMissing(place, article.querySelector("[data-missing]"));
  }

  function buildMarks(place, box) {
    const key = box.dataset.key;
    const said = state.decisions[place].marks[key] ?? {};
    const field = element("fieldset", {}, element("legend", { class: "vh" }, `Mark of ${box.dataset.label}`));
    for (const [value, label] of OPTIONS[box.dataset.found]) {
      const radio = element("input", { type: "radio", name: `d${place} ${key}`, value });
      radio.checked = (said.mark ?? "") === value;
      if (value === "") radio.setAttribute("aria-label", "not marked");
      radio.addEventListener("change", () => setMark(place, key, { mark: value }));
      field.append(element("label", { class: value || "none" }, radio, label));
    }
    const button = element("button", { type: "button", "aria-expanded": "false" }, "note");
    button.setAttribute("aria-label", `Note on ${box.dataset.label}`);
    button.addEventListener("click", () => openNote(place, box, true));
    field.append(button);
    box.replaceChildren(field);
    if (said.note) openNote(place, box, false);
  }

  function openNote(place, box, focus) {
    let note = box.querySelector(".note");
    if (!note) {
      note = element("input", { type: "text", class: "note", "aria-label": `Note on ${box.dataset.label}` });
      note.value = state.decisions[place].marks[box.dataset.key]?.note ?? "";
      note.addEventListener("input", () => setMark(place, box.dataset.key, { note: note.value }));
      box.append(note);
      box.querySelector("button").setAttribute("aria-expanded", "true");
    }
    if (focus) note.focus();
  }

  function setMark(place, key, change) {
    const marks = state.decisions[place].marks;
    marks[key] = { mark: "", note: "", ...marks[key], ...change };
    keep();
  }

  function buildMissing(place, section) {
    const mine = state.decisions[place];
    const select = element("select");
    select.append(byId("kinds").content.cloneNode(true));
    const words = element("input", { type: "text" });
    const form = element("form", {}, element("label", {}, "What", select),
      element("label", { class: "grow" }, "Its words, as printed", words), element("button", {}, "Add"));
    const list = element("ul");
    const read = element("input", { type: "checkbox" });
    read.checked = mine.read;
    read.addEventListener("change", () => { mine.read = read.checked; keep(); });
    const rest = element("button", { type: "button" }, "All that is left here is right");
    rest.addEventListener("click", () => markRest(place));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [what, name] = select.value.split(":");
      mine.missing.push({ what, name, words: words.value.trim() });
      words.value = "";
      words.focus();
      listMissing(mine, list);
      keep();
    });
    section.replaceChildren(element("h3", {}, "Something is missing"), form, list,
      element("div", { class: "done" }, element("label", {}, read, " I have read all of it: nothing else is missing"), rest));
    listMissing(mine, list);
  }

  function listMissing(mine, list) {
    list.replaceChildren(...mine.missing.map((each, place) => {
      const remove = element("button", { type: "button", "aria-label": `Remove ${each.what} ${each.name}` }, "Remove");
      remove.addEventListener("click", () => { mine.missing.splice(place, 1); listMissing(mine, list); keep(); });
      return element("li", {}, element("b", {}, `${each.what}: ${each.name}`), each.words, remove);
    }));
  }

  function markRest(place) {
    for (const item of data.decisions[place].items) {
      const said = state.decisions[place].marks[keyOf(item)];
      if (!said?.mark) state.decisions[place].marks[keyOf(item)] = { note: "", ...said, mark: "right" };
    }
    rebuild(place);
    keep();
  }

  function rebuild(place) {
    delete articles[place].dataset.built;
    build(place);
  }

  // ── going from one to the next ──

  function show(place, focus = true) {
    shown = Math.max(0, Math.min(place, articles.length - 1));
    articles.forEach((article, other) => { article.hidden = other !== shown; });
    build(shown);
    byId("choose").value = String(shown);
    byId("previous").disabled = shown === 0;
    byId("next").disabled = shown === articles.length - 1;
    tellProgress();
    if (focus) {
      window.scrollTo(0, byId("bar").offsetTop);
      articles[shown].querySelector("h2").focus({ preventScroll: true });
    }
  }

  function count(place) {
    return data.decisions[place].items.filter((item) => state.decisions[place].marks[keyOf(item)]?.mark).length;
  }

  function tellProgress() {
    const all = data.decisions.reduce((sum, each) => sum + each.items.length, 0);
    const marked = data.decisions.reduce((sum, _, place) => sum + count(place), 0);
    const read = state.decisions.filter((each) => each.read).length;
    const number = (value) => value.toLocaleString("en-GB");
    byId("progress").textContent = `${count(shown)} of ${data.decisions[shown].items.length} marked here · `
      + `${number(marked)} of ${number(all)} in all · ${read} of ${data.decisions.length} decisions read`;
  }

  function step(box, by) {
    const boxes = [...articles[shown].querySelectorAll(".marks")];
    const next = boxes[boxes.indexOf(box) + by];
    if (!next) return;
    (next.querySelector("input:checked") ?? next.querySelector("input")).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], select")) return;
    const box = event.target.closest(".marks");
    if (!box) return;
    const radios = [...box.querySelectorAll("input[type=radio]")];
    const wanted = { 0: radios.at(-1), 1: radios[0], 2: radios[1], 3: radios.length > 3 ? radios[2] : null }[event.key];
    if (wanted) {
      wanted.checked = true;
      wanted.dispatchEvent(new Event("change"));
      if (event.key !== "0") step(box, 1);
    } else if (event.key === "j") step(box, 1);
    else if (event.key === "k") step(box, -1);
    else if (event.key === "n") openNote(shown, box, true);
    else return;
    event.preventDefault();
  }

  // ── files ──

  function toFile() {
    return {
      format: data.format, version: data.version, release: data.release, parser_version: data.parser_version,
      seed: data.seed, reader: state.reader, saved_at: new Date().toISOString(),
      decisions: data.decisions.map((each, place) => ({
        decision_id: each.decision_id,
        content_sha256: each.content_sha256,
        read: state.decisions[place].read,
        items: each.items.map((item) => {
          const said = state.decisions[place].marks[keyOf(item)] ?? {};
          return { ...item, mark: said.mark || null, note: said.note ?? "" };
        }),
        missing: state.decisions[place].missing,
      })),
    };
  }

  function save() {
    const blob = new Blob([`${JSON.stringify(toFile(), null, 1)}\n`], { type: "application/json" });
    const address = URL.createObjectURL(blob);
    const who = state.reader.replace(/[^\w-]+/g, "");
    const link = element("a", { href: address, download: `marks-${data.release}-${data.seed}${who && `-${who}`}.json` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    unsaved = false;
    say(`Saved as ${link.download}.`);
  }

  async function load(file) {
    let marks = null;
    try { marks = JSON.parse(await file.text()); } catch { /* said below */ }
    if (marks?.format !== data.format || !Array.isArray(marks.decisions)) {
      say(`${file.name} is no file of marks.`);
      return;
    }
    let taken = 0;
    let left = 0;
    for (const decision of marks.decisions) {
      const place = data.decisions.findIndex((each) => each.decision_id === decision.decision_id
        && each.content_sha256 === decision.content_sha256);
      if (place < 0) left += 1;
      else taken += takeOver(place, decision);
    }
    if (typeof marks.reader === "string" && !state.reader) byId("reader").value = state.reader = marks.reader;
    articles.forEach((article) => delete article.dataset.built);
    build(shown);
    keep();
    const others = left ? ` ${left} decisions of it are not on this page.` : "";
    say(`${taken} marks from ${file.name}.${others}`);
  }

  function takeOver(place, decision) {
    const mine = state.decisions[place];
    const known = new Map(data.decisions[place].items.map((item) => [keyOf(item), item]));
    let taken = 0;
    for (const item of decision.items ?? []) {
      const own = known.get(keyOf(item));
      if (!own || (own.value ?? null) !== (item.value ?? null) || own.name !== item.name) continue;
      if (!item.mark && !item.note) continue;
      mine.marks[keyOf(item)] = { mark: item.mark ?? "", note: item.note ?? "" };
      taken += item.mark ? 1 : 0;
    }
    mine.read = mine.read || decision.read === true;
    for (const each of decision.missing ?? []) {
      if (!mine.missing.some((other) => JSON.stringify(other) === JSON.stringify(each))) mine.missing.push(each);
    }
    return taken;
  }

  // ── begin ──

  document.documentElement.classList.add("js");
  recall();
  byId("bar").hidden = false;
  byId("reader").value = state.reader;
  byId("reader").addEventListener("input", (event) => { state.reader = event.target.value.trim(); keep(); });
  byId("previous").addEventListener("click", () => show(shown - 1));
  byId("next").addEventListener("click", () => show(shown + 1));
  byId("choose").addEventListener("change", (event) => show(Number(event.target.value)));
  byId("save").addEventListener("click", save);
  byId("load").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) load(file).finally(() => { event.target.value = ""; });
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeunload", (event) => { if (unsaved && !keeps) event.preventDefault(); });
  if (articles.length) show(0, false);
})();
