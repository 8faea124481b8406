import { describe, expect, it } from "vitest";
import { nameFromFile, whyNotSent } from "./dropped";
import { rejectsText } from "./rejects-text";

const room = { max: 1000, free: 500 };
const sized = (size: number) => new File([new Uint8Array(size)], "a.csv");

describe("what is dropped", () => {
  it("is refused in a sentence before a byte leaves", () => {
    expect(whyNotSent([sized(10)], false, room)).toBeNull();
    expect(whyNotSent([], true, room)?.title).toBe("That is a folder");
    expect(whyNotSent([sized(1), sized(1)], false, room)?.detail).toContain("2 files");
    expect(whyNotSent([sized(0)], false, room)?.title).toBe("The file is empty");
    expect(whyNotSent([sized(1001)], false, room)?.title).toBe("The file is too large");
    expect(whyNotSent([sized(501)], false, room)?.title).toBe("The server's disk is too full");
  });

  it("names the project it makes", () => {
    expect(nameFromFile("web_requests.csv.gz")).toBe("Web requests");
    expect(nameFromFile("2024-11.export.parquet")).toBe("2024 11 export");
    expect(nameFromFile(".csv")).toBe("My data");
  });

  it("gives its rejects as a table that runs no formula", () => {
    expect(rejectsText([{ line: 7, reason: 'No "time"', text: "=1+1" }])).toBe(
      'line,reason,text\r\n7,"No ""time""","\'=1+1"',
    );
  });
});
