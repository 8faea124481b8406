// Renders openapi.json as a list of routes. Every text reaches the page through textContent.
const METHODS = ["get", "post", "put", "patch", "delete"];

function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function resolve(schema, document) {
  const name = schema?.$ref?.split("/").at(-1);
  return name ? { name, ...document.components.schemas[name] } : (schema ?? {});
}

function describe(schema, document, depth = 0) {
  const found = resolve(schema, document);
  const variants = found.anyOf ?? found.oneOf;
  if (variants) return variants.map((variant) => describe(variant, document, depth)).join(" | ");
  if (found.enum) return found.enum.map((word) => JSON.stringify(word)).join(" | ");
  if (found.type === "array") return `${describe(found.items, document, depth)}[]`;
  if (!found.properties) return found.format ?? found.type ?? "any";
  if (depth > 3) return found.name ?? "object";
  const pad = "  ".repeat(depth + 1);
  const rows = Object.entries(found.properties).map(([name, member]) => {
    const mark = found.required?.includes(name) ? "" : "?";
    return `${pad}${name}${mark}: ${describe(member, document, depth + 1)}`;
  });
  return `{\n${rows.join("\n")}\n${"  ".repeat(depth)}}`;
}

function parameters(operation, document) {
  if (!operation.parameters?.length) return [];
  const rows = operation.parameters.map((given) =>
    element("tr", {},
      element("td", {}, element("code", { text: given.name + (given.required ? "" : "?") })),
      element("td", { text: given.in }),
      element("td", {}, element("code", { text: describe(given.schema, document) })),
      element("td", { text: given.description ?? "" })));
  return [element("table", {}, ...rows)];
}

function bodies(operation, document) {
  const request = operation.requestBody?.content?.["application/json"]?.schema;
  const found = request ? [["Request", request]] : [];
  for (const [status, answer] of Object.entries(operation.responses)) {
    const schema = answer.content?.["application/json"]?.schema;
    if (status.startsWith("2")) found.push([`Answer ${status}`, schema]);
  }
  return found.flatMap(([title, schema]) => [
    element("h3", { text: title }),
    element("pre", { text: schema ? describe(schema, document) : "no body" }),
  ]);
}

function route(method, path, operation, document) {
  const head = element("summary", {},
    element("span", { class: "method", text: method.toUpperCase() }),
    element("code", { text: path }),
    element("span", { class: "about", text: operation.summary ?? "" }));
  const made = element("details", { "data-words": `${path} ${operation.summary} ${operation.description ?? ""}`.toLowerCase() }, head);
  made.addEventListener("toggle", () => {
    made.append(element("p", { text: operation.description ?? "" }), ...parameters(operation, document), ...bodies(operation, document));
  }, { once: true });
  return made;
}

function render(document) {
  const groups = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? "other";
      groups.set(tag, [...(groups.get(tag) ?? []), route(method, path, item[method], document)]);
    }
  }
  return [...groups].map(([tag, routes]) => element("section", {}, element("h2", { text: tag }), ...routes));
}

function filter(words) {
  for (const row of document.querySelectorAll("details")) row.hidden = !row.dataset.words.includes(words);
  for (const group of document.querySelectorAll("section")) group.hidden = !group.querySelector("details:not([hidden])");
}

const place = document.getElementById("routes");
try {
  const answer = await fetch("/openapi.json");
  place.replaceChildren(...render(await answer.json()));
} catch (error) {
  place.textContent = `The list of routes could not be loaded: ${error.message}`;
}
document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value.trim().toLowerCase()));
