package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// The name of the file that is written before it is moved into its place. It is in the target, because files are moved
// within a volume only.
const unfinished = ".migrate-cp-unfinished"

const (
	permissions = 0o777
	ownerFolder = 0o700
	ownerFile   = 0o600
)

// A copy of one tree.
//
// above are the folders that contain the one that is copied, and the target: a link to one of them has no end.
type copier struct {
	temporary string
	above     []fs.FileInfo
}

// mirror makes the target, which is the root of a volume and somebody else's, contain what the source contains, and
// nothing else.
func mirror(source, target string) error {
	info, err := os.Stat(source)
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return unreadableSource(source, err)
	}
	root, err := os.Stat(target)
	if err != nil {
		return unwritable(target, err)
	}
	name := unfinished
	for exists(filepath.Join(source, name)) {
		name += "~"
	}
	copier := copier{temporary: filepath.Join(target, name), above: []fs.FileInfo{root}}
	return copier.content(source, target, info)
}

// install copies one file.
func install(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return unreadable(source, err)
	}
	if !info.Mode().IsRegular() {
		return special(source, info)
	}
	copier := copier{temporary: filepath.Join(filepath.Dir(target), unfinished)}
	return copier.file(source, target, info)
}

// content makes a folder that exists contain what the source contains.
func (c *copier) content(source, target string, info fs.FileInfo) error {
	for _, each := range c.above {
		if os.SameFile(each, info) {
			return endless(source)
		}
	}
	c.above = append(c.above, info)
	defer func() { c.above = c.above[:len(c.above)-1] }()
	// First, because it makes room.
	if err := removeOthers(source, target); err != nil {
		return err
	}
	names, err := list(source)
	if err != nil {
		return unreadable(source, err)
	}
	for _, name := range names {
		if err := c.entry(filepath.Join(source, name), filepath.Join(target, name)); err != nil {
			return err
		}
	}
	return nil
}

func (c *copier) entry(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return unreadableEntry(source, err)
	}
	switch {
	case info.IsDir():
		if err := folder(target, info.Mode()); err != nil {
			return err
		}
		return c.content(source, target, info)
	case info.Mode().IsRegular():
		return c.file(source, target, info)
	default:
		return special(source, info)
	}
}

// folder makes sure that the path is a folder in which its owner can write, even if the one in the image is read-only:
// otherwise, nothing in it could be replaced the next time.
func folder(path string, mode fs.FileMode) error {
	info, err := os.Lstat(path)
	if err == nil && !info.IsDir() {
		if err := os.Remove(path); err != nil {
			return unwritable(path, err)
		}
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.Mkdir(path, mode&permissions|ownerFolder); err != nil {
			return unwritable(path, err)
		}
		return nil
	}
	if err != nil {
		return unwritable(path, err)
	}
	makeWritable(path, info)
	return nil
}

// makeWritable lets the owner of a folder write in it. If that is somebody else, what follows fails, and says so.
func makeWritable(path string, info fs.FileInfo) {
	if info.Mode()&ownerFolder != ownerFolder {
		_ = os.Chmod(path, info.Mode()|ownerFolder)
	}
}

// file copies a file, unless the target is equal to it. A reader sees the old file or the new one, never a part.
func (c *copier) file(source, target string, info fs.FileInfo) error {
	in, err := os.Open(source)
	if err != nil {
		return unreadable(source, err)
	}
	defer in.Close()
	present, err := os.Lstat(target)
	switch {
	case err == nil && present.IsDir():
		if err := remove(target); err != nil {
			return err
		}
	case err == nil && present.Mode().IsRegular() && present.Size() == info.Size():
		equal, err := c.equal(in, source, target)
		if err != nil || equal {
			return err
		}
	}
	if err := c.write(in, source, target, info.Mode()&permissions|ownerFile); err != nil {
		_ = os.Remove(c.temporary)
		return err
	}
	return nil
}

func (c *copier) write(in io.Reader, source, target string, mode fs.FileMode) error {
	if err := os.Remove(c.temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(c.temporary, err)
	}
	out, err := os.OpenFile(c.temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return unwritable(target, err)
	}
	_, err = io.Copy(out, in)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return uncopied(source, target, err)
	}
	if err := os.Rename(c.temporary, target); err != nil {
		return unwritable(target, err)
	}
	return nil
}

// equal compares what a file contains, and leaves the source at its beginning. A target that cannot be read is not
// equal.
func (c *copier) equal(in *os.File, source, target string) (bool, error) {
	other, err := os.Open(target)
	if err != nil {
		return false, nil
	}
	defer other.Close()
	const size = 32 << 10
	wanted, found := make([]byte, size), make([]byte, size)
	for {
		n, err := io.ReadFull(in, wanted)
		isEnd := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !isEnd {
			return false, unreadable(source, err)
		}
		m, _ := io.ReadFull(other, found)
		if !bytes.Equal(wanted[:n], found[:m]) {
			break
		}
		if isEnd {
			return true, nil
		}
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return false, unreadable(source, err)
	}
	return false, nil
}

// removeOthers removes what the source does not contain: what an earlier run was writing when it ended, and the files
// of another version of the image.
func removeOthers(source, target string) error {
	names, err := list(target)
	if err != nil {
		return unwritable(target, err)
	}
	for _, name := range names {
		if exists(filepath.Join(source, name)) {
			continue
		}
		if err := remove(filepath.Join(target, name)); err != nil {
			return err
		}
	}
	return nil
}

// remove removes a file, or a folder with what is in it, which may be read-only.
func remove(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return unwritable(path, err)
	}
	if info.IsDir() {
		makeWritable(path, info)
		names, err := list(path)
		if err != nil {
			return unwritable(path, err)
		}
		for _, name := range names {
			if err := remove(filepath.Join(path, name)); err != nil {
				return err
			}
		}
	}
	if err := os.Remove(path); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// exists says whether something has that path, even if it is a link to nowhere.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// list returns the names in a folder, in no order. The folder is closed before anything in it is opened, so that deep
// folders do not run into the limit of open files.
func list(path string) ([]string, error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	return folder.Readdirnames(-1)
}
