import "server-only";
import type { ChannelKind } from "@/db/enums";

import { sendMail } from "./email";
import type { Sender } from "./sender";
import { sendToSlack } from "./slack";
import { sendToTeams } from "./teams";
import { sendToWebhook } from "./webhook";

export const SENDERS: Record<ChannelKind, Sender> = {
  email: sendMail,
  slack: sendToSlack,
  teams: sendToTeams,
  webhook: sendToWebhook,
};
