import type { Membership } from "@/api/generated/types.gen";
import { guardedFetch } from "@/lib/api-client";
import { lastUsed, placeOf } from "@/lib/organization";

const DEFAULT = "default";

/**
 * The full address that a short one means for somebody of several organizations: a project opens in the one that
 * holds it, all else in the one that was used last.
 */
export async function fullAddress(short: string, mine: Membership[]): Promise<string> {
  const slug = /^\/p\/([^/?#]+)/.exec(short)?.[1];
  const known = new Set(mine.map((each) => each.slug));
  const used = lastUsed.read();
  const first = [used, DEFAULT, ...known].filter((each) => each !== null && known.has(each));
  const order = [...new Set(first)] as string[];
  const holder = slug ? await holderOf(slug, order) : undefined;
  return `${placeOf(holder ?? order[0] ?? DEFAULT)}${short}`;
}

async function holderOf(slug: string, order: string[]): Promise<string | undefined> {
  const holds = await Promise.all(
    order.map((each) =>
      guardedFetch(`/api/v1/orgs/${encodeURIComponent(each)}/projects/${slug}`).then(
        () => true,
        () => false,
      ),
    ),
  );
  return order.find((_, at) => holds[at]);
}
