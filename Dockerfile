# Muleteer as a release: compiled, with its console, without what only development needs.
#   docker build -t muleteer . && docker run --rm -p 127.0.0.1:6853:6853 -v muleteer:/data muleteer
FROM node:26-bookworm-slim AS build
WORKDIR /app
# Without scripts: the image brings Node already, and the console is built below.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm run build:console && npm prune --omit=dev --ignore-scripts

FROM node:26-bookworm-slim
ENV NODE_ENV=production MULETEER_HOST=0.0.0.0 MULETEER_DATA_DIR=/data MULETEER_LOG_FORMAT=json
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/console/dist console/dist
COPY --from=build /app/node_modules node_modules
# The only place that is written to; everything else may be read-only.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 6853
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MULETEER_PORT || 6853}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/muleteer.js"]
CMD ["serve"]
