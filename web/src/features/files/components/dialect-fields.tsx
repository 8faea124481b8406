import type { FileChoices, FileDialect } from "@/api/generated/types.gen";
import { Checkbox } from "@/components/ui/choice";
import { Select } from "@/components/ui/select";
import { delimiterOptions, encodingOptions, quoteOptions } from "../words";

type Props = {
  dialect: FileDialect;
  onChoose: (part: FileChoices) => void;
  errors: Record<string, string>;
};

const DECIMALS = [
  { value: ".", label: "Point, 1.5" },
  { value: ",", label: "Comma, 1,5" },
];

/** How the text is written. A Parquet file knows that itself. */
export function DialectFields({ dialect, onChoose, errors }: Props) {
  if (dialect.delimiter === null)
    return (
      <p className="text-ink-2">The file says itself how it is written; nothing is guessed.</p>
    );
  return (
    <div className="grid gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-2 xl:grid-cols-4">
        <Select
          label="Encoding"
          options={encodingOptions(dialect.encoding)}
          value={dialect.encoding}
          error={errors.encoding}
          onChange={(encoding) => onChoose({ encoding })}
        />
        <Select
          label="Delimiter"
          options={delimiterOptions(dialect.delimiter)}
          value={dialect.delimiter}
          error={errors.delimiter}
          onChange={(delimiter) => onChoose({ delimiter })}
        />
        <Select
          label="Quotes"
          options={quoteOptions(dialect.quote ?? '"')}
          value={dialect.quote ?? '"'}
          error={errors.quote}
          onChange={(quote) => onChoose({ quote })}
        />
        <Select
          label="Decimal mark"
          options={DECIMALS}
          value={dialect.decimal}
          error={errors.decimal}
          onChange={(decimal) => onChoose({ decimal: decimal as FileChoices["decimal"] })}
        />
      </div>
      <Checkbox
        label="The first line names the columns"
        checked={dialect.has_header}
        onChange={(header) => onChoose({ header })}
      />
    </div>
  );
}
