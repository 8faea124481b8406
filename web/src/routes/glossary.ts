export type Term = { id: string; name: string; meaning: string };
export type GlossaryPart = { id: string; title: string; terms: Term[] };

const term = (name: string, meaning: string): Term => ({
  id: name.toLowerCase().replace(/[^a-z]+/g, "-"),
  name,
  meaning,
});

/** Ids are addresses: /concepts#signal. Renaming a term breaks links to it. */
export const GLOSSARY: GlossaryPart[] = [
  {
    id: "the-plan",
    title: "The plan",
    terms: [
      term(
        "Project",
        "One tracking plan and all that hangs on it: scans, counts, findings, alert rules and their history. Apps that share their analytics share a project.",
      ),
      term("Main", "The plan that holds. Scans write here, and every count refers to it."),
      term(
        "Plan branch",
        "A private copy of the plan in which changes are prepared and reviewed before they reach main.",
      ),
      term("Event type", "A folder of related events. It owns the fields they have in common."),
      term(
        "Event",
        "One thing that happens in the product and is written down. The plan consists of these.",
      ),
      term("Name", "What an event is called in the plan."),
      term(
        "Title",
        "A label for people beside the name. It never decides which rows belong to an event.",
      ),
      term(
        "Scan identity",
        "The key by which rows of the warehouse are matched to an event. The server derives it; nobody types it.",
      ),
      term("Field", "A column or path of an event type, with its type and whether it is required."),
      term("Field value", "What one event documents for one field."),
      term("Authored value", "A field value that a person wrote. Scans leave it alone."),
      term(
        "Variable",
        "A named placeholder, such as the country, with a type and documented values, used in the values of fields.",
      ),
      term(
        "Reviewed",
        "A person has looked at the event. What a scan finds begins unreviewed; the status is another matter.",
      ),
      term("Sunset date", "The day from which a deprecated event is no longer supported."),
      term("Successor", "The event to send instead of a deprecated one."),
    ],
  },
  {
    id: "the-data",
    title: "The data",
    terms: [
      term(
        "Data source",
        "A connection to a warehouse or a folder of files. It is only ever read.",
      ),
      term(
        "Scan",
        "A saved query with the rules that turn its rows into events. With a time column and a schedule it counts too; without them it only finds.",
      ),
      term("Run", "One execution of a scan."),
      term("Replay", "Counting a stretch of the past again."),
      term(
        "Bucket",
        "One stretch of the grid on which a scan counts, such as the hour from 14:00 to 15:00 UTC.",
      ),
      term(
        "Series",
        "The counts of one thing, bucket by bucket: of a whole scan, an event type, an event, or one value of a breakdown.",
      ),
      term(
        "Missing, zero, late",
        "Three different things. Counted and empty is zero. Not counted is missing: the chart has a gap. Data that is overdue is late and may still come.",
      ),
      term(
        "Static data",
        "Data that has ended, such as a file. Its “now” is the end of its last complete bucket.",
      ),
      term("Shadow event", "Something that arrives and stands nowhere in the plan."),
      term("Dead event", "Planned as implemented or live, and silent in the data."),
      term("Plan coverage", "The share of active events that are implemented or live."),
      term("Data match", "The share of the arriving volume that belongs to planned events."),
    ],
  },
  {
    id: "what-stands-out",
    title: "What stands out",
    terms: [
      term("Anomaly", "A bucket that lies outside what its past lets expect."),
      term(
        "Signal",
        "The newest anomaly of a series while it is open: a spike, or a drop. Badges count these.",
      ),
      term("Expected band", "The range in which a bucket is usual, from the past of its series."),
      term("Schema drift", "The columns that arrive differ from the fields that are declared."),
      term("Distribution drift", "The mix of the values of a field has moved."),
      term(
        "Release regression",
        "An event vanished or fell sharply in the newest release of the app.",
      ),
    ],
  },
  {
    id: "who-is-told",
    title: "Who is told",
    terms: [
      term("Alert rule", "When to tell somebody: how large a change, which way, and about what."),
      term("Monitor", "An alert rule seen live: firing, still open, or quiet; muted or not."),
      term("Destination", "Where messages go."),
      term("Delivery", "One message that was sent, as it was sent."),
      term("Incident", "Signals with one cause, told and handled as one."),
      term("Cooldown", "How long a rule keeps silent about the same thing after a message."),
    ],
  },
  {
    id: "people",
    title: "People and records",
    terms: [
      term(
        "Workspace",
        "What lies outside the projects: their list, the data sources, members and settings.",
      ),
      term(
        "Owner",
        "Changes everything, people and data sources included. An admin does too, save for owners.",
      ),
      term("Editor", "Changes the plan and alerting of a project."),
      term("Viewer", "Reads a project and changes nothing."),
      term(
        "API key",
        "Acts for the person who made it. It can be read-only, end by itself, and be bound to one project.",
      ),
      term(
        "Audit log",
        "Who changed what, and when. Owners read it; it outlives what it speaks of.",
      ),
      term(
        "Activity",
        "What happened lately: runs, findings, messages and changes of the plan. Everybody in the project reads it.",
      ),
    ],
  },
];
