package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Output is a file that is there with all its bytes or not at all: what is written goes to a file beside it, which
// takes its name when it is kept. A path that is something else than a file, such as /dev/stdout, is written directly.
type Output struct {
	file   *os.File
	path   string // empty if written directly
	closed bool
}

// Create opens an output. The file at the path, if there is one, stays as it is until Keep.
func Create(path string) (*Output, error) {
	path, mode, err := target(path)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, cause(err))
	}
	if !mode.IsRegular() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", path, cause(err))
		}
		return &Output{file: file}, nil
	}
	beside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.tmp", filepath.Base(path), os.Getpid()))
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, cause(err))
	}
	o := &Output{file: file, path: path}
	if mode.Perm() != 0 {
		if err := file.Chmod(mode.Perm()); err != nil {
			return nil, errors.Join(fmt.Errorf("write %s: %w", path, cause(err)), o.Drop())
		}
	}
	return o, nil
}

// target follows symbolic links to what is to be written. The mode is 0 if there is nothing yet.
func target(path string) (string, fs.FileMode, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, 0, nil
	case err != nil:
		return path, 0, err
	case info.IsDir():
		return path, 0, errors.New("it is a folder: name a file in it")
	}
	return path, info.Mode(), nil
}

// Write adds to the output.
func (o *Output) Write(data []byte) (int, error) { return o.file.Write(data) }

// Keep gives the file its name.
func (o *Output) Keep() error {
	if o.closed {
		return nil
	}
	o.closed = true
	err := o.file.Close()
	if err == nil && o.path != "" {
		err = os.Rename(o.file.Name(), o.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", o.path, err), o.remove())
	}
	return nil
}

// Drop leaves no trace of what was written. After Keep it does nothing.
func (o *Output) Drop() error {
	if o.closed {
		return nil
	}
	o.closed = true
	return errors.Join(o.file.Close(), o.remove())
}

func (o *Output) remove() error {
	if o.path == "" {
		return nil
	}
	return os.Remove(o.file.Name())
}
