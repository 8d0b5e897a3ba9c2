{{/* Reads `env`, the variables of the migrator, as far as an annotation can express them: state, list. */}}
{{- define "migrate-io-app.env" -}}
{{- $state := index . 0 -}}
{{- $env := index . 1 -}}
{{- $names := list -}}
{{- $placeholders := list -}}
{{- if not (or (kindIs "invalid" $env) (kindIs "slice" $env)) -}}
  {{- include "migrate-io-app.problem" (list $state "migration.env" "must be a list in the form of a container's env") -}}
{{- else -}}
  {{- range $i, $variable := $env -}}
    {{- $at := printf "migration.env[%d]" $i -}}
    {{- $before := len $state.problems -}}
    {{- include "migrate-io-app.wellFormed" (list $state $at $variable) -}}
    {{- if ne $before (len $state.problems) -}}
    {{- else if has $variable.name $names -}}
      {{- include "migrate-io-app.problem" (list $state (printf "%s.name" $at) (printf "%s is set twice" (include "migrate-io-app.shown" $variable.name))) -}}
    {{- else if hasPrefix $state.registry.placeholder $variable.name -}}
      {{- $names = append $names $variable.name -}}
      {{- $placeholder := dict "name" (trimPrefix $state.registry.placeholder $variable.name) "value" $variable.value "valueFrom" $variable.valueFrom -}}
      {{- include "migrate-io-app.placeholder" (list $state $at $placeholder) -}}
      {{- $placeholders = append $placeholders $placeholder -}}
    {{- else -}}
      {{- $names = append $names $variable.name -}}
      {{- include "migrate-io-app.variable" (list $state $at $variable) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- if and $placeholders (not $state.problems) -}}
  {{- $setting := include "migrate-io-app.settingAt" (list $state "run.placeholders") | fromYaml -}}
  {{- include "migrate-io-app.set" (list $state $setting "migration.env" $placeholders) -}}
{{- end -}}
{{- end -}}

{{/* Adds a problem if it is not a variable: state, where it is written, value. */}}
{{- define "migrate-io-app.wellFormed" -}}
{{- $state := index . 0 -}}
{{- $at := index . 1 -}}
{{- $variable := index . 2 -}}
{{- if not (kindIs "map" $variable) -}}
  {{- include "migrate-io-app.problem" (list $state $at "must be a variable like {name: DATABASE_URL, valueFrom: {secretKeyRef: {name: …, key: …}}}") -}}
{{- else if not (and (kindIs "string" $variable.name) $variable.name) -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.name" $at) "is missing or not a text") -}}
{{- else if omit $variable "name" "value" "valueFrom" -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.%s" $at (omit $variable "name" "value" "valueFrom" | keys | sortAlpha | first)) "is unknown; legal are name, value, valueFrom") -}}
{{- else if eq (kindIs "invalid" $variable.value) (kindIs "invalid" $variable.valueFrom) -}}
  {{- include "migrate-io-app.problem" (list $state $at "exactly one of value, valueFrom must be set") -}}
{{- else if not (or (kindIs "invalid" $variable.value) (kindIs "string" $variable.value)) -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.value" $at) "is not a text; put it in quotes, or use --set-string") -}}
{{- else if not (or (kindIs "invalid" $variable.valueFrom) (kindIs "map" $variable.valueFrom)) -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.valueFrom" $at) "must be a map like {secretKeyRef: {name: …, key: …}}") -}}
{{- end -}}
{{- end -}}

{{/* Reads a variable: state, where it is written, variable. */}}
{{- define "migrate-io-app.variable" -}}
{{- $state := index . 0 -}}
{{- $at := index . 1 -}}
{{- $variable := index . 2 -}}
{{- $setting := dict -}}
{{- range $state.registry.settings -}}
  {{- if eq (get . "env" | default "") $variable.name }}{{ $setting = . }}{{ end -}}
{{- end -}}
{{- if not $setting -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.name" $at) (include "migrate-io-app.noAnnotation" (list $state $variable.name))) -}}
{{- else if eq $setting.form "secret" -}}
  {{- include "migrate-io-app.url" (list $state $setting $at $variable) -}}
{{- else if not (kindIs "invalid" $variable.valueFrom) -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.valueFrom" $at) (printf "cannot become an annotation; write the value of %s here or in migration.%s" $variable.name $setting.path)) -}}
{{- else -}}
  {{- include "migrate-io-app.set" (list $state $setting (printf "%s.value" $at) $variable.value) -}}
{{- end -}}
{{- end -}}

{{/* Reads the variable with the database's URL: state, setting, where it is written, variable. */}}
{{- define "migrate-io-app.url" -}}
{{- $state := index . 0 -}}
{{- $setting := index . 1 -}}
{{- $at := index . 2 -}}
{{- $variable := index . 3 -}}
{{- if kindIs "invalid" $variable.valueFrom -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.value" $at) (include "migrate-io-app.literal" (list $state (printf "valueFrom: {secretKeyRef: {name: %s, key: %s}}" $state.registry.secret.name $state.registry.secret.key)))) -}}
{{- else if omit $variable.valueFrom "secretKeyRef" -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.valueFrom" $at) (printf "%s is not secretKeyRef alone: the URL holds a password, so only a Secret may have it" (keys $variable.valueFrom | sortAlpha | join ", "))) -}}
{{- else if not (kindIs "map" $variable.valueFrom.secretKeyRef) -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.valueFrom.secretKeyRef" $at) "must be a map like {name: …, key: …}") -}}
{{- else -}}
  {{- include "migrate-io-app.set" (list $state $setting (printf "%s.valueFrom.secretKeyRef" $at) $variable.valueFrom.secretKeyRef) -}}
{{- end -}}
{{- end -}}

{{/* What to do about a variable that no annotation can express: state, name. */}}
{{- define "migrate-io-app.noAnnotation" -}}
{{- $state := index . 0 -}}
{{- $name := index . 1 -}}
{{- $instead := "for the migrator, set spec.migrator.env in the MigrationPolicy; for the application, set it in its container" -}}
{{- range $state.registry.policyOnly -}}
  {{- if eq (get . "env" | default "") $name -}}
    {{- $instead = printf "set spec.%s in the MigrationPolicy" .path -}}
  {{- end -}}
{{- end -}}
{{- if eq $name "DATABASE_URL_FILE" -}}
  {{- $instead = "set spec.database.urlFile in the MigrationPolicy" -}}
{{- else if regexMatch "^PG[A-Z]+$" $name -}}
  {{- $instead = "set spec.database.connection in the MigrationPolicy" -}}
{{- else if regexMatch "^(FLYWAY|MIGRATE)_" $name | and (hasPrefix "for" $instead) -}}
  {{- $instead = printf "legal are %s and %sNAME" (join ", " $state.registry.variables) $state.registry.placeholder -}}
{{- end -}}
{{- printf "%s has no annotation; %s" (include "migrate-io-app.shown" $name) $instead -}}
{{- end -}}
