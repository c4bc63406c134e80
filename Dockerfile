# syntax=docker/dockerfile:1
# The API. Node runs the TypeScript as it is (type stripping): only the
# dashboard is built, and what was tested is what runs.

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What only workers draw with stays out.
RUN npm ci --omit=dev && rm -rf node_modules/@expo-google-fonts node_modules/dejavu-fonts-ttf node_modules/@hyzyla

FROM node:26-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY src/contract ./src/contract
COPY web ./web
COPY scripts/build-dashboard.ts ./scripts/
RUN node scripts/build-dashboard.ts

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json openapi.yaml ./
COPY src ./src
COPY --from=dashboard /app/dist ./dist
COPY scripts/migrate.ts scripts/keys.ts ./scripts/
COPY scripts/start ./scripts/start
COPY scripts/embedded-postgres ./scripts/embedded-postgres
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
