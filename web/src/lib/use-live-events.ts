import { useEffect, useRef, useState } from "react";

export type LiveState = "connecting" | "live" | "polling";

type Options = {
  /** Address of the stream; null keeps quiet. */
  url: string | null;
  /** What the address stands for; another one under the same address connects anew. */
  subject?: string;
  onEvent: (name: string, data: unknown) => void;
  /** Names to listen for besides unnamed messages. */
  names?: string[];
  pollMs?: number;
};

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60_000;
/** After this many failures in a row the page asks on its own instead of waiting for the stream. */
const PATIENCE = 3;

/** How long to wait before attempt n (from 0), with jitter so that clients do not return together. */
export function backOff(attempt: number, random = Math.random()): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

/** A server-sent stream that reconnects by itself and falls back to polling ("poll" events). */
export function useLiveEvents(options: Options): LiveState {
  const { url, subject, onEvent, names = [], pollMs = 20_000 } = options;
  const [state, setState] = useState<LiveState>("connecting");
  const handler = useRef(onEvent);
  handler.current = onEvent;
  const listening = names.join(",");

  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject needs another connection.
  useEffect(() => {
    if (!url || typeof EventSource === "undefined") return;
    let attempt = 0;
    let source: EventSource | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let poll: ReturnType<typeof setInterval> | undefined;

    const stopPolling = () => {
      clearInterval(poll);
      poll = undefined;
    };
    const receive = (event: MessageEvent) => handler.current(event.type, parse(event.data));
    const connect = () => {
      source = new EventSource(url);
      source.onopen = () => {
        if (attempt > 0) handler.current("poll", null);
        attempt = 0;
        stopPolling();
        setState("live");
      };
      source.onmessage = receive;
      for (const name of listening.split(",").filter(Boolean))
        source.addEventListener(name, receive);
      source.onerror = () => {
        source?.close();
        attempt += 1;
        setState(attempt >= PATIENCE ? "polling" : "connecting");
        if (attempt >= PATIENCE) poll ??= setInterval(() => handler.current("poll", null), pollMs);
        retry = setTimeout(connect, backOff(attempt - 1));
      };
    };
    connect();
    return () => {
      source?.close();
      clearTimeout(retry);
      stopPolling();
    };
  }, [url, subject, listening, pollMs]);

  return state;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
