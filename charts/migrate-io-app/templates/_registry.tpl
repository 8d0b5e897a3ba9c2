{{/*
The webhook's registry of settings. Written by:
  make refresh MODULE=e2e TEST=AppChartRegistryTest
*/}}
{{- define "migrate-io-app.registry" -}}
secret: {"name":"db-credentials","key":"database-url"}
placeholder: MIGRATE_PLACEHOLDER_
variables: [MIGRATE_FORMAT, MIGRATE_LOCATIONS, DATABASE_URL, MIGRATE_TARGET, MIGRATE_SEARCH_PATH, MIGRATE_HISTORY_SCHEMA, MIGRATE_HISTORY_TABLE, MIGRATE_ROLE, MIGRATE_TIMEOUT, MIGRATE_CONNECT_TIMEOUT, MIGRATE_LOCK_TIMEOUT, MIGRATE_STATEMENT_TIMEOUT]
groups: [run, database, history]
settings:
  - {"path":"enabled","annotation":"enabled","form":"text"}
  - {"path":"policy","annotation":"policy","form":"list","legal":"a comma-separated list of distinct policy names","pattern":"[a-z0-9]([-a-z0-9]*[a-z0-9])?","maxCharacters":63}
  - {"path":"source","annotation":"source","form":"text","legal":"one of container/NAME:/path, image/REF:/path, configmap/NAME, pvc/CLAIM:/path, migrator","pattern":"container/([a-z0-9]([-a-z0-9]*[a-z0-9])?):((/([^/.\\x00-\\x1f\\x7f][^/\\x00-\\x1f\\x7f]*|\\.([^/.\\x00-\\x1f\\x7f][^/\\x00-\\x1f\\x7f]*)?|\\.\\.[^/\\x00-\\x1f\\x7f]+))+/?)|image/(([a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*(:[0-9]+)?/)?[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*(:[_a-zA-Z0-9][-._a-zA-Z0-9]{0,127})?(@(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?):((/([^/.\\x00-\\x1f\\x7f][^/\\x00-\\x1f\\x7f]*|\\.([^/.\\x00-\\x1f\\x7f][^/\\x00-\\x1f\\x7f]*)?|\\.\\.[^/\\x00-\\x1f\\x7f]+))+/?)|configmap/([a-z0-9]([-.a-z0-9]*[a-z0-9])?)|pvc/([a-z0-9]([-.a-z0-9]*[a-z0-9])?):((/([^/.\\x00-\\x1f\\x7f][^/\\x00-\\x1f\\x7f]*|\\.([^/.\\x00-\\x1f\\x7f][^/\\x00-\\x1f\\x7f]*)?|\\.\\.[^/\\x00-\\x1f\\x7f]+))+/?)|migrator"}
  - {"path":"format","annotation":"format","form":"text","env":"MIGRATE_FORMAT","legal":"one of auto, flyway, drizzle, prisma, golang-migrate, dbmate, goose","pattern":"auto|flyway|drizzle|prisma|golang-migrate|dbmate|goose"}
  - {"path":"locations","annotation":"locations","form":"list","env":"MIGRATE_LOCATIONS","legal":"a list of distinct paths below the source's folder","pattern":"(filesystem:|classpath:/?)?([^/.,*?:\\x00-\\x1f\\x7f][^/,*?:\\x00-\\x1f\\x7f]*|\\.([^/.,*?:\\x00-\\x1f\\x7f][^/,*?:\\x00-\\x1f\\x7f]*)?|\\.\\.[^/,*?:\\x00-\\x1f\\x7f]+)(/([^/.,*?:\\x00-\\x1f\\x7f][^/,*?:\\x00-\\x1f\\x7f]*|\\.([^/.,*?:\\x00-\\x1f\\x7f][^/,*?:\\x00-\\x1f\\x7f]*)?|\\.\\.[^/,*?:\\x00-\\x1f\\x7f]+))*/?","maxCharacters":1024}
  - {"path":"run.mode","annotation":"mode","form":"text","legal":"one of migrate, validate, wait","pattern":"migrate|validate|wait"}
  - {"path":"database.urlSecretKeyRef","annotation":"database-secret","form":"secret","env":"DATABASE_URL","legal":"NAME/KEY, a Secret in the Pod's namespace and a key in it","pattern":"([a-z0-9]([-.a-z0-9]*[a-z0-9])?)/([-._a-zA-Z0-9]*[-_a-zA-Z0-9][-._a-zA-Z0-9]*|\\.{3,})"}
  - {"path":"target","annotation":"target","form":"text","env":"MIGRATE_TARGET","legal":"a version or a name of at most 255 characters","pattern":"[^\\x00-\\x1f\\x7f]+","maxCharacters":255}
  - {"path":"run.placeholders","annotation":"placeholders","form":"placeholders","legal":"a comma-separated list of distinct NAME=VALUE, each a name of at most 63 letters, digits, -, _ and .","pattern":"([A-Za-z0-9_][-._A-Za-z0-9]*)=[^,\\x00-\\x1f\\x7f]*(,([A-Za-z0-9_][-._A-Za-z0-9]*)=[^,\\x00-\\x1f\\x7f]*)*"}
  - {"path":"run.searchPath","annotation":"search-path","form":"list","env":"MIGRATE_SEARCH_PATH","legal":"a list of schema names","pattern":"[^\\x00-\\x1f\\x7f,]+","maxBytes":63}
  - {"path":"history.schema","annotation":"history-schema","form":"text","env":"MIGRATE_HISTORY_SCHEMA","legal":"a name of at most 63 bytes, without commas or control characters","pattern":"[^\\x00-\\x1f\\x7f,]+","maxBytes":63}
  - {"path":"history.table","annotation":"history-table","form":"text","env":"MIGRATE_HISTORY_TABLE","legal":"a name of at most 63 bytes, without commas or control characters","pattern":"[^\\x00-\\x1f\\x7f,]+","maxBytes":63}
  - {"path":"database.role","annotation":"role","form":"text","env":"MIGRATE_ROLE","legal":"a name of at most 63 bytes, without commas or control characters","pattern":"[^\\x00-\\x1f\\x7f,]+","maxBytes":63}
  - {"path":"run.timeout","annotation":"timeout","form":"text","env":"MIGRATE_TIMEOUT","legal":"a duration like 90s, 10m or 1h30m","pattern":"([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,9}ms)?"}
  - {"path":"run.connectTimeout","annotation":"connect-timeout","form":"text","env":"MIGRATE_CONNECT_TIMEOUT","legal":"a duration like 90s, 10m or 1h30m","pattern":"([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,9}ms)?"}
  - {"path":"run.lockTimeout","annotation":"lock-timeout","form":"text","env":"MIGRATE_LOCK_TIMEOUT","legal":"a duration like 90s, 10m or 1h30m","pattern":"([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,9}ms)?"}
  - {"path":"run.statementTimeout","annotation":"statement-timeout","form":"text","env":"MIGRATE_STATEMENT_TIMEOUT","legal":"a duration like 90s, 10m or 1h30m","pattern":"([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,9}ms)?"}
  - {"path":"position","annotation":"position","form":"text","legal":"before/NAME or after/NAME, where NAME is an init container","pattern":"(before|after)/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?","maxCharacters":70}
policyOnly:
  - {"path":"source.container.copyMethod"}
  - {"path":"source.image.copyMethod"}
  - {"path":"database.urlFile"}
  - {"path":"database.connection"}
  - {"path":"database.caConfigMapKeyRef"}
  - {"path":"database.caSecretKeyRef"}
  - {"path":"history.tool.schema","env":"MIGRATE_TOOL_HISTORY_SCHEMA"}
  - {"path":"history.tool.table","env":"MIGRATE_TOOL_HISTORY_TABLE"}
  - {"path":"history.tool.sync","env":"MIGRATE_TOOL_HISTORY_SYNC"}
  - {"path":"run.outOfOrder","env":"MIGRATE_OUT_OF_ORDER"}
  - {"path":"run.ignoreMigrationPatterns","env":"MIGRATE_IGNORE_MIGRATION_PATTERNS"}
  - {"path":"run.changedMigrations","env":"MIGRATE_CHANGED_MIGRATIONS"}
  - {"path":"run.newerSchema","env":"MIGRATE_NEWER_SCHEMA"}
  - {"path":"run.mixed","env":"MIGRATE_MIXED"}
  - {"path":"run.pooler","env":"MIGRATE_POOLER"}
  - {"path":"run.emptySource","env":"MIGRATE_EMPTY_SOURCE"}
  - {"path":"application.urlSecretKeyRef"}
  - {"path":"application.envName"}
  - {"path":"application.containerNames"}
  - {"path":"application.sharedSecret"}
  - {"path":"migrator.image"}
  - {"path":"migrator.imagePullPolicy"}
  - {"path":"migrator.imagePullSecrets"}
  - {"path":"migrator.resources"}
  - {"path":"migrator.securityContext"}
  - {"path":"migrator.env"}
  - {"path":"migrator.envFrom"}
  - {"path":"podLabels"}
  - {"path":"annotationOverrides"}
{{- end -}}
