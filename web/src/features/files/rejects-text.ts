import type { FileReject } from "@/api/generated/types.gen";

const cell = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;

/** As CSV, ready for a spreadsheet. What a spreadsheet would take for a formula is kept as text. */
export function rejectsText(rejects: FileReject[]): string {
  const rows = rejects.map(({ line, reason, text }) =>
    [line, cell(reason), cell(plain(text ?? ""))].join(","),
  );
  return ["line,reason,text", ...rows].join("\r\n");
}

const plain = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
