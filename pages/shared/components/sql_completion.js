// Completion of names in the SQL box of "Khám phá": a list under the caret of Streamlit's own text area.
//
// The text area stays Streamlit's: without this file it works as before, only without suggestions.
// No library, nothing fetched, no eval; names come as data from Python and are only ever set as text.

const MOST = 60;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
// Words that end the list of tables after FROM, and words after which a value may stand.
const CLAUSES = new Set(
  ("select where group order having limit offset qualify union except intersect on using window").split(" "),
);
const BEFORE_VALUE = new Set(
  ("select distinct where having on and or not by when then else case between like ilike in limit offset"
    + " qualify values all over using").split(" "),
);
const NOT_AN_ALIAS = new Set(
  ("as on using join left right full inner outer cross natural semi anti asof positional where group order"
    + " having limit offset union except intersect qualify window tablesample and or").split(" "),
);

export function scan(text) {
  const tokens = [];
  let at = 0;
  const take = (kind, end) => {
    tokens.push({ kind, start: at, end, text: text.slice(at, end) });
    at = end;
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const mark = text[at];
    if (/\s/u.test(mark)) at += 1;
    else if (rest === "--") {
      const end = text.indexOf("\n", at);
      take("comment", end < 0 ? text.length + 1 : end + 1);
    } else if (rest === "/*") {
      const end = text.indexOf("*/", at + 2);
      take("comment", end < 0 ? text.length + 1 : end + 2);
    } else if (mark === "'" || mark === '"') {
      const end = text.indexOf(mark, at + 1);
      take(mark === "'" ? "string" : "quoted", end < 0 ? text.length + 1 : end + 1);
    } else if (/[0-9]/.test(mark)) {
      take("number", at + /^[0-9][\w.]*/.exec(text.slice(at))[0].length);
    } else {
      WORD.lastIndex = at;
      const found = WORD.exec(text);
      if (found) take("word", at + found[0].length);
      else take("sign", at + 1);
    }
  }
  return tokens;
}

const plain = (token) => (token.kind === "quoted" ? token.text.slice(1, -1) : token.text).toLowerCase();
const isName = (token) => token !== undefined && (token.kind === "word" || token.kind === "quoted");

// Tables named after FROM and JOIN with their aliases, names of steps (WITH x AS), names given by AS.
function readNames(tokens) {
  const relations = new Map();
  const steps = new Set();
  const given = new Set();
  let expects = false;
  let inFrom = false;
  tokens.forEach((token, place) => {
    const next = tokens[place + 1];
    if (token.kind === "word" && plain(token) === "as" && isName(next)) given.add(next.text);
    if (isName(token) && next?.kind === "word" && plain(next) === "as") {
      const opening = tokens.slice(place + 2, place + 5).find((one) => one.text === "(");
      if (opening && ["with", "recursive", ","].includes(tokens[place - 1]?.text.toLowerCase())) {
        steps.add(token.text);
      }
    }
    if (token.kind === "word" && ["from", "join"].includes(plain(token))) {
      expects = true;
      inFrom = true;
    } else if (expects && isName(token)) {
      expects = false;
      let alias = next;
      if (alias?.kind === "word" && plain(alias) === "as") alias = tokens[place + 2];
      relations.set(plain(token), plain(token));
      if (isName(alias) && !NOT_AN_ALIAS.has(plain(alias))) relations.set(plain(alias), plain(token));
    } else if (token.kind === "word" && CLAUSES.has(plain(token))) {
      inFrom = false;
      expects = false;
    } else if (token.text === "," && inFrom) expects = true;
    else if (token.kind === "sign" && expects) expects = false;
  });
  return { relations, steps, given, expects };
}

// What may stand at the caret: { kind: table | column | operand | continuation | none, word, … }.
export function read(text, caret) {
  const tokens = scan(text);
  const under = tokens.find((token) => token.start < caret && caret <= token.end);
  if (under && ["comment", "string", "quoted"].includes(under.kind)) {
    const closed = caret === under.end && under.end <= text.length && under.kind !== "comment";
    if (!closed) return { kind: "none", word: "" };
  }
  if (under?.kind === "number") return { kind: "none", word: "" };
  const word = under?.kind === "word" ? text.slice(under.start, caret) : "";
  const start = caret - word.length;
  const before = tokens.filter((token) => token.end <= start && token.kind !== "comment");
  const rest = tokens.filter((token) => token.kind !== "comment" && token !== under);
  const { relations, steps, given } = readNames(rest);
  const last = before.at(-1);
  const found = { word, start, end: under?.kind === "word" ? under.end : caret, relations, steps, given };
  if (last?.text === "." && isName(before.at(-2))) {
    return { ...found, kind: "column", relation: plain(before.at(-2)) };
  }
  if (readNames(before).expects) return { ...found, kind: "table" };
  if (last === undefined) return { ...found, kind: "continuation" };
  const opens = last.kind === "sign" && ![")", "]", "*"].includes(last.text);
  const value = opens || (last.kind === "word" && BEFORE_VALUE.has(plain(last)));
  return { ...found, kind: value ? "operand" : "continuation" };
}

export function fold(words) {
  return words.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
}

// 0: the name begins so, 1: a part of it does, 2: the description says so, 3: it stands within.
function judge(entry, word) {
  if (!word) return 0;
  const name = entry.name.toLowerCase();
  const wanted = word.toLowerCase();
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[_ ]/).some((part) => part.startsWith(wanted))) return 1;
  if (wanted.length < 2) return -1;
  if (` ${fold(entry.meaning)}`.includes(` ${fold(word)}`)) return 2;
  return name.includes(wanted) ? 3 : -1;
}

export function suggest(place, names) {
  const column = (name, type) => ({ kind: "column", name, type, meaning: names.columns[name] ?? "" });
  const tables = () => [
    ...[...place.steps].map((name) => ({ kind: "step", name, meaning: "bước đặt tên trong câu lệnh" })),
    ...Object.entries(names.tables).map(([name, table]) => ({ kind: "table", name, meaning: table.meaning })),
  ];
  const columnsOf = (relation) => {
    const table = names.tables[place.relations.get(relation) ?? relation];
    return table ? table.columns.map(([name, type]) => column(name, type)) : [];
  };
  const functions = () => names.functions.map(([name, meaning]) => ({ kind: "function", name, meaning }));
  const keywords = () => names.keywords.map(([name, meaning]) => ({ kind: "keyword", name, meaning }));
  let offered = [];
  if (place.kind === "table") offered = [tables()];
  else if (place.kind === "column") offered = [columnsOf(place.relation)];
  else if (place.kind === "continuation") offered = [keywords()];
  else if (place.kind === "operand") {
    const named = [...new Set(place.relations.values())].filter((one) => one in names.tables);
    let columns = named.flatMap(columnsOf);
    // Before the tables are named any column may be meant; without a letter that would be hundreds.
    if (!named.length && place.word) columns = Object.keys(names.columns).map((one) => column(one, ""));
    const aliases = [...place.relations].filter(([alias, table]) => alias !== table);
    offered = [
      [...columns, ...[...place.given].map((name) => ({ kind: "given", name, meaning: "tên đặt trong câu lệnh" }))],
      aliases.map(([name, table]) => ({ kind: "alias", name, meaning: `tên khác của ${table}` })),
      functions(),
      keywords(),
    ];
  }
  const seen = new Set();
  return offered
    .flatMap((group, order) => group.map((entry, at) => ({ entry, order, at, grade: judge(entry, place.word) })))
    .filter(({ entry, grade }) => {
      const again = seen.has(entry.name);
      seen.add(entry.name);
      return grade >= 0 && !again;
    })
    .sort((one, other) => one.grade - other.grade || one.order - other.order || one.at - other.at)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}

const KINDS = {
  table: "bảng", column: "cột", function: "hàm", keyword: "từ khóa", step: "bước", given: "tên đặt", alias: "bảng",
};
// What decides where a line of the text area breaks, for the copy that finds the caret.
const STYLES = [
  "boxSizing", "width", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth",
  "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "fontFamily", "fontSize", "fontWeight",
  "lineHeight", "letterSpacing", "tabSize", "wordSpacing",
];

function findCaret(area, position) {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of STYLES) copy.style[name] = style[name];
  Object.assign(copy.style, {
    position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", borderStyle: "solid",
  });
  copy.textContent = area.value.slice(0, position);
  const mark = document.createElement("span");
  mark.textContent = "​";
  copy.append(mark);
  area.parentElement.append(copy);
  const found = { left: mark.offsetLeft, top: mark.offsetTop, height: mark.offsetHeight };
  copy.remove();
  return { ...found, left: found.left - area.scrollLeft, top: found.top - area.scrollTop };
}

class Completion {
  constructor(parent) {
    this.parent = parent;
    this.list = parent.querySelector("[role=listbox]");
    this.status = parent.querySelector("[role=status]");
    this.offered = [];
    this.active = -1;
    this.listeners = new AbortController();
    const signal = this.listeners.signal;
    // Listening above the text area: Streamlit may put another element in its place at any run.
    const listen = (name, act) =>
      document.addEventListener(name, (event) => this.isOurs(event.target) && act(event), { capture: true, signal });
    listen("focusin", (event) => this.describe(event.target));
    listen("focusout", () => this.close());
    listen("input", (event) => event.isComposing || this.look(event.target, false));
    listen("compositionend", (event) => this.look(event.target, false));
    listen("keydown", (event) => this.press(event));
    listen("pointerdown", () => this.close());
    listen("scroll", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      // The text area must keep the focus, or it would close the list under the pointer.
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.accept(Number(option.dataset.place));
    }, { signal });
    globalThis.addEventListener("resize", () => this.close(), { signal });
  }

  isOurs(element) {
    return element instanceof HTMLTextAreaElement && element.closest(this.names.within) !== null;
  }

  update({ data, setTriggerValue }) {
    this.names = data;
    this.run = (text) => setTriggerValue("run", text);
    this.parent.querySelector(".sql-completion-hint").hidden = false;
    const area = document.querySelector(`${data.within} textarea`);
    if (area) this.describe(area);
  }

  describe(area) {
    this.area = area;
    area.setAttribute("role", "combobox");
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    area.setAttribute("aria-controls", this.list.id);
    area.setAttribute("aria-expanded", String(this.isOpen));
    area.setAttribute("aria-describedby", "sql-completion-hint");
    area.spellcheck = false;
    area.autocapitalize = "off";
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  press(event) {
    if (event.isComposing) return;
    const takes = () => { event.preventDefault(); event.stopPropagation(); };
    const { key } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      // Streamlit's own handling of the keys goes on and takes over what was typed.
      this.close();
      this.run(event.target.value);
    } else if ((key === " " && event.ctrlKey) || (key === "ArrowDown" && event.altKey)) {
      takes();
      this.look(event.target, true);
    } else if (!this.isOpen) return;
    else if (key === "Escape") { takes(); this.close(); }
    else if (key === "ArrowDown") { takes(); this.step(1); }
    else if (key === "ArrowUp") { takes(); this.step(-1); }
    else if (key === "PageDown") { takes(); this.choose(Math.min(this.active + 8, this.offered.length - 1)); }
    else if (key === "PageUp") { takes(); this.choose(Math.max(this.active - 8, 0)); }
    else if ((key === "Enter" || key === "Tab") && this.active >= 0 && !event.shiftKey) {
      takes();
      this.accept(this.active);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "Tab"].includes(key)) this.close();
  }

  look(area, isAsked) {
    this.area = area;
    if (area.selectionStart !== area.selectionEnd) return this.close();
    const place = read(area.value, area.selectionStart);
    const afterWord = /\s$/u.test(area.value.slice(0, area.selectionStart));
    const offersUnasked = place.word || place.kind === "column" || (place.kind === "table" && afterWord);
    if (place.kind === "none" || !(isAsked || offersUnasked)) return this.close();
    const offered = suggest(place, this.names);
    // A name that is complete needs no list: Enter must start a line again.
    const isComplete = offered.some((one) => one.name.toLowerCase() === place.word.toLowerCase());
    if (!offered.length || (isComplete && !isAsked)) return this.close();
    this.place = place;
    this.show(offered, place.word || isAsked ? 0 : -1);
  }

  show(offered, active) {
    this.offered = offered;
    this.list.replaceChildren(...offered.map((entry, place) => {
      const option = document.createElement("div");
      option.role = "option";
      option.id = `${this.list.id}-${place}`;
      option.dataset.place = String(place);
      for (const [name, words] of [
        ["name", entry.name], ["kind", KINDS[entry.kind]], ["meaning", [entry.meaning, entry.type].filter(Boolean).join(" · ")],
      ]) {
        const part = document.createElement("span");
        part.className = `sql-completion-${name}`;
        part.textContent = words;
        option.append(part, " ");
      }
      return option;
    }));
    if (!this.isOpen) this.list.showPopover();
    this.put();
    this.choose(active);
    this.area.setAttribute("aria-expanded", "true");
    const more = offered.length === MOST ? `${MOST} gợi ý đầu` : `${offered.length} gợi ý`;
    this.status.textContent = `${more}; mũi tên để chọn, Tab hoặc Enter để nhận, Esc để đóng`;
  }

  put() {
    const box = this.area.getBoundingClientRect();
    const caret = findCaret(this.area, this.place.start);
    const zoom = this.list.currentCSSZoom || 1;
    const own = this.list.getBoundingClientRect();
    const line = box.top + Math.min(Math.max(caret.top, 0), this.area.clientHeight) * zoom;
    const below = line + caret.height * zoom + 2;
    const top = below + own.height > innerHeight ? Math.max(4, line - own.height - 2) : below;
    const left = Math.max(4, Math.min(box.left + caret.left * zoom, innerWidth - own.width - 8));
    Object.assign(this.list.style, { top: `${top / zoom}px`, left: `${left / zoom}px` });
  }

  // Past an end the choice goes on at the other.
  step(by) {
    const last = this.offered.length - 1;
    const next = this.active + by;
    this.choose(next > last ? 0 : next < 0 ? last : next);
  }

  choose(place) {
    this.active = place;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.active));
      if (place === this.active) option.scrollIntoView({ block: "nearest" });
    });
    if (this.active < 0) this.area.removeAttribute("aria-activedescendant");
    else this.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
  }

  accept(number) {
    const entry = this.offered[number];
    const { start, end } = this.place;
    const opens = entry.kind === "function" && this.area.value[end] !== "(";
    this.close();
    this.area.focus();
    this.area.setSelectionRange(start, end);
    // The one way of typing for a page that undo and Streamlit's text area both know of.
    document.execCommand("insertText", false, opens ? `${entry.name}()` : entry.name);
    if (opens) this.area.setSelectionRange(this.area.selectionStart - 1, this.area.selectionStart - 1);
    this.close();
  }

  close() {
    if (this.isOpen) this.list.hidePopover();
    this.offered = [];
    this.active = -1;
    this.status.textContent = "";
    this.area?.setAttribute("aria-expanded", "false");
    this.area?.removeAttribute("aria-activedescendant");
  }

  end() {
    this.close();
    this.listeners.abort();
    for (const name of ["role", "aria-autocomplete", "aria-haspopup", "aria-controls", "aria-expanded", "aria-describedby"]) {
      this.area?.removeAttribute(name);
    }
  }
}

const running = new WeakMap();

export default function attach(component) {
  const { parentElement } = component;
  if (!running.has(parentElement)) running.set(parentElement, new Completion(parentElement));
  const completion = running.get(parentElement);
  completion.update(component);
  return () => {
    completion.end();
    running.delete(parentElement);
  };
}
