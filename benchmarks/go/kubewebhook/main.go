// A webhook on kubewebhook, as its users write one:
//
//	kubewebhook PORT TLS-DIR ADDED
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	kwhhttp "github.com/slok/kubewebhook/v2/pkg/http"
	"github.com/slok/kubewebhook/v2/pkg/model"
	"github.com/slok/kubewebhook/v2/pkg/webhook/mutating"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"migrate.io/benchmarks/injection"
)

func main() {
	if err := serve(os.Args[1], os.Args[2], injection.Read(os.Args[3])); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(port, tls string, added injection.Added) error {
	webhook, err := mutating.NewWebhook(mutating.WebhookConfig{
		ID:  "migrate",
		Obj: &corev1.Pod{},
		Mutator: mutating.MutatorFunc(
			func(_ context.Context, _ *model.AdmissionReview, object metav1.Object) (*mutating.MutatorResult, error) {
				if pod, ok := object.(*corev1.Pod); ok {
					added.To(pod)
				}
				return &mutating.MutatorResult{MutatedObject: object}, nil
			}),
	})
	if err != nil {
		return err
	}
	handler, err := kwhhttp.HandlerFor(kwhhttp.HandlerConfig{Webhook: webhook})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/mutate", handler)
	return http.ListenAndServeTLS("127.0.0.1:"+port, tls+"/tls.crt", tls+"/tls.key", mux)
}
