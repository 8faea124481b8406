import { PageHead, Panel } from "@/components/ui/panel";
import { usePageTitle } from "@/lib/page-subject";
import { GLOSSARY, type Term } from "./glossary";

/** The words of the product, each under an address of its own. */
export function ConceptsPage() {
  usePageTitle("Concepts");
  return (
    <>
      <PageHead
        title="Concepts"
        intro="What the words on the pages mean. Plan what must be sent, observe what arrives, react when the two part."
      />
      <nav aria-label="Parts" className="flex flex-wrap gap-x-4 gap-y-1">
        {GLOSSARY.map((part) => (
          <a key={part.id} href={`#${part.id}`} className="rounded-1 text-link coarse:min-h-11">
            {part.title}
          </a>
        ))}
      </nav>
      {GLOSSARY.map((part) => (
        <Panel key={part.id} title={<span id={part.id}>{part.title}</span>} ruled>
          <dl>
            {part.terms.map((term) => (
              <Entry key={term.id} term={term} />
            ))}
          </dl>
        </Panel>
      ))}
    </>
  );
}

function Entry({ term }: { term: Term }) {
  return (
    <div
      id={term.id}
      className="grid scroll-mt-16 gap-x-5 gap-y-0.5 border-b border-line px-3.5 py-2.5 target:bg-accent-tint last:border-0 md:grid-cols-[200px_minmax(0,1fr)]"
    >
      <dt className="font-medium">
        <a href={`#${term.id}`} className="rounded-1">
          {term.name}
        </a>
      </dt>
      <dd className="max-w-[78ch] text-ink-2">{term.meaning}</dd>
    </div>
  );
}
