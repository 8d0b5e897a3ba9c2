// Runs a program with a share of one core and says what it cost:
//
//	measure SHARE LOG COMMAND [ARGUMENT...]
//
// SHARE is a number of cores such as 0.5, or 0 for no limit; LOG is the file that the program's output
// goes to. The first line on the standard output is {"pid": …}; the last one, when the program has
// ended, {"exit": …, "wallMillis": …, "cpuMillis": …, "rssKiB": …}, where rssKiB is the peak of its
// resident memory. SIGTERM is handed on. Limits are those of Linux' cgroups, of both versions.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// A period as kubelet sets it: https://docs.kernel.org/scheduler/sched-bwc.html
const periodMicros = 100_000

func main() {
	// The child is to end with this process, which Linux takes to mean this thread.
	runtime.LockOSThread()
	if len(os.Args) < 4 {
		fail("usage: measure SHARE LOG COMMAND [ARGUMENT...]")
	}
	share, err := strconv.ParseFloat(os.Args[1], 64)
	check(err)
	log, err := os.Create(os.Args[2])
	check(err)
	leave := func() {}
	if share > 0 {
		leave, err = limit(share)
		check(err)
	}

	command := exec.Command(os.Args[3], os.Args[4:]...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	start := time.Now()
	if err := command.Start(); err != nil {
		leave()
		check(err)
	}
	say(map[string]any{"pid": command.Process.Pid})
	go func() {
		for each := range signals {
			_ = command.Process.Signal(each)
		}
	}()
	_ = command.Wait()
	wall := time.Since(start)
	leave()
	state := command.ProcessState
	usage := state.SysUsage().(*syscall.Rusage)
	say(map[string]any{
		"exit":       state.ExitCode(),
		"wallMillis": float64(wall.Microseconds()) / 1e3,
		"cpuMillis":  float64((state.UserTime() + state.SystemTime()).Microseconds()) / 1e3,
		"rssKiB":     usage.Maxrss,
	})
}

// limit moves this process, and so its children, into a group of their own. The answer moves it back.
func limit(share float64) (func(), error) {
	quota := strconv.Itoa(int(share * periodMicros))
	name := "migrate-io-benchmark-" + strconv.Itoa(os.Getpid())
	root, settings := "/sys/fs/cgroup", [][2]string{{"cpu.max", quota + " " + strconv.Itoa(periodMicros)}}
	if _, err := os.Stat(root + "/cgroup.controllers"); err != nil {
		root += "/cpu"
		settings = [][2]string{{"cpu.cfs_period_us", strconv.Itoa(periodMicros)}, {"cpu.cfs_quota_us", quota}}
	} else if err := write(root, "cgroup.subtree_control", "+cpu"); err != nil {
		return nil, err
	}
	group := filepath.Join(root, name)
	if err := os.Mkdir(group, 0o755); err != nil {
		return nil, err
	}
	for _, each := range settings {
		if err := write(group, each[0], each[1]); err != nil {
			return nil, err
		}
	}
	if err := write(group, "cgroup.procs", strconv.Itoa(os.Getpid())); err != nil {
		return nil, err
	}
	return func() {
		_ = write(root, "cgroup.procs", strconv.Itoa(os.Getpid()))
		_ = os.Remove(group)
	}, nil
}

func write(group, file, value string) error {
	return os.WriteFile(filepath.Join(group, file), []byte(value), 0o644)
}

func say(values map[string]any) {
	line, err := json.Marshal(values)
	check(err)
	fmt.Println(string(line))
}

func check(err error) {
	if err != nil {
		fail("measure: " + err.Error())
	}
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(125)
}
