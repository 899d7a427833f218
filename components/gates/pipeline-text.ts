import { Document, isMap, isSeq, parseDocument } from "yaml";

import { draftOf, type PipelineDraft, type StageDraft } from "./pipeline-draft";

/** What a text says as far as it can be read: a person may be in the middle of a word. */
export function readPipelineText(text: string): PipelineDraft {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) return { stages: [], rollbacksPerHour: undefined, problem: error.message.split("\n")[0] };
  return draftOf(document.toJS());
}

/** Sets or, with undefined, removes one rule of a stage. Everything else of the text stays, comments with it. */
export const setRule = <Key extends keyof StageDraft>(
  text: string,
  index: number,
  key: Key,
  value: StageDraft[Key] | undefined,
): string =>
  edit(text, (document) => {
    if (value === undefined) document.deleteIn(["stages", index, key]);
    // A short list reads best in its line; what is deeper gets lines of its own.
    else
      document.setIn(
        ["stages", index, key],
        document.createNode(value, { flow: key === "after" || key === "checks" }),
      );
  });

export const setRollbacksPerHour = (text: string, count: number | undefined): string =>
  edit(text, (document) => {
    if (count === undefined) document.delete("rollbacksPerHour");
    else document.set("rollbacksPerHour", count);
  });

export const addStage = (text: string, environment: string): string =>
  edit(text, (document) => {
    if (!isSeq(document.get("stages"))) document.set("stages", document.createNode([]));
    document.addIn(["stages"], document.createNode({ environment }));
  });

export const removeStage = (text: string, index: number): string =>
  edit(text, (document) => document.deleteIn(["stages", index]));

/** @param by -1 is one up, 1 is one down */
export const moveStage = (text: string, index: number, by: -1 | 1): string =>
  edit(text, (document) => {
    const stages = document.get("stages");
    if (!isSeq(stages)) return;
    const [stage] = stages.items.splice(index, 1);
    if (stage !== undefined) stages.items.splice(index + by, 0, stage);
  });

/** Changes the text as a document, so that what is not meant stays as somebody wrote it. */
function edit(text: string, change: (document: Document) => void): string {
  const parsed = parseDocument(text);
  const document: Document = isMap(parsed.contents) ? parsed : new Document({ stages: [] });
  change(document);
  const stages = document.get("stages");
  // `stages: []` stays in one line when a stage is added, where nobody would write it.
  if (isSeq(stages)) stages.flow = false;
  return document.toString({ lineWidth: 0 });
}
