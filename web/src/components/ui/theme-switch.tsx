import { useSyncExternalStore } from "react";
import { chooseTheme, readTheme, subscribeTheme, type ThemeChoice } from "@/lib/theme";
import { Segmented } from "./segmented";

const OPTIONS: { value: ThemeChoice; label: string }[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function ThemeSwitch() {
  const choice = useSyncExternalStore(subscribeTheme, readTheme);
  return <Segmented label="Appearance" value={choice} onChange={chooseTheme} options={OPTIONS} />;
}
