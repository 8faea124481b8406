/** An API refusal or a lost connection, in the one shape the pages show. */
export type Problem = {
  status: number | null;
  title: string;
  detail: string;
  requestId: string | null;
  /** Messages by member name, from a 422. */
  fields: Record<string, string>;
  retryAfter: number | null;
};

type ValidationItem = { loc?: (string | number)[]; msg?: string };

const TITLES: Record<number, string> = {
  400: "That request was not possible",
  401: "You are signed out",
  403: "You may not do this",
  404: "This is not here",
  409: "Something else changed it first",
  413: "That is too large",
  422: "Some values need a change",
  429: "Too many attempts",
  503: "A part of the server is not available",
};

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** Nobody answered: the request did not arrive, or what came back took too long. */
export class NoAnswerError extends TypeError {
  /** How long it was waited for, when that is what ended it. */
  readonly waitedMs: number | null;

  constructor(waitedMs: number | null = null) {
    super("The server does not answer");
    this.name = "NoAnswerError";
    this.waitedMs = waitedMs;
  }
}

/** As browsers word it: the code of a page or of a part of it did not come. */
const NO_CODE = /dynamically imported module|module script failed|preload CSS/i;

/** True for code that did not come, which a page can only get by loading anew. */
export const isMissingCode = (error: unknown) =>
  error instanceof Error && NO_CODE.test(error.message);

const noAnswerWords = (waitedMs: number | null) =>
  waitedMs === null
    ? "The request did not reach the server. Check the connection and try again."
    : `It took the request and said nothing for ${Math.round(waitedMs / 1000)} s. Whether it did what was asked is not known.`;

/** Reads the body of a failed answer: `detail` is a sentence, a list of findings or an object with a code. */
export function problemFromResponse(response: Response, body: unknown): Problem {
  const detail = readDetail(body);
  const retryAfter = Number(response.headers.get("retry-after"));
  return {
    status: response.status,
    title: TITLES[response.status] ?? "The server could not answer",
    detail: (response.status !== 500 && detail.text) || fallback(response.status),
    requestId: response.headers.get("x-request-id"),
    fields: detail.fields,
    retryAfter: retryAfter > 0 ? retryAfter : null,
  };
}

/** Whatever was thrown, as a problem: our own, a lost connection or a defect of the page. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const lost = error instanceof NoAnswerError || isMissingCode(error);
  return {
    status: null,
    title: lost ? "The server does not answer" : "This part of the page failed",
    detail: lost
      ? noAnswerWords(error instanceof NoAnswerError ? error.waitedMs : null)
      : error instanceof Error
        ? error.message
        : String(error),
    requestId: null,
    fields: {},
    retryAfter: null,
  };
}

function fallback(status: number): string {
  return status >= 500
    ? "The server failed while answering. Try again; the details help whoever runs it."
    : `The server answered ${status} without saying why.`;
}

function readDetail(body: unknown): { text: string; fields: Record<string, string> } {
  const detail = isRecord(body) ? body.detail : undefined;
  if (typeof detail === "string") return { text: detail, fields: {} };
  if (Array.isArray(detail)) return readValidation(detail as ValidationItem[]);
  if (isRecord(detail) && typeof detail.message === "string")
    return { text: detail.message, fields: {} };
  return { text: "", fields: {} };
}

function readValidation(items: ValidationItem[]): { text: string; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const general: string[] = [];
  for (const item of items) {
    const path = (item.loc ?? []).filter((part) => part !== "body" && part !== "query").join(".");
    const message = sentence(item.msg ?? "is not valid");
    if (path) fields[path] ??= message;
    else general.push(message);
  }
  const named = Object.entries(fields).map(([name, message]) => `${name}: ${message}`);
  return { text: [...general, ...named].join(" "), fields };
}

function sentence(message: string): string {
  const text = message.replace(/^Value error, /, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
