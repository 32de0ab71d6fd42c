// A statement in its parts: what is coloured in the editor, what its parameters are called, which tables it names.
window.evenhandSql = (function () {
  const KEYWORDS = new Set((
    "all and any anti array as asc asof at between by case cast columns cross cube current date desc describe distinct else end except exclude exists explain extract false filter first following for from full " +
    "group grouping having ilike in inner intersect interval into is isnull join last lateral left like limit materialized natural not notnull null nulls offset on or order outer over partition pivot " +
    "positional preceding qualify range recursive replace right rollup row rows sample select semi sets show similar summarize table tablesample then ties time timestamp to true try_cast unbounded union unnest unpivot " +
    "using values when where window with within").split(" "));
  const FUNCTIONS = "avg count count_if date_diff date_part date_trunc coalesce dense_rank first lag last lead list max median min mode nullif quantile_cont rank regexp_matches round row_number stddev strftime string_agg sum".split(" ");
  // Comment; text, plain or between dollars; quoted name; parameter; number; word; the rest letter by letter.
  const PART = /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|((?:\b[eExX])?'(?:[^']|'')*(?:'|$)|\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?(?:\$\3\$|$))|("(?:[^"]|"")*(?:"|$))|(\$[A-Za-z_]\w*)|(\b\d[\d_.]*(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\s+|[\s\S])/g;

  // Parts as { kind, text, at }; together they are the statement, letter by letter.
  function parts(statement) {
    return [...statement.matchAll(PART)].map((found) => {
      const [text, comment, string, , quoted, parameter, number, word] = found;
      const named = () => (KEYWORDS.has(text.toLowerCase()) ? "keyword" : statement[found.index + text.length] === "(" ? "function" : "name");
      const kind = comment ? "comment" : string ? "string" : quoted ? "quoted" : parameter ? "parameter" : number ? "number" : word ? named() : "";
      return { kind, text, at: found.index };
    });
  }

  const parameters = (statement) => [...new Set(parts(statement).filter((p) => p.kind === "parameter").map((p) => p.text.slice(1)))];

  // What a field is most likely to hold, by what it is called.
  function guessed(name, text) {
    if (/^\d{4}-\d\d-\d\d$/.test(text || "") || /(^|_)(from|to|since|until|start|end|on|day|date|after|before)($|_)/i.test(name)) return "date";
    return /(^|_)(n|min|max|limit|least|most|count|number|top|share|seconds|days|minutes)($|_)/i.test(name) ? "number" : "text";
  }

  // Tables named behind `from` and `join`, by their names and by what the statement calls them.
  function named(statement, tables) {
    const found = {};
    const words = parts(statement).filter((p) => p.kind !== "comment" && p.text.trim());
    words.forEach((part, i) => {
      const name = part.text.replace(/"/g, "");
      if (!(name in tables) || i === 0 || !/^(from|join|,|\.)$/i.test(words[i - 1].text)) return;
      found[name] = name;
      const next = words[i + 1] && words[i + 1].text.toLowerCase() === "as" ? words[i + 2] : words[i + 1];
      if (next && (next.kind === "name" || next.kind === "quoted")) found[next.text.replace(/"/g, "")] = name;
    });
    return found;
  }

  const quoted = (name) => (/^[a-z_][a-z0-9_]*$/i.test(name) && !KEYWORDS.has(name.toLowerCase()) ? name : `"${name.replace(/"/g, '""')}"`);
  const emit = (name, detail) => document.dispatchEvent(new CustomEvent(`evenhand:sql-${name}`, { detail }));
  // A subscription of a component, ended with it.
  const useNews = (name, heard) => window.React.useEffect(() => {
    const listen = (event) => heard(event.detail);
    document.addEventListener(`evenhand:sql-${name}`, listen);
    return () => document.removeEventListener(`evenhand:sql-${name}`, listen);
  });
  // `known` is what can be written: tables by name, and metrics.
  return { KEYWORDS, FUNCTIONS, parts, parameters, guessed, named, quoted, emit, useNews, known: { tables: {}, metrics: [] } };
})();
