// The cp of `copyMethod: Injected`: copies the migrations out of images that have no cp. It knows the two command
// lines that the webhook injects, and nothing else of cp:
//
//	cp -f -- FILE TARGET            installs itself into a volume
//	cp -RLf -- FOLDER/. TARGET/     makes TARGET equal to FOLDER
//
// Kubelet runs both again over what the volume already contains, for example after a reboot of the Node. Whatever that
// is, complete, cut off or read-only, the result is the same.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// Exit codes, as those of other cps.
const (
	failed  = 1
	misused = 2
)

// The Go runtime collects garbage before its heap exceeds this, so that the program works in a container with a limit
// of 16Mi.
const memoryLimit = 8 << 20

func main() {
	debug.SetMemoryLimit(memoryLimit)
	job, ok := parse(os.Args[1:])
	if !ok {
		fmt.Fprintln(os.Stderr, "migrate-cp: expected -RLf -- FOLDER/. TARGET/ or -f -- FILE TARGET, got",
			strings.Join(os.Args[1:], " "))
		os.Exit(misused)
	}
	if problem := job(); problem != nil {
		fmt.Fprintln(os.Stderr, "migrate-cp:", problem)
		os.Exit(failed)
	}
}

// parse returns what the command line asks for.
func parse(arguments []string) (job func() error, ok bool) {
	if len(arguments) != 4 || arguments[1] != "--" || arguments[2] == "" || arguments[3] == "" {
		return nil, false
	}
	isContent := strings.HasSuffix(arguments[2], "/.")
	source, target := filepath.Clean(arguments[2]), filepath.Clean(arguments[3])
	switch {
	case arguments[0] == "-RLf" && isContent:
		return func() error { return mirror(source, target) }, true
	case arguments[0] == "-f" && !isContent:
		return func() error { return install(source, target) }, true
	default:
		return nil, false
	}
}
