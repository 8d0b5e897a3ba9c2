// Waits for the end of its container. It is what holds a Pod's namespaces, and the application of an image that contains
// nothing else.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGTERM, syscall.SIGINT)
	<-ends
}
