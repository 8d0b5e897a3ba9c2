// A webhook on controller-runtime, as its users write one:
//
//	controller-runtime PORT TLS-DIR ADDED
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"migrate.io/benchmarks/injection"
)

type mutator struct {
	decoder admission.Decoder
	added   injection.Added
}

func (m mutator) Handle(_ context.Context, request admission.Request) admission.Response {
	pod := &corev1.Pod{}
	if err := m.decoder.Decode(request, pod); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	m.added.To(pod)
	changed, err := json.Marshal(pod)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	return admission.PatchResponseFromRaw(request.Object.Raw, changed)
}

func main() {
	ctrl.SetLogger(logr.Discard())
	port, err := strconv.Atoi(os.Args[1])
	if err == nil {
		server := webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, CertDir: os.Args[2]})
		server.Register("/mutate", &webhook.Admission{Handler: mutator{
			decoder: admission.NewDecoder(clientgoscheme.Scheme),
			added:   injection.Read(os.Args[3]),
		}})
		err = server.Start(ctrl.SetupSignalHandler())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
