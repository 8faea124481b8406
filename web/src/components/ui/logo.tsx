/** Three bars, the third split: plan, data, and the watch that saw something. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <rect x="1.5" y="2" width="4.6" height="16" rx="1.3" className="fill-accent" />
      <rect x="7.7" y="2" width="4.6" height="16" rx="1.3" className="fill-accent opacity-55" />
      <rect x="13.9" y="2" width="4.6" height="6.2" rx="1.3" className="fill-accent opacity-55" />
      <rect x="13.9" y="11.8" width="4.6" height="6.2" rx="1.3" className="fill-signal" />
    </svg>
  );
}
