// What may be meant by the word before the caret: columns of the tables named, tables, metrics, functions, keywords.
(function () {
  const sql = window.evenhandSql;
  const MOST = 60;

  // The word that is being written and the name before its dot; null inside of texts and comments.
  function written(statement, caret) {
    const inside = sql.parts(statement).find((p) => p.at < caret && caret <= p.at + p.text.length);
    if (inside && (/^(comment|string|quoted|number|parameter)$/.test(inside.kind))) return null;
    const [word] = statement.slice(0, caret).match(/\w*$/);
    const owner = statement.slice(0, caret - word.length).match(/([\w]+|"[^"]+")\.$/);
    return { word, from: caret - word.length, owner: owner ? owner[1].replace(/"/g, "") : "" };
  }

  const columnsOf = (table) => sql.known.tables[table].columns.map(([name, type, words]) => ({ text: sql.quoted(name), name, kind: "column", note: `${type.toLowerCase()} · ${table}`, words }));

  function all(statement, owner) {
    const { tables, metrics } = sql.known;
    const named = sql.named(statement, tables);
    if (owner) return named[owner] || tables[owner] ? columnsOf(named[owner] || owner) : [];
    const seen = new Set();
    const columns = [...new Set(Object.values(named))].flatMap(columnsOf).filter((c) => !seen.has(c.name) && seen.add(c.name));
    const list = Object.values(tables).map((t) => ({ text: sql.quoted(t.name), name: t.name, kind: "table", note: t.is_made ? "prepared sums" : "table", words: t.words }));
    const told = metrics.map((m) => ({ text: m.name, name: m.name, label: m.label, kind: "metric", note: m.label, words: "Puts its compiled statement in, in brackets." }));
    const functions = sql.FUNCTIONS.map((name) => ({ text: `${name}(`, name, kind: "function", note: "function" }));
    return columns.concat(list, told, functions, [...sql.KEYWORDS].map((name) => ({ text: name, name, kind: "keyword", note: "" })));
  }

  // Names that begin with the word stand before those that hold it; in each, in the order in which they were told.
  sql.suggestions = (statement, caret, isAsked) => {
    const found = written(statement, caret);
    if (!found || (!isAsked && !found.owner && found.word.length < 2)) return null;
    const wanted = found.word.toLowerCase();
    const begins = (c) => c.name.toLowerCase().startsWith(wanted);
    const holds = (c) => c.kind !== "keyword" && wanted.length > 2 && `${c.name} ${c.label || ""}`.toLowerCase().includes(wanted);
    const choices = all(statement, found.owner);
    const list = choices.filter(begins).concat(choices.filter((c) => !begins(c) && holds(c))).slice(0, MOST);
    const isDone = list.length === 1 && list[0].text.toLowerCase() === wanted;
    return list.length && !isDone ? { ...found, list } : null;
  };
})();
