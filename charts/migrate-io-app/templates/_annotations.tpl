{{/*
The annotations of a Pod whose database is migrated, from .Values.migration:

  metadata:
    annotations:
      {{- include "migrate-io-app.annotations" . | nindent 8 }}

Nothing, if `enabled` is false or there is no `migration`. All problems are reported at once.
*/}}
{{- define "migrate-io-app.annotations" -}}
{{- $state := dict "problems" list "texts" dict "origins" dict -}}
{{- $_ := set $state "registry" (include "migrate-io-app.registry" . | fromYaml) -}}
{{- $_ := set $state "createSecret" (include "migrate-io-app.createSecret" .) -}}
{{- if hasKey (get .Values "migrate-io-app" | default dict) "migration" -}}
  {{- include "migrate-io-app.problem" (list $state "migrate-io-app.migration" "has no effect; write migration beside migrate-io-app, not below it") -}}
{{- end -}}
{{- if not (kindIs "invalid" .Values.migration) -}}
  {{- include "migrate-io-app.read" (list $state .Values.migration) -}}
{{- end -}}
{{- if $state.problems -}}
  {{- fail (printf "\n%s" (join "\n" $state.problems)) -}}
{{- end -}}
{{- $lines := list -}}
{{- range $state.registry.settings -}}
  {{- if hasKey $state.texts .path -}}
    {{- $lines = append $lines (printf "migrate.io/%s: %s" .annotation (get $state.texts .path | quote)) -}}
  {{- end -}}
{{- end -}}
{{- join "\n" $lines -}}
{{- end -}}

{{/* Adds a problem to those that are reported. */}}
{{- define "migrate-io-app.problem" -}}
{{- $state := index . 0 -}}
{{- $_ := set $state "problems" (append $state.problems (printf "%s: %s" (index . 1) (index . 2))) -}}
{{- end -}}

{{/* Reads the block `migration`: state, block. */}}
{{- define "migrate-io-app.read" -}}
{{- $state := index . 0 -}}
{{- $migration := index . 1 -}}
{{- if not (kindIs "map" $migration) -}}
  {{- include "migrate-io-app.problem" (list $state "migration" "must be a map like {enabled: true, source: container/NAME:/path}") -}}
{{- else if kindIs "invalid" $migration.enabled -}}
  {{- if $migration -}}
    {{- include "migrate-io-app.problem" (list $state "migration.enabled" "is missing; write true or false") -}}
  {{- end -}}
{{- else if not (kindIs "bool" $migration.enabled) -}}
  {{- include "migrate-io-app.problem" (list $state "migration.enabled" (printf "value %s is not one of true, false, without quotes" (include "migrate-io-app.shown" $migration.enabled))) -}}
{{- else if $migration.enabled -}}
  {{- $_ := set $state.texts "enabled" "true" -}}
  {{- include "migrate-io-app.members" (list $state "" (omit $migration "enabled" "env")) -}}
  {{- include "migrate-io-app.env" (list $state $migration.env) -}}
  {{- include "migrate-io-app.secretOfPolicy" (list $state $migration.database) -}}
  {{- include "migrate-io-app.severalPolicies" $state -}}
{{- end -}}
{{- end -}}

{{/* Reads the members of the block, or of a group in it: state, path of the group with a dot, members. */}}
{{- define "migrate-io-app.members" -}}
{{- $state := index . 0 -}}
{{- $prefix := index . 1 -}}
{{- range $key, $value := index . 2 -}}
  {{- $path := printf "%s%s" $prefix $key -}}
  {{- $setting := include "migrate-io-app.settingAt" (list $state $path) | fromYaml -}}
  {{- if or (kindIs "invalid" $value) (eq $path "database.secretFrom") -}}
  {{- else if $setting -}}
    {{- include "migrate-io-app.set" (list $state $setting (printf "migration.%s" $path) $value) -}}
  {{- else if not (has $path $state.registry.groups) -}}
    {{- include "migrate-io-app.unknown" (list $state $prefix $key) -}}
  {{- else if kindIs "map" $value -}}
    {{- include "migrate-io-app.members" (list $state (printf "%s." $path) $value) -}}
  {{- else -}}
    {{- include "migrate-io-app.problem" (list $state (printf "migration.%s" $path) (printf "%s is not a map with %s" (include "migrate-io-app.shown" $value) (include "migrate-io-app.legalKeys" (list $state (printf "%s." $path))))) -}}
  {{- end -}}
{{- end -}}
{{- end -}}

{{/* The setting with a path, as YAML: state, path. */}}
{{- define "migrate-io-app.settingAt" -}}
{{- $path := index . 1 -}}
{{- range (index . 0).registry.settings -}}
  {{- if eq .path $path }}{{ toYaml . }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* Removes the annotation `database-secret`, if the policy is to name the Secret: state, group `database`. */}}
{{- define "migrate-io-app.secretOfPolicy" -}}
{{- $state := index . 0 -}}
{{- $database := index . 1 -}}
{{- if and (kindIs "map" $database) (not (kindIs "invalid" $database.secretFrom)) -}}
  {{- if eq (toString $database.secretFrom) "Policy" -}}
    {{- $_ := unset $state.texts "database.urlSecretKeyRef" -}}
  {{- else if ne (toString $database.secretFrom) "Annotation" -}}
    {{- include "migrate-io-app.problem" (list $state "migration.database.secretFrom" (printf "value %s is not one of Annotation, Policy; with Policy, the Secret that the policy names is used, and no annotation database-secret is written" (include "migrate-io-app.shown" $database.secretFrom))) -}}
  {{- end -}}
{{- end -}}
{{- end -}}

{{/* Under several policies, a Pod sets nothing else. */}}
{{- define "migrate-io-app.severalPolicies" -}}
{{- $state := . -}}
{{- if contains "," (get .texts "policy" | default "") | and (not .problems) -}}
  {{- range $path := omit .texts "enabled" "policy" | keys | sortAlpha -}}
    {{- include "migrate-io-app.problem" (list $state (get $state.origins $path) "cannot be set together with several policies; set it in each policy instead") -}}
  {{- end -}}
{{- end -}}
{{- end -}}
