import { saveCheckAction } from "@/lib/checks/actions";

type Wish = {
  serviceId: string;
  texts: readonly string[];
  /** Environments; everywhere when absent. */
  only: readonly string[] | undefined;
};

/** One request per check, each with its own entry in the trail; the first refusal ends it and says how far it got. */
export async function saveEach({ serviceId, texts, only }: Wish) {
  const line = only ? `environments: ${JSON.stringify(only)}\n` : "";
  let saved = 0;
  for (const text of texts) {
    // oxlint-disable-next-line no-await-in-loop -- a refusal stops what follows
    const answer = await saveCheckAction({ serviceId, text: `${text}${line}` });
    if (!answer.ok) {
      const before = saved > 0 ? ` ${saved} of ${texts.length} were added before that.` : "";
      return { ok: false as const, message: `${answer.message}${before}` };
    }
    saved += 1;
  }
  return { ok: true as const, data: { saved } };
}
