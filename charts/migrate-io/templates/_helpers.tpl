{{/* Labels of every object. Selectors use migrate-io.selector only: they cannot change. */}}
{{- define "migrate-io.labels" -}}
app.kubernetes.io/part-of: migrate-io
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Labels of a component's Pods. Argument: its name. */}}
{{- define "migrate-io.selector" -}}
app.kubernetes.io/name: migrate-io
app.kubernetes.io/component: {{ . }}
{{- end }}

{{/* A reference to an image. Arguments: its values, and the tag where they have none. */}}
{{- define "migrate-io.image" -}}
{{- $image := index . 0 -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default (index . 1) }}
{{- end -}}
{{- end }}

{{/* Where Pods run. */}}
{{- define "migrate-io.scheduling" -}}
nodeSelector:
  {{- merge (dict "kubernetes.io/os" "linux") (.Values.nodeSelector | default dict) | toYaml | nindent 2 }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What the Pod Security Standard `restricted` requires. */}}
{{- define "migrate-io.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "migrate-io.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* The namespaces without injection, as a JSON list. */}}
{{- define "migrate-io.excludedNamespaces" -}}
{{- concat (list "kube-system" "kube-public" "kube-node-lease" "migrate-io-system") .Values.excludedNamespaces | uniq | toJson -}}
{{- end }}

{{/* Which namespaces and Pods opted out. */}}
{{- define "migrate-io.namespaceSelector" -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values: {{ include "migrate-io.excludedNamespaces" . }}
  - key: migrate.io/injection
    operator: NotIn
    values: [disabled]
{{- end }}

{{/* Egress to API servers. Their addresses differ between clusters, and change on managed platforms. */}}
{{- define "migrate-io.apiServerEgress" -}}
- ports:
    {{- range .Values.networkPolicy.apiServerPorts }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
  {{- with .Values.networkPolicy.apiServerCIDRs }}
  to:
    {{- include "migrate-io.ipBlocks" . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "migrate-io.ipBlocks" -}}
{{- range . }}
- ipBlock: {cidr: {{ . | quote }}}
{{- end }}
{{- end }}

{{/* Ingress of metrics scrapers. */}}
{{- define "migrate-io.metricsIngress" -}}
- from:
    {{- toYaml .Values.networkPolicy.metricsFrom | nindent 4 }}
  ports:
    - port: metrics
      protocol: TCP
{{- end }}
