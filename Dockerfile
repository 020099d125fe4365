# syntax=docker/dockerfile:1

# The program with what it needs to run. Node 26 runs the TypeScript as it is, so what runs here is what was tested.
FROM node:26.10-bookworm-slim AS program
WORKDIR /app
COPY package.json package-lock.json ./
# The image has its own Node, so the one that npm brings (optionalDependencies) is taken out again; --omit=optional
# would also leave out binaries that other packages need.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/node-bin-darwin-* node_modules/node-darwin-* node_modules/node-win-* node_modules/.bin/node*
COPY bin bin
COPY src src
COPY config config
COPY LICENSE ./

FROM node:26.10-bookworm-slim
ENV NODE_ENV=production
COPY --from=program /app /app
# The office's own settings go to /postroom/config; what is left out there is taken from /app/config. The embedded
# database and everything else that must stay lives in /postroom/data.
WORKDIR /postroom
RUN mkdir data && chown node:node data
USER node
VOLUME /postroom/data
# Health and metrics; listen.smtp and listen.lmtp when they are switched on. To reach them from outside the container
# their host must be 0.0.0.0 in postroom.yaml.
EXPOSE 8025 2525 2424
# Asks on the inside, at listen.http.port. Opening an embedded database for the first time takes some seconds.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8025/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM stops within 10 seconds and loses nothing.
ENTRYPOINT ["node", "/app/bin/postroom.mjs"]
CMD ["start"]
