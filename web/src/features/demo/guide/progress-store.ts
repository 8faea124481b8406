import { type Act, fresh, type Progress, reduce } from "./engine";

const keyOf = (slug: string) => `tripl.demo.guide.${slug}`;
const listeners = new Set<() => void>();
/** Instead of a storage that is closed to the page. */
const kept = new Map<string, string>();
const parsed = new Map<string, { raw: string | null; project: string; progress: Progress }>();

function rawOf(slug: string): string | null {
  try {
    return localStorage.getItem(keyOf(slug)) ?? kept.get(slug) ?? null;
  } catch {
    return kept.get(slug) ?? null;
  }
}

function parse(raw: string | null): Progress | null {
  try {
    const found = JSON.parse(raw ?? "null");
    return found !== null && typeof found === "object" && "project" in found ? found : null;
  } catch {
    return null;
  }
}

/** Of this project; another one under the same address was a reset, and says so to who was under way. */
function read(slug: string, project: string): Progress {
  const raw = rawOf(slug);
  const known = parsed.get(slug);
  if (known && known.raw === raw && known.project === project) return known.progress;
  const stored = parse(raw);
  const progress =
    stored?.project === project
      ? { ...fresh(project), ...stored }
      : fresh(project, stored?.chapter ? "reset" : null);
  parsed.set(slug, { raw, project, progress });
  return progress;
}

const tell = () => {
  for (const listener of listeners) listener();
};

/** Where the visitor of each demo stands, in this browser. Each act begins from what is stored, so tabs add up. */
export const guides = {
  read,
  act(slug: string, project: string, act: Act): void {
    const before = read(slug, project);
    const next = reduce(before, act);
    if (next === before) return;
    const raw = JSON.stringify(next);
    try {
      localStorage.setItem(keyOf(slug), raw);
    } catch {
      kept.set(slug, raw);
    }
    tell();
  },
  forget(slug: string): void {
    kept.delete(slug);
    try {
      localStorage.removeItem(keyOf(slug));
    } catch {
      // Nothing was stored then.
    }
    tell();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    window.addEventListener("storage", listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", listener);
    };
  },
};
