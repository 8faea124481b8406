import { useEffect, useRef, useState } from "react";
import { serverAnswers } from "./api-client";
import { connection } from "./connection";

export type LiveState = {
  /** `polling`: nothing comes by itself, so the page asks. */
  mode: "connecting" | "live" | "polling";
  /** When messages stopped, in epoch milliseconds; null before the first and while they come. */
  silentSince: number | null;
};

type Options = {
  /** Address of the stream; null keeps quiet. */
  url: string | null;
  /** What the address stands for; another one under the same address connects anew. */
  subject?: string;
  onEvent: (name: string, data: unknown) => void;
  /** Names to listen for besides unnamed messages. */
  names?: string[];
  /** What a message says of the stream itself: true when nothing will come through it. */
  saysSilent?: (name: string, data: unknown) => boolean | null;
  pollMs?: number;
};

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60_000;
/** After this many failures in a row the page asks on its own instead of waiting for the stream. */
const PATIENCE = 3;
const ASKING_MS = 5000;

/** How long to wait before attempt n (from 0), with jitter so that clients do not return together. */
export function backOff(attempt: number, random = Math.random()): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

const FIRST: LiveState = { mode: "connecting", silentSince: null };
const LIVE: LiveState = { mode: "live", silentSince: null };

/** A server-sent stream that reconnects by itself and falls back to polling ("poll" events). */
export function useLiveEvents(options: Options): LiveState {
  const { url, subject, names = [], pollMs = 20_000 } = options;
  const [state, setState] = useState<LiveState>(FIRST);
  const given = useRef(options);
  given.current = options;
  const listening = names.join(",");

  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject needs another connection.
  useEffect(() => {
    setState(FIRST);
    if (!url || typeof EventSource === "undefined") return;
    let attempt = 0;
    let source: EventSource | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let poll: ReturnType<typeof setInterval> | undefined;

    const tell = (name: string, data: unknown) => given.current.onEvent(name, data);
    const live = () => {
      clearInterval(poll);
      poll = undefined;
      setState(LIVE);
    };
    const silent = (mode: LiveState["mode"]) => {
      setState((was) => ({ mode, silentSince: was.silentSince ?? Date.now() }));
      if (mode === "polling") poll ??= setInterval(() => tell("poll", null), pollMs);
    };
    const receive = (event: MessageEvent) => {
      const data = parse(event.data);
      const says = given.current.saysSilent?.(event.type, data) ?? null;
      if (says !== null) (says ? () => silent("polling") : live)();
      tell(event.type, data);
    };
    const connect = () => {
      clearTimeout(retry);
      source = new EventSource(url);
      source.onopen = () => {
        if (attempt > 0) tell("poll", null);
        attempt = 0;
        live();
      };
      source.onmessage = receive;
      for (const name of listening.split(",").filter(Boolean))
        source.addEventListener(name, receive);
      source.onerror = () => {
        source?.close();
        source = null;
        attempt += 1;
        silent(attempt >= PATIENCE ? "polling" : "connecting");
        void serverAnswers(ASKING_MS);
        clearTimeout(retry);
        retry = setTimeout(connect, backOff(attempt - 1));
      };
    };
    const connectNow = () => {
      if (source === null) connect();
      else tell("poll", null);
    };
    connect();
    const stops = [connection.onReturn(connectNow), connection.onRetry(connectNow)];
    return () => {
      source?.close();
      clearTimeout(retry);
      clearInterval(poll);
      for (const stop of stops) stop();
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
