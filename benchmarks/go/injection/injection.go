// Package injection is what a webhook written in Go does to a Pod here: it adds what ours adds, which is
// read once from a file, and leaves it to its library to make a patch of that.
package injection

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
)

const enabled = "migrate.io/enabled"

// Added is what a Pod gets.
type Added struct {
	InitContainers []corev1.Container `json:"initContainers"`
	Volumes        []corev1.Volume    `json:"volumes"`
	Labels         map[string]string  `json:"labels"`
	Annotations    map[string]string  `json:"annotations"`
}

// Read reads the file, or ends the process.
func Read(path string) Added {
	var added Added
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &added)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return added
}

// To adds it to a Pod that asks for it.
func (added Added) To(pod *corev1.Pod) {
	if pod.Annotations[enabled] != "true" {
		return
	}
	var containers []corev1.Container
	for i := range added.InitContainers {
		containers = append(containers, *added.InitContainers[i].DeepCopy())
	}
	pod.Spec.InitContainers = append(containers, pod.Spec.InitContainers...)
	for i := range added.Volumes {
		pod.Spec.Volumes = append(pod.Spec.Volumes, *added.Volumes[i].DeepCopy())
	}
	pod.Labels = with(pod.Labels, added.Labels)
	pod.Annotations = with(pod.Annotations, added.Annotations)
}

func with(present, more map[string]string) map[string]string {
	if present == nil {
		present = map[string]string{}
	}
	for key, value := range more {
		present[key] = value
	}
	return present
}
