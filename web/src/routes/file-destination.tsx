import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { projectsVisibleOptions } from "@/api/generated/@tanstack/react-query.gen";
import { TextField } from "@/components/ui/field";
import { Question } from "@/components/ui/question";
import { Select } from "@/components/ui/select";
import { nameFromFile } from "@/features/files/dropped";

const NEW = "";

/** Which project the file feeds: a new one named after it, unless another was asked for. */
export function useDestination(fileName: string) {
  const router = useRouter();
  const projects = useQuery(projectsVisibleOptions());
  const [slug, setSlug] = useState<string>(
    () => (router.state.location.search as { project?: string }).project ?? NEW,
  );
  const [name, setName] = useState(() => nameFromFile(fileName));
  const owned = (projects.data ?? []).filter((project) => project.my_role === "owner");
  const chosen = owned.some((project) => project.slug === slug) ? slug : NEW;
  return {
    options: owned.map((project) => ({ value: project.slug, label: project.name })),
    slug: chosen,
    setSlug,
    name,
    setName,
    missing: chosen === NEW && name.trim() === "" ? "Name the project." : null,
    target: chosen === NEW ? { project_name: name.trim() } : { project_slug: chosen },
  };
}

type Props = ReturnType<typeof useDestination>;

export function DestinationChoice({ options, slug, setSlug, name, setName }: Props) {
  return (
    <div className="border-t border-line pt-4 xl:max-w-[calc(100%-496px)]">
      <Question number={5} title="Which project does it belong to?">
        <div className="grid items-start gap-3 sm:grid-cols-2">
          {options.length > 0 && (
            <Select
              label="Project"
              options={[{ value: NEW, label: "A new project" }, ...options]}
              value={slug}
              onChange={setSlug}
            />
          )}
          {slug === NEW && (
            <TextField
              label="Name of the new project"
              maxLength={255}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </div>
      </Question>
    </div>
  );
}
