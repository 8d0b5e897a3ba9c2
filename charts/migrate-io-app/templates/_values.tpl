{{/* Sets the text of an annotation: state, setting, where its value is written, value. */}}
{{- define "migrate-io-app.set" -}}
{{- $state := index . 0 -}}
{{- $setting := index . 1 -}}
{{- $at := index . 2 -}}
{{- $value := index . 3 -}}
{{- $before := len $state.problems -}}
{{- $text := "" -}}
{{- if kindIs "string" $value -}}
  {{- $text = $value -}}
{{- else if and (kindIs "slice" $value) (eq $setting.form "list") -}}
  {{- $text = include "migrate-io-app.listText" (list $state $at $value) -}}
{{- else if and (kindIs "slice" $value) (eq $setting.form "placeholders") -}}
  {{- $text = include "migrate-io-app.placeholdersText" (list $state $at $value) -}}
{{- else if and (kindIs "map" $value) (eq $setting.form "secret") -}}
  {{- $text = include "migrate-io-app.secretText" (list $state $at $value) -}}
{{- else if or (kindIs "map" $value) (kindIs "slice" $value) -}}
  {{- include "migrate-io-app.problem" (list $state $at (printf "is not a text: write %s" $setting.legal)) -}}
{{- else -}}
  {{- include "migrate-io-app.problem" (list $state $at "is not a text; put it in quotes, or use --set-string") -}}
{{- end -}}
{{- if eq $before (len $state.problems) -}}
  {{- include "migrate-io-app.check" (list $state $setting $at $text) -}}
  {{- if hasKey $state.origins $setting.path -}}
    {{- include "migrate-io-app.problem" (list $state $at (printf "sets the same as %s; remove one of them" (get $state.origins $setting.path))) -}}
  {{- end -}}
  {{- $_ := set $state.texts $setting.path $text -}}
  {{- $_ := set $state.origins $setting.path $at -}}
{{- end -}}
{{- end -}}

{{/* Adds a problem if the webhook would refuse the text: state, setting, where it is written, text. */}}
{{- define "migrate-io-app.check" -}}
{{- $state := index . 0 -}}
{{- $setting := index . 1 -}}
{{- $text := index . 3 -}}
{{- $items := list $text -}}
{{- if eq $setting.form "list" -}}
  {{- $items = list -}}
  {{- range splitList "," $text }}{{ $items = append $items (trim .) }}{{ end -}}
{{- end -}}
{{- $legal := eq (len $items) (len (uniq $items)) -}}
{{- range $items -}}
  {{- if not . -}}{{- $legal = false -}}{{- end -}}
  {{- if not (regexMatch (printf "^(?:%s)$" $setting.pattern) .) -}}{{- $legal = false -}}{{- end -}}
  {{- if and $setting.maxBytes (gt (len .) (int $setting.maxBytes)) -}}{{- $legal = false -}}{{- end -}}
  {{- if and $setting.maxCharacters (gt (regexFindAll "(?s)." . -1 | len) (int $setting.maxCharacters)) -}}{{- $legal = false -}}{{- end -}}
{{- end -}}
{{- if $legal -}}
{{- else if contains "://" $text | and (eq $setting.form "secret") -}}
  {{- include "migrate-io-app.problem" (list $state (index . 2) (include "migrate-io-app.literal" (list $state (printf "{name: %s, key: %s}" $state.registry.secret.name $state.registry.secret.key)))) -}}
{{- else if has $setting.form (list "secret" "placeholders") -}}
  {{- include "migrate-io-app.problem" (list $state (index . 2) (printf "is not %s" $setting.legal)) -}}
{{- else -}}
  {{- include "migrate-io-app.problem" (list $state (index . 2) (printf "value %s is not %s" (include "migrate-io-app.shown" $text) $setting.legal)) -}}
{{- end -}}
{{- end -}}

{{/* A value in a message: short, and not shown if it may hold a password. */}}
{{- define "migrate-io-app.shown" -}}
{{- if not (kindIs "string" .) -}}
  {{- kindIs "map" . | ternary "a map" (kindIs "slice" . | ternary "a list" (toString .)) -}}
{{- else if regexMatch "(?i)://|password" . -}}
  (not shown)
{{- else -}}
  {{- printf "%q" (gt (len .) 64 | ternary (printf "%s…" (trunc 64 .)) .) -}}
{{- end -}}
{{- end -}}

{{- define "migrate-io-app.listText" -}}
{{- $state := index . 0 -}}
{{- $at := index . 1 -}}
{{- $texts := list -}}
{{- range $i, $each := index . 2 -}}
  {{- if not (kindIs "string" $each) -}}
    {{- include "migrate-io-app.problem" (list $state (printf "%s[%d]" $at $i) "is not a text; put it in quotes, or use --set-string") -}}
  {{- else if contains "," $each -}}
    {{- include "migrate-io-app.problem" (list $state (printf "%s[%d]" $at $i) "contains a comma; write one item for each") -}}
  {{- end -}}
  {{- $texts = append $texts (toString $each) -}}
{{- end -}}
{{- join "," $texts -}}
{{- end -}}

{{/* Placeholders in the form of a policy, name and value each. */}}
{{- define "migrate-io-app.placeholdersText" -}}
{{- $state := index . 0 -}}
{{- $at := index . 1 -}}
{{- $texts := list -}}
{{- $names := list -}}
{{- range $i, $each := index . 2 -}}
  {{- include "migrate-io-app.placeholder" (list $state (printf "%s[%d]" $at $i) $each) -}}
  {{- if kindIs "map" $each -}}
    {{- $texts = append $texts (printf "%v=%v" $each.name $each.value) -}}
    {{- $names = append $names (toString $each.name | lower) -}}
  {{- end -}}
{{- end -}}
{{- if ne (len $names) (uniq $names | len) -}}
  {{- include "migrate-io-app.problem" (list $state $at "has a name twice; upper and lower case make no difference") -}}
{{- end -}}
{{- join "," $texts -}}
{{- end -}}

{{/* Adds a problem if an annotation cannot hold the placeholder: state, where it is written, placeholder. */}}
{{- define "migrate-io-app.placeholder" -}}
{{- $state := index . 0 -}}
{{- $at := index . 1 -}}
{{- $placeholder := index . 2 -}}
{{- if not (kindIs "map" $placeholder) -}}
  {{- include "migrate-io-app.problem" (list $state $at "must be a map like {name: env, value: prod}") -}}
{{- else if omit $placeholder "name" "value" "valueFrom" -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.%s" $at (omit $placeholder "name" "value" "valueFrom" | keys | sortAlpha | first)) "is unknown; legal are name, value") -}}
{{- else if $placeholder.valueFrom -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.valueFrom" $at) "has no annotation; set spec.run.placeholders in the MigrationPolicy") -}}
{{- else if not (and (kindIs "string" $placeholder.name) (kindIs "string" $placeholder.value)) -}}
  {{- include "migrate-io-app.problem" (list $state $at "must have name and value, both texts; put them in quotes") -}}
{{- else if contains "," $placeholder.value -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.value" $at) "contains a comma, which an annotation cannot hold; set spec.run.placeholders in the MigrationPolicy") -}}
{{- end -}}
{{- end -}}

{{/* A Secret in the form of a policy and of a variable. */}}
{{- define "migrate-io-app.secretText" -}}
{{- $state := index . 0 -}}
{{- $at := index . 1 -}}
{{- $ref := index . 2 -}}
{{- range $key := omit $ref "name" "key" | keys | sortAlpha -}}
  {{- include "migrate-io-app.problem" (list $state (printf "%s.%s" $at $key) "has no meaning: the migration needs the Secret; remove it") -}}
{{- end -}}
{{- range $key := list "name" "key" -}}
  {{- if not (kindIs "string" (index $ref $key)) -}}
    {{- include "migrate-io-app.problem" (list $state (printf "%s.%s" $at $key) "is missing, or is not a text; put it in quotes, or use --set-string") -}}
  {{- end -}}
{{- end -}}
{{- printf "%v/%v" $ref.name $ref.key -}}
{{- end -}}

{{/* What to do about a database's URL that is written out: state, what to write instead. */}}
{{- define "migrate-io-app.literal" -}}
{{- printf "must not be the URL itself, which everyone who may read these values or the Pod would see; run %s and write %s instead" (index . 0).createSecret (index . 1) -}}
{{- end -}}

{{- define "migrate-io-app.createSecret" -}}
{{- $secret := (include "migrate-io-app.registry" . | fromYaml).secret -}}
kubectl {{ with .Release }}-n {{ .Namespace }} {{ end }}create secret generic {{ $secret.name }} --from-literal={{ $secret.key }}='postgresql://USER:PASSWORD@HOST:5432/DATABASE'
{{- end -}}

{{/* Adds the problem of a key that is not known: state, path of its group with a dot, key. */}}
{{- define "migrate-io-app.unknown" -}}
{{- $state := index . 0 -}}
{{- $prefix := index . 1 -}}
{{- $key := index . 2 -}}
{{- $path := printf "%s%s" $prefix $key -}}
{{- $is := printf "is unknown; legal are %s" (include "migrate-io-app.legalKeys" (list $state $prefix)) -}}
{{- range $state.registry.settings -}}
  {{- if or (eq (kebabcase $key) .annotation) (eq $key (splitList "." .path | last)) -}}
    {{- $is = printf "is unknown; did you mean migration.%s?" .path -}}
  {{- end -}}
{{- end -}}
{{- range $state.registry.policyOnly -}}
  {{- if or (eq $path .path) (hasPrefix (printf "%s." $path) .path) -}}
    {{- $is = printf "has no annotation; set spec.%s in the MigrationPolicy" $path -}}
  {{- end -}}
{{- end -}}
{{- include "migrate-io-app.problem" (list $state (printf "migration.%s" $path) $is) -}}
{{- end -}}

{{/* The keys of a group: state, path of the group with a dot. */}}
{{- define "migrate-io-app.legalKeys" -}}
{{- $prefix := index . 1 -}}
{{- $keys := eq $prefix "" | ternary (list "env") list -}}
{{- if eq $prefix "database." }}{{ $keys = append $keys "secretFrom" }}{{ end -}}
{{- range (index . 0).registry.settings -}}
  {{- if hasPrefix $prefix .path -}}
    {{- $keys = append $keys (trimPrefix $prefix .path | splitList "." | first) -}}
  {{- end -}}
{{- end -}}
{{- $keys | uniq | sortAlpha | join ", " -}}
{{- end -}}
