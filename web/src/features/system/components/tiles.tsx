import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import type { Told } from "../words";

export type TileOf = { label: string; told: Told; extra?: ReactNode };

/** One fact a tile: what it is, how it stands, and what that means. */
export function Tiles({ label, tiles }: { label: string; tiles: TileOf[] }) {
  return (
    <ul
      aria-label={label}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-3 border border-line bg-line md:grid-cols-3"
    >
      {tiles.map((tile) => (
        <li key={tile.label} className="grid min-w-0 content-start gap-1 bg-surface px-3.5 py-2.5">
          <span className="text-small text-ink-3">{tile.label}</span>
          <span className="min-w-0">
            <Badge tone={tile.told.tone} className="max-w-full">
              <span className="truncate">{tile.told.state}</span>
            </Badge>
          </span>
          {(tile.told.note || tile.extra) && (
            <span className="text-small text-ink-3">
              {tile.told.note} {tile.extra}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
