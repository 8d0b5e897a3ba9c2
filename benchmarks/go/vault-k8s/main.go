// The handler of Vault's injector, with the settings that its command line gives it. Its own main needs a
// cluster before it listens.
//
//	vault-k8s PORT TLS-DIR
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/hashicorp/go-hclog"
	agentinject "github.com/hashicorp/vault-k8s/agent-inject"
	"github.com/hashicorp/vault-k8s/agent-inject/agent"
)

func main() {
	handler := agentinject.Handler{
		RequireAnnotation:  true,
		VaultAddress:       "https://vault.vault.svc:8200",
		VaultAuthType:      agent.DefaultVaultAuthType,
		VaultAuthPath:      agent.DefaultVaultAuthPath,
		ImageVault:         agent.DefaultVaultImage,
		UserID:             "100",
		GroupID:            "1000",
		SetSecurityContext: true,
		DefaultTemplate:    agent.DefaultTemplateType,
		ResourceRequestCPU: agent.DefaultResourceRequestCPU,
		ResourceRequestMem: agent.DefaultResourceRequestMem,
		ResourceLimitCPU:   agent.DefaultResourceLimitCPU,
		ResourceLimitMem:   agent.DefaultResourceLimitMem,
		Log:                hclog.New(&hclog.LoggerOptions{Name: "handler", Level: hclog.Info}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/mutate", handler.Handle)
	tls := os.Args[2]
	err := http.ListenAndServeTLS("127.0.0.1:"+os.Args[1], tls+"/tls.crt", tls+"/tls.key", mux)
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
