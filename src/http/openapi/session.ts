// Sessions of browsers.
import { SESSION, SIGN_IN } from "../session.ts";
import {
  BODY_ERRORS,
  pickHeaders,
  ref,
  toErrorResponses,
  toJsonContent,
  toJsonSchema,
  toStrictSchema,
  type Section,
} from "./section.ts";

const TAG = "Sessions";
const BY_COOKIE = [{ session: [] }];
const SET_COOKIE = { "Set-Cookie": { description: "The session's cookie.", schema: { type: "string" } } };

export const SESSIONS: Section = {
  tag: {
    name: TAG,
    description:
      "How a browser asks in the name of a key without holding it: a cookie that no script can read takes the place of the bearer key on every path, for the console's own pages. What changes something needs the header `X-Muleteer-CSRF` besides. There are none where `MULETEER_CONSOLE` is `no`.",
  },
  schemas: { Session: toJsonSchema(SESSION) },
  paths: {
    "/v1/session": {
      get: {
        operationId: "read_session",
        tags: [TAG],
        summary: "Read the session",
        security: BY_COOKIE,
        responses: {
          200: { description: "The session and its key.", headers: pickHeaders(), content: toJsonContent(ref("Session")) },
          ...toErrorResponses(["unauthorized", "forbidden", "internal", "unavailable"]),
        },
      },
      post: {
        operationId: "create_session",
        tags: [TAG],
        summary: "Sign in with a key",
        description: "The session lasts 30 days, and no longer than its key. The one that the browser had ends.",
        security: [],
        requestBody: { required: true, content: toJsonContent(toStrictSchema(SIGN_IN)) },
        responses: {
          200: {
            description: "The session and its key.",
            headers: { ...pickHeaders(), ...SET_COOKIE },
            content: toJsonContent(ref("Session")),
          },
          ...toErrorResponses([...BODY_ERRORS, "unauthorized", "forbidden", "internal", "unavailable"]),
        },
      },
      delete: {
        operationId: "delete_session",
        tags: [TAG],
        summary: "Sign out",
        description: "Needs the header `X-Muleteer-CSRF`, as everything by cookie that changes something does.",
        security: BY_COOKIE,
        responses: {
          204: { description: "The session has ended.", headers: { ...pickHeaders(), ...SET_COOKIE } },
          ...toErrorResponses(["unauthorized", "forbidden", "internal", "unavailable"]),
        },
      },
    },
  },
};
