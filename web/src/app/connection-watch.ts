import { serverAnswers } from "@/lib/api-client";
import { connection } from "@/lib/connection";
import { backOff } from "@/lib/use-live-events";

const LONGEST_MS = 15_000;
const ASKING_MS = 5000;

/** While the server does not answer it is asked again and again; returns how to stop. */
export function watchConnection(): () => void {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), Math.min(LONGEST_MS, backOff(attempt)));
    attempt += 1;
  };
  const ask = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (connection.state().lostAt !== null && !(await serverAnswers(ASKING_MS))) wait();
  };
  const changed = () => {
    clearTimeout(timer);
    attempt = 0;
    if (connection.state().lostAt !== null) wait();
  };
  const askNow = () => void ask();
  const stops = [connection.subscribe(changed), connection.onRetry(askNow)];
  // A network that is back, or a lid that was opened: no reason to sit the wait out.
  window.addEventListener("online", connection.retry);
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    window.removeEventListener("online", connection.retry);
  };
}
