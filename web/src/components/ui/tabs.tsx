import { Tabs as RadixTabs } from "radix-ui";
import type { ReactNode } from "react";

type Props<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: { value: T; label: string; count?: ReactNode }[];
  children?: ReactNode;
};

/** Other content, kept in the address by whoever holds the value. */
export function Tabs<T extends string>({ label, value, onChange, tabs, children }: Props<T>) {
  return (
    <RadixTabs.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className="grid min-w-0 gap-4"
    >
      <RadixTabs.List
        aria-label={label}
        className="flex gap-[18px] overflow-x-auto border-b border-line scroll-quiet narrow:gap-5"
      >
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            data-guide={`tab-${tab.value}`}
            className="state-motion -mb-px flex items-center gap-1.5 rounded-t-1 border-b-2 border-transparent pt-1.5 pb-2 whitespace-nowrap text-ink-3 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink coarse:min-h-11"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="text-micro font-text text-ink-3">{tab.count}</span>
            )}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {children}
    </RadixTabs.Root>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <RadixTabs.Content value={value} className="grid min-w-0 gap-4 rounded-2">
      {children}
    </RadixTabs.Content>
  );
}
