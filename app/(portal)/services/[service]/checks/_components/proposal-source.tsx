import { useState } from "react";

import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

type ProposalSourceProps = {
  formId: string;
  isServed: boolean;
  problem: { message: string; fields: Readonly<Record<string, string>> } | undefined;
  onSubmit: (source: { url?: string; text?: string }) => void;
};

/** Where the document is: the running service answers with it, or it is pasted. */
export function ProposalSource({ formId, isServed, problem, onSubmit }: ProposalSourceProps) {
  const [url, setUrl] = useState(isServed ? "/openapi.json" : "");
  const [text, setText] = useState("");
  const submit = () => onSubmit(text.trim() ? { text } : { url: url.trim() });
  const named = problem && Object.keys(problem.fields).some((path) => path === "url" || path === "text");
  return (
    <form id={formId} action={submit} className="flex flex-col gap-4">
      <Field
        label="Where the service answers with it"
        hint={
          isServed
            ? "A path, or an address of the service. It is asked where it runs, and nobody else is."
            : "Nothing of the service runs yet, so nobody can be asked. Paste the document."
        }
        error={problem?.fields["url"]}
      >
        {(control) => (
          <Input
            {...control}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
            disabled={!isServed || text.trim() !== ""}
            data-autofocus={isServed ? true : undefined}
            className="code"
            placeholder="for example /openapi.json"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Or the document" optional={isServed} hint="JSON or YAML." error={problem?.fields["text"]}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={8}
            data-autofocus={isServed ? undefined : true}
            className="code"
            placeholder={"openapi: 3.1.0\npaths: …"}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        )}
      </Field>
      <FormError message={named ? undefined : problem?.message} />
    </form>
  );
}
