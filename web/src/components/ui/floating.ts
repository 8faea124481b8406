/** What floats over the page looks and stands the same: menus, lists of options, filters. */
export const floatingClass = "rounded-3 border border-line-strong bg-raised shadow-2 anim-rise";
export const FLOATING_PLACE = { sideOffset: 4, collisionPadding: 8 } as const;

/** What dims the page under a dialog, a sheet or the palette. */
export const scrimClass = "fixed inset-0 z-(--z-dialog) bg-scrim anim-appear";
