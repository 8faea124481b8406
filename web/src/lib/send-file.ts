import { qualified } from "./organization";
import { NoAnswerError, ProblemError, problemFromResponse } from "./problem";

export type Sending = { answer: Promise<unknown>; stop: () => void };

/** Sends a file as the body of a request. A fetch cannot say how far an upload is; this can. */
export function sendFile(url: string, file: Blob, onSent: (bytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  let stopped = false;
  let stop = () => request.abort();
  const answer = new Promise<unknown>((resolve, reject) => {
    stop = () => {
      stopped = true;
      reject(new DOMException("Stopped", "AbortError"));
      request.abort();
    };
    request.upload.onprogress = (event) => {
      if (!stopped) onSent(event.loaded);
    };
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status < 300) return resolve(body);
      const headers = new Headers();
      for (const name of ["retry-after", "x-request-id"]) {
        const value = request.getResponseHeader(name);
        if (value) headers.set(name, value);
      }
      const response = new Response(null, { status: request.status, headers });
      reject(new ProblemError(problemFromResponse(response, body)));
    };
    request.onerror = () => reject(new NoAnswerError());
  });
  request.open("POST", qualified(url));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { answer, stop };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
