package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// A failure: one sentence with the path, the reason, and what to do, which the observer of migrate.io repeats in an
// Event.
type problem struct{ what, reason, advice string }

func (p problem) Error() string {
	return fmt.Sprintf("%s: %s; %s", p.what, p.reason, p.advice)
}

const (
	correctThePath  = "correct the path of the source"
	deleteThePod    = "delete the Pod, so that another one starts with an empty volume"
	makeItReadable  = "make it readable for user %d in the image"
	freeTheDisk     = "free disk space on the Node and delete the Pod, or make the folder smaller"
	removeFromImage = "remove it from the folder in the image, or correct the path of the source"
)

// unreadableSource is why the folder itself cannot be copied.
func unreadableSource(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return problem{"there is no folder " + shown(path), reason(err), correctThePath}
	}
	return unreadable(path, err)
}

// unreadableEntry is why something in the folder cannot be copied.
func unreadableEntry(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		if target, failed := os.Readlink(path); failed == nil {
			return problem{"cannot copy " + shown(path), "it is a link to " + shown(target) +
				", which does not exist", removeFromImage}
		}
	}
	if errors.Is(err, syscall.ELOOP) {
		return problem{"cannot copy " + shown(path), reason(err), removeFromImage}
	}
	return unreadable(path, err)
}

func unreadable(path string, err error) error {
	advice := correctThePath
	if errors.Is(err, fs.ErrPermission) {
		advice = fmt.Sprintf(makeItReadable, os.Getuid())
	}
	return problem{"cannot read " + shown(path), reason(err), advice}
}

func unwritable(path string, err error) error {
	advice := deleteThePod
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		advice = freeTheDisk
	}
	return problem{"cannot write " + shown(path), reason(err), advice}
}

// uncopied is why reading the source or writing the target ended early.
func uncopied(source, target string, err error) error {
	var where *fs.PathError
	if errors.As(err, &where) && where.Op == "read" {
		return unreadable(source, err)
	}
	return unwritable(target, err)
}

func endless(path string) error {
	return problem{"cannot copy " + shown(path), "it is, or links to, a folder that contains it or the copy",
		removeFromImage}
}

func special(path string, info fs.FileInfo) error {
	kind := "a device"
	switch {
	case info.IsDir():
		kind = "a folder"
	case info.Mode()&fs.ModeNamedPipe != 0:
		kind = "a FIFO"
	case info.Mode()&fs.ModeSocket != 0:
		kind = "a socket"
	}
	return problem{"cannot copy " + shown(path), "it is " + kind, removeFromImage}
}

// reason is the operating system's, without the path.
func reason(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	return err.Error()
}

// shown is a path on one line.
func shown(path string) string {
	quoted := strconv.Quote(path)
	if strings.Contains(quoted, `\`) {
		return quoted
	}
	return path
}
